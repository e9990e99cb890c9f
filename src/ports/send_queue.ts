/**
 * Datagrams waiting to be sent, oldest first, in bounded number.
 *
 * When it is full the oldest goes: in protocols of heartbeats the newest datagram is the one worth sending.
 *
 * @module
 */

import type { Endpoint } from "./world.ts";

/** A datagram waiting to be sent. */
export interface WaitingSend {
  /** Its bytes. */
  readonly bytes: Uint8Array;
  /** Where it goes. */
  readonly to: Endpoint;
}

/** A queue that forgets its oldest entry rather than grow. */
export class SendQueue {
  readonly #capacity: number;
  #entries: WaitingSend[] = [];
  #head = 0;

  /** Holds `capacity` datagrams, a positive number. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many wait. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Appends a datagram; says whether the oldest had to go for it. */
  push(send: WaitingSend): boolean {
    const full = this.length === this.#capacity;
    if (full) this.take();
    this.#entries.push(send);
    return full;
  }

  /** Removes and returns the oldest. */
  take(): WaitingSend | undefined {
    const send = this.#entries[this.#head];
    if (send === undefined) return undefined;
    this.#head++;
    // Moving the rest only once for so many takes keeps both ends cheap.
    if (this.#head === this.#entries.length || this.#head > this.#capacity) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return send;
  }

  /** Forgets all. */
  clear(): void {
    this.#entries = [];
    this.#head = 0;
  }
}
