/**
 * Folds lines that say the same: the first is written at once, those that follow are counted, and the latest of them is
 * written with their count when the time is over. So nothing is late that is new, and nothing fills a disk that is not.
 *
 * @module
 */

/** Different lines that are remembered at once: beyond it the oldest is written and forgotten. */
export const foldedLinesMax = 512;

/** What folding needs of time. */
export interface FoldingClock {
  /** As a node's clock. */
  setTimeout(fire: () => void, delayMs: number): unknown;
  /** As a node's clock. */
  clearTimeout(timer: unknown): void;
}

interface Fold<Line> {
  /** The latest. */
  line: Line;
  /** Those since the last that was written. */
  count: number;
}

/** Writes lines, those that repeat themselves folded. */
export class Folding<Line> implements Disposable {
  readonly #clock: FoldingClock;
  readonly #write: (line: Line, repeats: number) => void;
  readonly #folds = new Map<string, Fold<Line>>();
  #everyMs: number;
  #timer: unknown;

  /**
   * @param everyMs Time within which a line that repeats itself is only counted; 0: none is.
   * @param write Gets a line, and how many came since the one before it of its kind: 0 with the first.
   */
  constructor(
    clock: FoldingClock,
    everyMs: number,
    write: (line: Line, repeats: number) => void,
  ) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#write = write;
  }

  /** Changes the time within which lines are folded. */
  set everyMs(everyMs: number) {
    this.flush();
    this.#everyMs = everyMs;
  }

  /** Takes a line; lines of one `key` say the same. */
  take(key: string, line: Line): void {
    if (this.#everyMs === 0) return this.#write(line, 0);
    const fold = this.#folds.get(key);
    if (fold) {
      fold.line = line;
      fold.count++;
      return;
    }
    if (this.#folds.size >= foldedLinesMax) this.#forgetOldest();
    this.#folds.set(key, { line, count: 0 });
    this.#timer ??= this.#clock.setTimeout(this.#turn, this.#everyMs);
    this.#write(line, 0);
  }

  /** Writes what was counted, and starts anew. */
  flush(): void {
    for (const { line, count } of this.#folds.values()) {
      if (count > 0) this.#write(line, count);
    }
    this.#folds.clear();
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Writes what was counted; nothing follows. */
  [Symbol.dispose](): void {
    this.flush();
  }

  readonly #turn = (): void => {
    this.#timer = undefined;
    for (const [key, fold] of this.#folds) {
      if (fold.count === 0) {
        this.#folds.delete(key);
        continue;
      }
      this.#write(fold.line, fold.count);
      fold.count = 0;
    }
    if (this.#folds.size > 0) {
      this.#timer = this.#clock.setTimeout(this.#turn, this.#everyMs);
    }
  };

  #forgetOldest(): void {
    for (const [key, { line, count }] of this.#folds) {
      this.#folds.delete(key);
      if (count > 0) this.#write(line, count);
      return;
    }
  }
}
