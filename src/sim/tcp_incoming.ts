/**
 * One direction of a simulated TCP connection, at its receiver: puts in order what came, and keeps what is not read.
 *
 * @module
 */

import { endOf, type Portion, WINDOW_BYTES } from "./tcp_segment.ts";

/** The way in of one end. */
export class Incoming {
  #expected = 0;
  /** What came before its turn, by its number. */
  readonly #early = new Map<number, Portion>();
  readonly #unread: Portion[] = [];
  #unreadBytes = 0;

  /** Number of the first byte that has not come. */
  get expected(): number {
    return this.#expected;
  }

  /** Whether the opening came. */
  get isOpen(): boolean {
    return this.#expected > 0;
  }

  /** How many more bytes are welcome. */
  get window(): number {
    return Math.max(0, WINDOW_BYTES - this.#unreadBytes);
  }

  /** Takes a portion; what came already is ignored. */
  take(portion: Portion): void {
    if (portion.what === "probe" || portion.sequence < this.#expected) return;
    this.#early.set(portion.sequence, portion);
    for (;;) {
      const next = this.#early.get(this.#expected);
      if (!next) return;
      this.#early.delete(this.#expected);
      this.#expected = endOf(next);
      this.#unread.push(next);
      this.#unreadBytes += next.bytes.length;
    }
  }

  /** Removes and returns the oldest that was not read. */
  read(): Portion | undefined {
    const portion = this.#unread.shift();
    this.#unreadBytes -= portion?.bytes.length ?? 0;
    return portion;
  }
}
