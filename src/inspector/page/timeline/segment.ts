/**
 * A stretch of a recording: a whole moment, and the frames told after it.
 *
 * @module
 */
import type { ActorDetail, Frame } from "../../frame.ts";
import type { Moment } from "../world.ts";

/** Frames of a segment: half a minute, so that going there takes a few ms. */
const segmentFramesMax = 300;

/** A segment is not worth a whole moment before it has this many bytes. */
const segmentBytesMin = 64 * 1_024;

/** Actors whose latest detail is kept at once; a person looks at fewer. */
const detailsMax = 64;

/** What was told of an actor, and when: its age matters, since only one actor is told of at a time. */
export interface PastDetail {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** What was told. */
  readonly detail: ActorDetail;
}

/** The latest that was told of actors, by their ids; who was told of last is last. */
export type Details = ReadonlyMap<string, PastDetail>;

/** A frame, and when it counts as told: never before the one before it, whatever became of the server's clock. */
export interface Told {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** The frame. */
  readonly frame: Frame;
}

/** A stretch of a recording. */
export interface Segment {
  /** What there was before its first frame. */
  readonly moment: Moment;
  /** What had been told of actors. */
  readonly details: Details;
  /** When its facts were told. */
  readonly factsAtMs: number | undefined;
  /** What moment and details take as JSON. */
  readonly momentBytes: number;
  /** What was told from then on, in order. */
  readonly told: Told[];
  /** What that takes as JSON. */
  bytes: number;
}

/** Whether the next frame begins another segment. */
export function isFull({ told, bytes, momentBytes }: Segment): boolean {
  return told.length >= segmentFramesMax ||
    bytes >= Math.max(momentBytes, segmentBytesMin);
}

/** What a moment takes as JSON. */
export function bytesOf({ actors, facts }: Moment): number {
  const rows = [...actors.values()];
  return JSON.stringify(rows).length + JSON.stringify(facts ?? null).length;
}

/** How many of them were told until `ms`. */
export function countUntil(told: readonly Told[], ms: number): number {
  let low = 0;
  let high = told.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (told[middle]!.atMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Details after frames. */
export function withDetails(before: Details, told: readonly Told[]): Details {
  const fresh = told.filter(({ frame }) => frame.detail);
  if (fresh.length === 0) return before;
  const details = new Map(before);
  for (const { frame: { atMs, detail } } of fresh) {
    details.delete(detail!.id);
    details.set(detail!.id, { atMs, detail: detail! });
  }
  const surplus = details.size - detailsMax;
  for (const id of [...details.keys()].slice(0, Math.max(0, surplus))) {
    details.delete(id);
  }
  return details;
}
