/**
 * Lets every connection read its share of a turn of the event loop, and no more.
 *
 * Deno reads a connection up to 32 times in one turn while more is there, 64 KiB each: four peers that flood held timers
 * and all other sockets up for 8 ms, in the worst case 18 ms. With a share of a turn for each it is 2 ms. A socket that
 * has had its share pauses until the next turn; what it does not read stays with the peer, as TCP does it.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** What all connections together may read in a turn: about 1 ms of work for the system, and as much for the receivers. */
const TURN_BYTES = 524_288;

/** What each may read however many there are: one read. */
const SHARE_BYTES_MIN = 65_536;

/** The turns of the event loop, as far as somebody waits for the next one. */
export class ReadTurns {
  #waiting: (() => void)[] = [];
  #share = TURN_BYTES;

  /** What a connection may read before it has to wait, in bytes. */
  get share(): number {
    return this.#share;
  }

  /** Calls `next` in the next turn; the more connections wait for it, the smaller their shares. */
  wait(next: () => void): void {
    this.#waiting.push(next);
    if (this.#waiting.length === 1) setImmediate(() => this.#turn());
  }

  #turn(): void {
    const waiting = this.#waiting.splice(0);
    this.#share = Math.max(SHARE_BYTES_MIN, TURN_BYTES / waiting.length);
    for (const next of waiting) next();
  }
}
