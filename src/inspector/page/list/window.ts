/**
 * Which rows of a long list are drawn: those that can be seen, and some around them.
 *
 * @module
 */

/** Rows drawn above and below what can be seen, so that scrolling shows no gap. */
const marginRows = 8;

/** Rows `first` to before `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The rows to draw of `count`, each `rowPx` high, in a view of `viewPx` scrolled down by `scrollPx`. */
export function windowOf(
  count: number,
  rowPx: number,
  viewPx: number,
  scrollPx: number,
): RowWindow {
  const top = Math.floor(Math.max(0, scrollPx) / rowPx) - marginRows;
  const rows = Math.ceil(viewPx / rowPx) + 2 * marginRows;
  const first = Math.max(0, Math.min(top, count - rows));
  return { first, end: Math.min(count, first + rows) };
}

/** Rows out of view by more than these are brought to its middle: who is looked for from elsewhere has neighbours too. */
const nearRows = 3;

/** Where to scroll so that a row is in view; where it is already, nothing moves. */
export function scrollTo(
  row: number,
  rowPx: number,
  viewPx: number,
  scrollPx: number,
): number {
  const top = row * rowPx;
  const bottom = top + rowPx;
  const nearest = Math.max(bottom - viewPx, Math.min(top, scrollPx));
  const isNear = Math.abs(nearest - scrollPx) <= nearRows * rowPx;
  return isNear ? nearest : Math.max(0, (top + bottom - viewPx) / 2);
}
