/**
 * A binary heap of deadlines: earliest first, and among equals the oldest first.
 *
 * Every deadline knows its place, so that taking one out of the middle costs no search: nodes
 * arm and disarm timers far more often than these fire.
 *
 * @module
 */

/** Something due at a time. */
export interface Deadline {
  /** When it is due. */
  readonly dueMs: number;
  /** Order of arming, which decides among equals. */
  readonly age: number;
  /** What happens then. */
  readonly fire: () => void;
  /** Place in the heap; -1 outside it. Kept by the heap. */
  place: number;
}

/** Deadlines, of which the earliest is at hand. */
export class Deadlines {
  readonly #heap: Deadline[] = [];

  /** How many there are. */
  get size(): number {
    return this.#heap.length;
  }

  /** The earliest, left where it is. */
  get first(): Deadline | undefined {
    return this.#heap[0];
  }

  /** Adds a deadline. */
  add(deadline: Deadline): void {
    this.#heap.push(deadline);
    this.#rise(deadline, this.#heap.length - 1);
  }

  /** Removes a deadline; says whether it was there. */
  remove(deadline: Deadline): boolean {
    const { place } = deadline;
    if (this.#heap[place] !== deadline) return false;
    const last = this.#heap.pop()!;
    deadline.place = -1;
    if (last === deadline) return true;
    this.#rise(last, place);
    if (last.place === place) this.#sink(last, place);
    return true;
  }

  #rise(deadline: Deadline, place: number): void {
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above]!;
      if (!isBefore(deadline, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(deadline, place);
  }

  #sink(deadline: Deadline, place: number): void {
    for (;;) {
      const left = this.#heap[2 * place + 1];
      if (!left) break;
      const right = this.#heap[2 * place + 2];
      const child = right && isBefore(right, left) ? right : left;
      if (!isBefore(child, deadline)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(deadline, place);
  }

  #put(deadline: Deadline, place: number): void {
    this.#heap[place] = deadline;
    deadline.place = place;
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.age < b.age);
}
