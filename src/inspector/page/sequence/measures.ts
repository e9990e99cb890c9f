/**
 * Measures of a sequence diagram in pixels.
 *
 * @module
 */

/** Heights of rows and widths of columns, in pixels. */
export const measures = {
  /** The column of times. */
  times: 92,
  /** The heads of the lanes. */
  head: 52,
  /** Between two lanes, at least and at most. */
  laneMin: 76,
  laneMax: 190,
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
  right: 16,
} as const;

/**
 * How far lanes are apart, for a drawing that should be `width` wide. Labels are not asked: there is one arrow in a row, so
 * its label may reach over the lanes beside it.
 */
export function laneGap(count: number, width: number): number {
  const room = (width - measures.times - measures.right) / Math.max(1, count);
  return Math.min(measures.laneMax, Math.max(measures.laneMin, room));
}

/** The width of a label. */
export function widthOf(label: string): number {
  return label.length * measures.char;
}
