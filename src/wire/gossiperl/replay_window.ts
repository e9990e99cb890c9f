/**
 * Which counters were seen, so that no packet counts twice (after RFC 6479).
 *
 * A window slides along with the highest counter of a sender. Within it every counter is taken
 * once, in any order; below it none is taken any more.
 *
 * @module
 */

const WORD_BITS = 32;
const WORDS = 32;

/** Counters behind the highest that are still told apart; one word of the ring is always the one being begun. */
export const WINDOW_COUNTERS = (WORDS - 1) * WORD_BITS;

/** Most senders that are remembered, about 200 bytes each; each start of a node is a new one. */
export const SENDERS_MAX = 4_096;

/** The counters of one sender. */
export class ReplayWindow {
  readonly #seen = new Uint32Array(WORDS);
  #highest = -1;

  /** Whether a counter was not seen yet and is not too old to tell. */
  isFresh(counter: number): boolean {
    if (counter > this.#highest) return true;
    if (counter <= this.#highest - WINDOW_COUNTERS) return false;
    return (this.#seen[slot(counter)]! & bit(counter)) === 0;
  }

  /** Marks a counter as seen; call it only for what was authenticated and {@linkcode isFresh}. */
  record(counter: number): void {
    if (counter > this.#highest) this.#slideTo(counter);
    this.#seen[slot(counter)]! |= bit(counter);
  }

  #slideTo(counter: number): void {
    const from = word(this.#highest);
    const steps = Math.min(word(counter) - from, WORDS);
    for (let i = 1; i <= steps; i++) {
      this.#seen[(word(counter) - steps + i) % WORDS] = 0;
    }
    this.#highest = counter;
  }
}

/** The windows of all senders; when there are too many, the one unheard for longest is forgotten. */
export class ReplayGuard {
  readonly #windows = new Map<string, ReplayWindow>();
  readonly #sendersMax: number;

  /** Remembers at most `sendersMax` senders. */
  constructor(sendersMax: number = SENDERS_MAX) {
    this.#sendersMax = sendersMax;
  }

  /** Senders that are remembered. */
  get senders(): number {
    return this.#windows.size;
  }

  /** Whether a sender's counter was not seen yet; an unknown sender's never was. */
  isFresh(sender: string, counter: number): boolean {
    return this.#windows.get(sender)?.isFresh(counter) ?? true;
  }

  /** Marks a sender's counter as seen; call it only for what was authenticated and {@linkcode isFresh}. */
  record(sender: string, counter: number): void {
    const window = this.#windows.get(sender) ?? new ReplayWindow();
    // Last in the map is heard last.
    this.#windows.delete(sender);
    this.#windows.set(sender, window);
    window.record(counter);
    if (this.#windows.size <= this.#sendersMax) return;
    const [oldest] = this.#windows.keys();
    this.#windows.delete(oldest!);
  }
}

function word(counter: number): number {
  return Math.floor(counter / WORD_BITS);
}

function slot(counter: number): number {
  return word(counter) % WORDS;
}

function bit(counter: number): number {
  return 1 << counter % WORD_BITS;
}
