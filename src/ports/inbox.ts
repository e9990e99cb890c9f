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

/** Datagrams handed over together: what deciphering a few at once saves grows little with more. */
export const TOGETHER_MAX = 16;

/** Hands what was taken in to `handle`, in order, a few at a time: in a turn of its own, unless too much waits. */
export class Inbox<T> {
  readonly #handle: (items: readonly T[]) => void;
  readonly #waiting = new WaitingQueue<T>(WAITING_MAX);
  #turn: NodeJS.Immediate | undefined;

  /** Empty. */
  constructor(handle: (items: readonly T[]) => void) {
    this.#handle = handle;
  }

  /** Takes something in. */
  push(item: T): void {
    if (this.#waiting.length === WAITING_MAX) this.#handleOldest(1);
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
      for (let left = HANDLED_A_TURN_MAX; left > 0; left -= TOGETHER_MAX) {
        this.#handleOldest(TOGETHER_MAX);
      }
    } finally {
      if (this.#waiting.length > 0) {
        this.#turn ??= setImmediate(this.#handleSome);
      }
    }
  };

  #handleOldest(countMax: number): void {
    const items: T[] = [];
    while (items.length < countMax && this.#waiting.length > 0) {
      items.push(this.#waiting.take()!);
    }
    if (items.length > 0) this.#handle(items);
  }
}
