/**
 * Going to a moment of the recording, and playing it from there.
 *
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";
import { link } from "../model.ts";
import { playhead, recording, span } from "./playhead.ts";

/** How often the playhead moves while it plays, in ms: as often as frames come. */
const tickMs = 100;

/** Whether the recording plays. */
export const isPlaying: Signal<boolean> = signal(false);

/** How many times as fast as it was. */
export const speed: Signal<1 | 4> = signal(1);

/** Shows the moment at a time; at the end of the recording that is what is live. */
export function seek(ms: number): void {
  const { fromMs, toMs } = recording.peek();
  if (fromMs === undefined || toMs === undefined) return;
  if (ms >= toMs) return goToEnd();
  playhead.value = Math.max(fromMs, ms);
}

/** Shows what came of something that happened at a time. */
export function seekEvent(atMs: number): void {
  seek(recording.peek().toldAtMs(atMs));
}

/** Goes on or back by so many ms. */
export function step(ms: number): void {
  const shown = playhead.peek() ?? recording.peek().toMs;
  if (shown !== undefined) seek(shown + ms);
}

/** Shows what is live; of a file, its end. */
export function goToEnd(): void {
  isPlaying.value = false;
  playhead.value = undefined;
}

/** Plays on, or from the beginning if the end is shown. */
export function play(): void {
  if (playhead.peek() === undefined) seek(recording.peek().fromMs ?? 0);
  isPlaying.value = playhead.peek() !== undefined;
}

/** Makes the moment that is shown an edge of the chosen span. */
export function markEdge(edge: "fromMs" | "toMs"): void {
  const { fromMs, toMs } = recording.peek();
  if (fromMs === undefined || toMs === undefined) return;
  const known = span.peek() ?? { fromMs, toMs };
  const changed = { ...known, [edge]: playhead.peek() ?? toMs };
  span.value = changed.fromMs <= changed.toMs
    ? changed
    : { fromMs: changed[edge], toMs: changed[edge] };
}

/** What the end of what was recorded is called. */
export function endName(): "Live" | "End" {
  return link.value === "file" ? "End" : "Live";
}

effect(() => {
  if (!isPlaying.value) return;
  let beforeMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    step((nowMs - beforeMs) * speed.peek());
    beforeMs = nowMs;
  }, tickMs);
  return () => clearInterval(timer);
});
