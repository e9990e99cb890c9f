/**
 * Times and lengths of time as short texts.
 *
 * @module
 */

/** A time of day where the reader is, e.g. `14:03:07.042`. */
export function clockText(ms: number, isFine = true): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  const seconds = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(two).join(":");
  return isFine
    ? `${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`
    : seconds;
}

/** A length of time: `42 ms`, `3.1 s`, `2 min 5 s`, `3 h 20 min`, `4 d 2 h`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, "min", "s");
  if (seconds < 86_400) {
    return twoUnits(Math.round(seconds / 60), 60, "h", "min");
  }
  return twoUnits(Math.round(seconds / 3_600), 24, "d", "h");
}

/** How long ago something was, e.g. `3.1 s ago`; clocks differ a little, so the future is now. */
export function agoText(ms: number): string {
  return ms < 50 ? "now" : `${spanText(ms)} ago`;
}

function twoUnits(
  count: number,
  per: number,
  large: string,
  small: string,
): string {
  const rest = count % per;
  const whole = `${Math.floor(count / per)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
