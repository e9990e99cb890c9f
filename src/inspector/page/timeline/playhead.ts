/**
 * What is shown of what was recorded: the recording, the moment in it, and a span of it that somebody chose.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { Frame } from "../../frame.ts";
import { Recording } from "./recording.ts";

/** How often those who draw the recording hear that it grew, in ms; the frames come more often. */
const growthMs = 250;

/** A span of time, in ms since the Unix epoch. */
export interface Span {
  /** Where it begins. */
  readonly fromMs: number;
  /** Where it ends. */
  readonly toMs: number;
}

/** A recording that was opened from a file, in place of a server. */
export interface OpenedFile {
  /** What the file is called. */
  readonly fileName: string;
  /** What was recorded. */
  readonly title: string;
  /** Which of its nodes. */
  readonly node?: string;
}

/** Which time is shown, in ms since the Unix epoch on the server's clock; undefined: what is live. */
export const playhead: Signal<number | undefined> = signal(undefined);

/** A span that somebody chose on the timeline. */
export const span: Signal<Span | undefined> = signal(undefined);

/** What was seen so far. */
export const recording: Signal<Recording> = signal(new Recording());

/** Grows while the recording does, four times a second at most. */
export const growth: Signal<number> = signal(0);

/** The file that is open. */
export const opened: Signal<OpenedFile | undefined> = signal(undefined);

let pending: ReturnType<typeof setTimeout> | undefined;

/** Records a frame; `bytes` is the length of its JSON. */
export function record(frame: Frame, bytes?: number): void {
  const shown = recording.peek();
  shown.push(frame, bytes);
  // What is forgotten cannot be shown any longer.
  if (playhead.peek()! < shown.fromMs!) playhead.value = shown.fromMs;
  pending ??= setTimeout(() => {
    pending = undefined;
    growth.value++;
  }, growthMs);
}

/** Forgets what was recorded, since something else is looked at from now on. */
export function recordAfresh(): void {
  show(new Recording());
  opened.value = undefined;
}

/** Shows another recording, from its end. */
export function show(other: Recording): void {
  recording.value = other;
  playhead.value = undefined;
  span.value = undefined;
  growth.value++;
}
