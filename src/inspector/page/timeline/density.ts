/**
 * How many events there were, tenth of a second by tenth, as often as frames come: what a timeline draws as hills.
 *
 * @module
 */

/** Length of a cell, in ms. */
const cellMs = 100;

/** Events by when they were told. */
export class Density {
  /** Ascending; together with `#counts` one cell each, none for times without events. */
  #cells: number[] = [];
  #counts: number[] = [];

  /** Adds events; times must not go back. */
  add(atMs: number, count: number): void {
    if (count === 0) return;
    const cell = Math.floor(atMs / cellMs);
    if (this.#cells.at(-1) !== cell) {
      this.#cells.push(cell);
      this.#counts.push(0);
    }
    this.#counts[this.#counts.length - 1]! += count;
  }

  /** Forgets what was before a time. */
  forgetBefore(ms: number): void {
    const first = Math.floor(ms / cellMs);
    const place = this.#cells.findIndex((cell) => cell >= first);
    const gone = place < 0 ? this.#cells.length : place;
    this.#cells = this.#cells.slice(gone);
    this.#counts = this.#counts.slice(gone);
  }

  /**
   * Events in each of `bins` equal parts of a span. Where parts are shorter than a cell, the events of a cell count
   * for the part in which it begins, and for the first if that is before the span.
   */
  bins(fromMs: number, toMs: number, bins: number): readonly number[] {
    const sums = new Array<number>(bins).fill(0);
    const width = (toMs - fromMs) / bins;
    if (!(width > 0)) return sums;
    this.#cells.forEach((cell, place) => {
      if ((cell + 1) * cellMs <= fromMs || cell * cellMs > toMs) return;
      const bin = Math.floor((cell * cellMs - fromMs) / width);
      sums[Math.min(bins - 1, Math.max(0, bin))]! += this.#counts[place]!;
    });
    return sums;
  }
}
