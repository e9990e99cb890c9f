/**
 * Measures of a sequence diagram in pixels, and how far its lanes are apart.
 *
 * @module
 */
import type { Run } from "./fold.ts";
import type { Lanes } from "./lanes.ts";
import type { Happening } from "./story.ts";
import { eventText } from "../words/event_text.ts";

/** Heights of rows and widths of columns, in pixels. */
export const measures = {
  /** The column of times. */
  times: 96,
  /** The heads of the lanes. */
  head: 52,
  /** Between two lanes, at least and at most. */
  laneMin: 112,
  laneMax: 300,
  /** An arrow with its label. */
  message: 30,
  /** A mark on a lane. */
  mark: 28,
  /** A pause. */
  gap: 26,
  /** The head of a frame around a repeated exchange, and what is below it. */
  repeatHead: 24,
  repeatFoot: 10,
  /** How far an arrow to oneself goes. */
  self: 26,
  /** How far an arrow from nowhere comes. */
  stub: 44,
  /** A character of a label. */
  char: 6.7,
  /** Right of the last lane and of all labels. */
  right: 64,
} as const;

/** Lanes as close as the labels between them allow. */
export function lanePlaces(
  runs: readonly Run<Happening>[],
  count: number,
  placeOf: Lanes["placeOf"],
): readonly number[] {
  const gaps = new Array<number>(Math.max(0, count - 1))
    .fill(measures.laneMin);
  const needs = runs.flatMap(({ items }) => items)
    .filter((happening) => happening.kind === "message")
    .map(({ from, to, type }) => {
      const end = placeOf(to)!;
      const start = (from === undefined ? undefined : placeOf(from)) ?? end;
      const [left, right] = [Math.min(start, end), Math.max(start, end)];
      // An arrow to oneself, or from nowhere, has its label right of the lane.
      return left === right
        ? {
          left,
          right: left + 1,
          width: widthOf(eventText(type)) + measures.self + 20,
        }
        : { left, right, width: widthOf(eventText(type)) + 28 };
    })
    .filter(({ right }) => right < count)
    .sort((a, b) => a.right - a.left - (b.right - b.left));
  for (const { left, right, width } of needs) {
    const between = gaps.slice(left, right).reduce((sum, gap) => sum + gap, 0);
    const missing = width - between;
    if (missing <= 0) continue;
    gaps[right - 1] = Math.min(measures.laneMax, gaps[right - 1]! + missing);
  }
  const xs = [measures.times + measures.laneMin / 2];
  for (const gap of gaps) xs.push(xs.at(-1)! + gap);
  return xs.slice(0, count);
}

/** The width of a label. */
export function widthOf(label: string): number {
  return label.length * measures.char;
}
