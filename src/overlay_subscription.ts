/**
 * A subscription of this process: a bounded queue between an overlay and whoever iterates.
 *
 * @module
 */
import type { OverlayEvent, OverlaySubscription } from "./overlay_types.ts";

/** Events that wait for a slow iteration; beyond it the oldest are dropped, and counted. */
export const overlayEventsMax = 4_096;

/** The reading end, and the writing end. */
export class Subscription implements OverlaySubscription {
  /** The types it is about. */
  readonly eventTypes: ReadonlySet<string>;
  readonly #queue: OverlayEvent[] = [];
  readonly #onClose: () => void;
  readonly #waiting = new Set<() => void>();
  #dropped = 0;
  #isClosed = false;

  /** `onClose` is called once. */
  constructor(eventTypes: readonly string[], onClose: () => void) {
    this.eventTypes = new Set(eventTypes);
    this.#onClose = onClose;
  }

  /** Events dropped because the iteration was slow. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Hands an event over. */
  push(event: OverlayEvent): void {
    if (this.#isClosed) return;
    if (this.#queue.push(event) > overlayEventsMax) {
      this.#queue.shift();
      this.#dropped++;
    }
    this.#wake();
  }

  /** Unsubscribes, and ends all iterations. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose();
    this.#wake();
  }

  /** Iterates over the events; leaving the loop unsubscribes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<OverlayEvent, void, void> {
    try {
      while (true) {
        const event = this.#queue.shift();
        if (event) {
          yield event;
          continue;
        }
        if (this.#isClosed) return;
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    } finally {
      this.close();
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
