/**
 * Work that takes turns: each piece begins when those before it have ended.
 *
 * @module
 */

/** A queue of work, one piece at a time. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when it is its turn; settles as it does. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
