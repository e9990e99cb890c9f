/**
 * Datagrams that were received and wait to be handled.
 *
 * The kernel holds some 270 small ones, 20 ms of 13,500 a second, and no API of Deno gives it more room. So all that
 * Deno receives in one turn of its event loop is first taken out of the kernel, which is cheap, and then handled,
 * as much as one turn may hold; what is left waits here while more is taken.
 *
 * A flood is not taken in for nothing: when the inbox is full, each datagram received waits for the oldest to be
 * handled, so that the kernel drops what there is no time for.
 *
 * @module
 */
import { clearImmediate, setImmediate } from "node:timers";
import { WaitingQueue } from "./waiting_queue.ts";

/** Datagrams that may wait: 150 ms of 13,500 a second, so that what is handled is not stale. */
export const WAITING_MAX = 2_048;

/** Datagrams handled in one turn: some 3 ms, during which the kernel receives 40 of 13,500 a second. */
export const HANDLED_A_TURN_MAX = 96;

/** Hands what was taken in to `handle`, in order: in a turn of its own, unless too much waits. */
export class Inbox<T> {
  readonly #handle: (item: T) => void;
  readonly #waiting = new WaitingQueue<T>(WAITING_MAX);
  #turn: NodeJS.Immediate | undefined;

  /** Empty. */
  constructor(handle: (item: T) => void) {
    this.#handle = handle;
  }

  /** Takes something in. */
  push(item: T): void {
    if (this.#waiting.length === WAITING_MAX) this.#handleOldest();
    this.#waiting.push(item);
    this.#turn ??= setImmediate(this.#handleSome);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.clear();
    clearImmediate(this.#turn);
    this.#turn = undefined;
  }

  readonly #handleSome = (): void => {
    this.#turn = undefined;
    try {
      for (let i = 0; i < HANDLED_A_TURN_MAX; i++) this.#handleOldest();
    } finally {
      if (this.#waiting.length > 0) {
        this.#turn ??= setImmediate(this.#handleSome);
      }
    }
  };

  #handleOldest(): void {
    const item = this.#waiting.take();
    if (item !== undefined) this.#handle(item);
  }
}
