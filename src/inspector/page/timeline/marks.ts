/**
 * What a timeline shows along its length: a scale, hills of events, and marks for what supervision had to do. Places are
 * shares of its length, from 0 to 1. What happened before anybody looked stands in a strip of its own at the left, by
 * its order: days of it would leave no room for the minutes that were seen.
 *
 * @module
 */
import type { LifecycleEntry } from "../../frame.ts";

/** The strip of what was before, as a share of the length. */
export const beforeShare = 0.14;

/** What is on a timeline. */
export interface Reach {
  /** When the recording begins, in ms since the Unix epoch. */
  readonly fromMs: number;
  /** When it ends. */
  readonly toMs: number;
  /** Where it begins: 0, or {@linkcode beforeShare} if something is known of the time before. */
  readonly start: number;
}

/** Marks that would stand on top of each other, as one. */
export interface MarkGroup {
  /** Where. */
  readonly place: number;
  /** What happened there, oldest first. */
  readonly entries: readonly LifecycleEntry[];
  /** The worst of it. */
  readonly type: TroubleType;
  /** How often that happened: a restart is no second crash. */
  readonly count: number;
  /** Whether it was before the recording, so that it cannot be looked at. */
  readonly isBefore: boolean;
}

/** What is worth a mark; starts and ends are routine. */
export type TroubleType = "crashed" | "restarted" | "gave_up";

/** Worst last. */
const severity: readonly string[] = ["restarted", "crashed", "gave_up"];

/** Round lengths of time between two labels, in ms. */
const stepsMs = [
  100,
  200,
  500,
  1e3,
  2e3,
  5e3,
  10e3,
  15e3,
  30e3,
  60e3,
  120e3,
  300e3,
  600e3,
  900e3,
  1_800e3,
  3_600e3,
];

/** What supervision had to do. */
export function troubles(
  lifecycle: readonly LifecycleEntry[],
): readonly LifecycleEntry[] {
  return lifecycle.filter(({ type }) => severity.includes(type));
}

/** What is on the timeline of a recording from `fromMs` to `toMs` whose system got into that trouble. */
export function reachOf(
  fromMs: number,
  toMs: number,
  trouble: readonly LifecycleEntry[],
): Reach {
  const hasBefore = trouble.some(({ atMs }) => atMs < fromMs);
  return { fromMs, toMs, start: hasBefore ? beforeShare : 0 };
}

/** Where a time of the recording stands. */
export function placeOf({ fromMs, toMs, start }: Reach, ms: number): number {
  const share = toMs > fromMs ? (ms - fromMs) / (toMs - fromMs) : 1;
  return start + (1 - start) * Math.min(1, Math.max(0, share));
}

/** The time at a place; what is before the recording is its beginning. */
export function timeAt({ fromMs, toMs, start }: Reach, place: number): number {
  const share = Math.min(1, Math.max(0, (place - start) / (1 - start)));
  return fromMs + share * (toMs - fromMs);
}

/** Marks, those closer than `distance` to their neighbour joined. */
export function groupsOf(
  reach: Reach,
  trouble: readonly LifecycleEntry[],
  distance: number,
): readonly MarkGroup[] {
  const before = trouble.filter(({ atMs }) => atMs < reach.fromMs);
  const placed = trouble.map((entry) => {
    const isBefore = entry.atMs < reach.fromMs;
    const rank = isBefore ? before.indexOf(entry) : 0;
    const place = isBefore
      ? reach.start * (rank + 0.5) / before.length
      : placeOf(reach, entry.atMs);
    return { entry, place, isBefore };
  });
  const groups: (typeof placed)[] = [];
  for (const mark of placed) {
    const group = groups.at(-1);
    const first = group?.[0];
    const isClose = first && first.isBefore === mark.isBefore &&
      mark.place - first.place < distance;
    if (isClose) group!.push(mark);
    else groups.push([mark]);
  }
  return groups.map((group) => {
    const entries = group.map(({ entry }) => entry);
    const { place, isBefore } = group[0]!;
    const worst = worstOf(entries);
    const count = entries.filter(({ type }) => type === worst).length;
    return { place, isBefore, entries, type: worst, count };
  });
}

/** Round times of the recording for labels, `max` at most. */
export function scaleOf(
  { fromMs, toMs }: Reach,
  max: number,
): readonly number[] {
  const length = toMs - fromMs;
  if (!(length > 0)) return [];
  const hours = 3_600e3 * Math.ceil(length / max / 3_600e3);
  const step = stepsMs.find((step) => length / step <= max - 1) ?? hours;
  const first = Math.ceil(fromMs / step) * step;
  const count = Math.min(max, Math.floor((toMs - first) / step) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * step);
}

/** The outline of hills over a length of `width`, at most `height` high, as the `d` of an SVG path. */
export function hills(
  counts: readonly number[],
  width: number,
  height: number,
): string {
  const highest = Math.max(1, ...counts);
  const step = width / counts.length;
  return counts.map((count, place) => {
    if (count === 0) return "";
    // By the root, so that a quiet time beside a storm is still to be seen.
    const tall = round(Math.max(1, height * Math.sqrt(count / highest)));
    const left = round(place * step);
    return `M${left} ${height}v-${tall}h${round(step * 0.8)}v${tall}z`;
  }).join("");
}

function worstOf(entries: readonly LifecycleEntry[]): TroubleType {
  const worst = Math.max(...entries.map(({ type }) => severity.indexOf(type)));
  return severity[worst] as TroubleType;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
