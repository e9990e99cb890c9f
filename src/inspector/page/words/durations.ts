/**
 * Times and durations as people say them.
 *
 * @module
 */

/** `0.4 s`, `12 s`, `3 min`, `2 h`, `5 d`: enough to tell whether it was just now. Less than nothing is nothing. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** What a delay is told in, from the greatest, in ms. */
const delayUnits = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** A delay exactly: `1 h`, `90 s`, `1.5 s`, `250 ms`. */
export function delayText(ms: number): string {
  for (const [unitMs, unit] of delayUnits) {
    // Seconds may have a digit after the point, others would be hard to read.
    const finest = unit === "s" ? 100 : unitMs;
    if (ms >= unitMs && ms % finest === 0) return `${ms / unitMs} ${unit}`;
  }
  return `${ms} ms`;
}

/** `just now`, `12 s ago`, `3 min ago`. */
export function agoText(ms: number): string {
  return ms < 1_500 ? "just now" : `${durationText(ms)} ago`;
}

/** `14:03:07.250`, by the clock on the wall here. */
export function timeText(atMs: number): string {
  const at = new Date(atMs);
  const two = (part: number) => String(part).padStart(2, "0");
  const ms = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${
    two(at.getSeconds())
  }.${ms}`;
}

/** `0.3/s`, `12/s`, `1.2k/s`. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10_000) return `${Math.round(perSecond / 1_000)}k/s`;
  if (perSecond >= 1_000) return `${(perSecond / 1_000).toFixed(1)}k/s`;
  if (perSecond >= 9.5) return `${Math.round(perSecond)}/s`;
  return `${perSecond.toFixed(1)}/s`;
}

/** `5,120`. */
export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** `1 actor`, `5,120 actors`. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}
