/**
 * Viewers over HTTP: each a stream of server-sent events (WHATWG HTML, section 9.2) that takes a frame when the one before has
 * been read, and an id by which it says what it wants to see.
 *
 * @module
 */
import type { Clock, Random } from "../ports/world.ts";
import { reasonOf } from "../protocol/reason.ts";
import type { ViewerWish } from "./frame.ts";
import type { InspectorSource, Viewing } from "./source.ts";

/** Viewers at one time: a team, with some windows each. */
export const viewersMax = 32;

/** Silence after which a comment shows that the line is alive, in ms: shorter than what proxies wait. */
export const keepAliveMs = 15_000;

/** Pause before a browser tries again, in ms. */
const retryMs = 1_000;

/** Bytes of a viewer's id: 128 bits, which nobody guesses. */
const idBytes = 16;

/** What streams need. */
export interface StreamParts {
  /** Timers for the comments. */
  readonly clock: Clock;
  /** Where ids come from. */
  readonly random: Random;
}

/** All that is read of one server. */
export class FrameStreams {
  readonly #parts: StreamParts;
  readonly #viewings = new Map<string, Viewing>();
  #opening = 0;
  /** Why everything ended. */
  #farewell: string | undefined;

  /** Nobody reads. */
  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    return this.#viewings.size + this.#opening < viewersMax &&
      this.#farewell === undefined;
  }

  /** Begins to look; rejected if the source is out of reach. */
  async open(source: InspectorSource): Promise<Response> {
    this.#opening++;
    try {
      return this.#streamOf(await source.open());
    } finally {
      this.#opening--;
    }
  }

  /** Passes on what a viewer wants; says whether there is such a viewer. */
  wish(id: string, wish: ViewerWish): boolean {
    const viewing = this.#viewings.get(id);
    viewing?.wish(wish);
    return viewing !== undefined;
  }

  /** Ends all streams, with a reason that the page shows. */
  close(reason: string): void {
    this.#farewell = reason;
    for (const viewing of this.#viewings.values()) viewing.close();
  }

  #streamOf(viewing: Viewing): Response {
    const id = this.#parts.random.bytes(idBytes).toHex();
    this.#viewings.set(id, viewing);
    const over = () => {
      this.#viewings.delete(id);
      viewing.close();
    };
    if (this.#farewell !== undefined) viewing.close();
    const encoder = new TextEncoder();
    const texts = this.#texts(id, viewing);
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = await texts.next();
        if (!done) return controller.enqueue(encoder.encode(value));
        over();
        try {
          controller.close();
        } catch {
          // The reader had closed it.
        }
      },
      cancel: over,
    }, { highWaterMark: 0 });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        // Some proxies would gather what is meant for this moment.
        "x-accel-buffering": "no",
      },
    });
  }

  async *#texts(id: string, viewing: Viewing): AsyncGenerator<string, void> {
    yield `retry: ${retryMs}\n\n${eventText("hello", { viewer: id })}`;
    let reason = "";
    try {
      while (true) {
        const next = viewing.next();
        while (await this.#isQuiet(next)) yield ": alive\n\n";
        const frame = await next;
        if (frame === undefined) break;
        yield `event: frame\ndata: ${frame}\n\n`;
      }
    } catch (error) {
      reason = reasonOf(error);
    }
    reason = this.#farewell ?? (reason || "There is nothing more to see");
    yield eventText("bye", { reason });
  }

  /** Settles when a frame has come, or none did for a while. */
  #isQuiet(next: Promise<unknown>): Promise<boolean> {
    const { clock } = this.#parts;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(true), keepAliveMs);
      const done = () => {
        clock.clearTimeout(timer);
        resolve(false);
      };
      next.then(done, done);
    });
  }
}

function eventText(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
