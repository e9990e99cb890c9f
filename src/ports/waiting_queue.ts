/**
 * What waits its turn, oldest first, in bounded number.
 *
 * When it is full the oldest goes: in protocols of heartbeats the newest datagram is the one worth sending.
 *
 * @module
 */

/** A queue that forgets its oldest entry rather than grow. */
export class WaitingQueue<T> {
  readonly #capacity: number;
  #entries: T[] = [];
  #head = 0;

  /** Holds `capacity` entries, a positive number. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many wait. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Appends an entry; says whether the oldest had to go for it. */
  push(entry: T): boolean {
    const full = this.length === this.#capacity;
    if (full) this.take();
    this.#entries.push(entry);
    return full;
  }

  /** Removes and returns the oldest. */
  take(): T | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#head++;
    // Moving the rest only once for so many takes keeps both ends cheap.
    if (this.#head === this.#entries.length || this.#head > this.#capacity) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Forgets all. */
  clear(): void {
    this.#entries = [];
    this.#head = 0;
  }
}
