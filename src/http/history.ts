/**
 * What happened lately, for readers that come and go: server-sent events (WHATWG HTML, section 9.2), resumable by the id
 * of the last one that was read.
 *
 * Each reader has a place in one shared history and takes from it as fast as it reads. Whoever is so slow that the
 * history has moved on is told how much it missed; whoever comes with an id of another history, that it missed something.
 *
 * @module
 */
import type { Clock, Random } from "../ports/world.ts";
import { Problem } from "./problem.ts";

/** Readers of all histories of a node at one time. */
export const readersMax = 128;

/** Silence after which a comment shows that the line is alive, in ms: shorter than what proxies wait. */
export const keepAliveMs = 15_000;

/** Events that go out together at most. */
const chunkEventsMax = 64;

/** What is kept. */
export interface Kept {
  /** Its type: a name, without a line break in it. */
  readonly type: string;
}

/** What histories have in common. */
export interface HistoryParts {
  /** Time and timers. */
  readonly clock: Clock;
  /** Where the names of histories come from. */
  readonly random: Random;
  /** How many read, of all histories. */
  readonly readers: Readers;
}

/** What a history keeps, and how it is told. */
export interface HistoryKeeping<Event extends Kept> {
  /** How much is kept; the oldest go first, and the last one never. */
  readonly weightMax: number;
  /** How much of it one event takes. */
  readonly weigh: (event: Event) => number;
  /** What is told of one. */
  readonly told: (event: Event) => object;
  /** Hears that nobody reads any more. */
  readonly deserted?: () => void;
}

/** How many read. */
export class Readers {
  #count = 0;

  /**
   * One more.
   *
   * @throws {Problem} 503 if there are too many.
   */
  enter(): void {
    if (this.#count >= readersMax) {
      throw new Problem(503, `${readersMax} already read events: try later`, {
        headers: { "retry-after": "10" },
      });
    }
    this.#count++;
  }

  /** One less. */
  leave(): void {
    this.#count--;
  }
}

/** The latest events, and those who read them. */
export class History<Event extends Kept> {
  readonly #parts: HistoryParts;
  readonly #keeping: HistoryKeeping<Event>;
  /** Tells this history from others in the ids. */
  readonly #epoch: string;
  /** By number, from 1 on; the first is the oldest. */
  readonly #kept = new Map<number, Event>();
  /** Number of the latest. */
  #last = 0;
  #weight = 0;
  readonly #wakes = new Set<() => void>();
  #readers = 0;
  /** How often all readers were sent away. */
  #dismissals = 0;
  #hasEnded = false;

  /** Empty. */
  constructor(parts: HistoryParts, keeping: HistoryKeeping<Event>) {
    this.#parts = parts;
    this.#keeping = keeping;
    this.#epoch = parts.random.bytes(4).toHex();
  }

  /** Keeps an event, and tells those who read. */
  keep(event: Event): void {
    const { weigh, weightMax } = this.#keeping;
    this.#kept.set(++this.#last, event);
    this.#weight += weigh(event);
    for (const [number, oldest] of this.#kept) {
      if (this.#weight <= weightMax || number === this.#last) break;
      this.#kept.delete(number);
      this.#weight -= weigh(oldest);
    }
    this.#wake();
  }

  /** Ends the streams that there are, once they have told everything: who may read on comes back. */
  dismiss(): void {
    this.#dismissals++;
    this.#wake();
  }

  /** Ends all streams, once they have told everything. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /**
   * A stream of events: those after `lastId` if it is known, otherwise those from now on.
   *
   * @throws {Problem} 503 if there are too many readers.
   */
  stream(lastId: string | null, wants: (event: Event) => boolean): Response {
    this.#parts.readers.enter();
    const lines = this.#lines(lastId, wants);
    const encoder = new TextEncoder();
    const dismissals = this.#dismissals;
    let isOver = false;
    let wake = () => {};
    this.#readers++;
    const over = () => {
      if (isOver) return;
      isOver = true;
      this.#readers--;
      this.#parts.readers.leave();
      this.#wakes.delete(wake);
      wake();
      if (this.#readers === 0) this.#keeping.deserted?.();
    };
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        while (!isOver) {
          const text = lines();
          if (text !== "") {
            return controller.enqueue(encoder.encode(text));
          }
          if (this.#hasEnded || dismissals !== this.#dismissals) break;
          const isQuiet = await this.#wait((awake) => wake = awake);
          if (isQuiet && !isOver) {
            return controller.enqueue(encoder.encode(": alive\n\n"));
          }
        }
        over();
        try {
          controller.close();
        } catch {
          // The reader had closed it.
        }
      },
      cancel: over,
    }, { highWaterMark: 0 });
    const headers = { "content-type": "text/event-stream" };
    return new Response(body, { headers });
  }

  #wake(): void {
    for (const wake of this.#wakes) wake();
  }

  /** Gives the next lines at each call; nothing when there are none. */
  #lines(
    lastId: string | null,
    wants: (event: Event) => boolean,
  ): () => string {
    let { place, text } = this.#placeOf(lastId);
    return () => {
      const first = this.#last - this.#kept.size + 1;
      if (place + 1 < first) {
        text += gap(first - 1 - place);
        place = first - 1;
      }
      let told = 0;
      while (place < this.#last && told < chunkEventsMax) {
        place++;
        const event = this.#kept.get(place)!;
        if (!wants(event)) continue;
        told++;
        text += `id: ${this.#epoch}-${place}\nevent: ${event.type}\ndata: ${
          JSON.stringify(this.#keeping.told(event))
        }\n\n`;
      }
      const next = text;
      text = "";
      return next;
    };
  }

  /** Number of the last event that a reader has, and what it is told first. */
  #placeOf(lastId: string | null): { place: number; text: string } {
    if (lastId === null) return { place: this.#last, text: "" };
    const [, epoch, number] = /^([0-9a-f]{8})-(\d+)$/.exec(lastId) ?? [];
    const place = Number(number);
    if (epoch === this.#epoch && place <= this.#last) {
      return { place, text: "" };
    }
    // Of another life: all that is kept is new, and what it missed is not known.
    return { place: 0, text: epoch === undefined ? "" : gap(null) };
  }

  /** Settles when something happened, or nothing did for a while. */
  #wait(register: (wake: () => void) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const { clock } = this.#parts;
      const done = (isQuiet: boolean) => {
        clock.clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve(isQuiet);
      };
      const wake = () => done(false);
      const timer = clock.setTimeout(() => done(true), keepAliveMs);
      this.#wakes.add(wake);
      register(wake);
    });
  }
}

/** Says how much a reader missed; null where nobody knows. */
function gap(missed: number | null): string {
  return `event: gap\ndata: ${JSON.stringify({ missed })}\n\n`;
}
