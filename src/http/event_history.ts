/**
 * What happened to the node lately, for readers that come and go: server-sent events (WHATWG HTML, section 9.2), resumable by
 * the id of the last one that was read.
 *
 * Each reader has a place in one shared history and takes from it as fast as it reads. Whoever is so slow that the
 * history has moved on is told how much it missed.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import type { RestParts } from "./host.ts";
import { Problem } from "./problem.ts";

/** Events that are kept: some minutes of a busy node. */
export const historyMax = 4_096;

/** Readers at one time. */
export const readersMax = 128;

/** Silence after which a comment shows that the line is alive, in ms: shorter than what proxies wait. */
export const keepAliveMs = 15_000;

/** Events that go out together at most. */
const chunkEventsMax = 64;

/** Which events a reader wants. */
export type EventFilter = (event: NodeEvent) => boolean;

/** The latest events, and those who read them. */
export class EventHistory {
  /** When it began, which is when the node did, in ms. */
  readonly beganAtMs: number;
  /** What is refused at this moment, or has not started: the node itself, and sockets. */
  readonly troubles: ReadonlySet<string>;
  readonly #parts: RestParts;
  readonly #troubles = new Set(["node"]);
  /** Tells this life of the node from others in the ids. */
  readonly #epoch: string;
  readonly #kept: NodeEvent[] = [];
  /** Events so far; the oldest kept is number `count - kept.length + 1`. */
  #count = 0;
  readonly #wakes = new Set<() => void>();
  #readers = 0;
  #hasEnded = false;

  /** Keeps from now on. */
  constructor(parts: RestParts) {
    this.#parts = parts;
    this.beganAtMs = parts.clock.nowMs();
    this.troubles = this.#troubles;
    this.#epoch = parts.random.bytes(4).toHex();
    parts.host.events.subscribe((event) => this.#keep(event));
  }

  /** Wakes all readers for the last time. */
  end(): void {
    this.#hasEnded = true;
    for (const wake of this.#wakes) wake();
  }

  /**
   * A stream of events: those after `lastId` if it is known, otherwise those from now on.
   *
   * @throws {Problem} 503 if there are too many readers.
   */
  stream(lastId: string | null, wants: EventFilter): Response {
    if (this.#readers >= readersMax) {
      throw new Problem(503, `${readersMax} already read events: try later`, {
        headers: { "retry-after": "10" },
      });
    }
    const lines = this.#lines(this.#placeOf(lastId), wants);
    const encoder = new TextEncoder();
    let isOver = false;
    let wake = () => {};
    this.#readers++;
    const over = () => {
      if (isOver) return;
      isOver = true;
      this.#readers--;
      this.#wakes.delete(wake);
      wake();
    };
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        while (!isOver) {
          const text = lines();
          if (text !== "") {
            return controller.enqueue(encoder.encode(text));
          }
          if (this.#hasEnded) break;
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

  #keep(event: NodeEvent): void {
    noteTrouble(event, this.#troubles);
    this.#count++;
    this.#kept.push(event);
    // Cut in pieces: taking one from the front at a time would move all others each time.
    if (this.#kept.length >= 2 * historyMax) this.#kept.splice(0, historyMax);
    for (const wake of this.#wakes) wake();
  }

  /** Number of the last event that a reader has. */
  #placeOf(lastId: string | null): number {
    if (lastId === null) return this.#count;
    const [epoch, number] = lastId.split("-");
    const last = Number(number);
    const isKnown = epoch === this.#epoch && Number.isSafeInteger(last) &&
      last >= 0 && last <= this.#count;
    // Of another life: all that is kept is new.
    return isKnown ? last : 0;
  }

  /** Gives the next lines at each call; nothing when there are none. */
  #lines(last: number, wants: EventFilter): () => string {
    let place = last;
    return () => {
      let text = "";
      const first = this.#count - Math.min(this.#kept.length, historyMax) + 1;
      if (place + 1 < first) {
        const missed = first - 1 - place;
        text += `event: gap\ndata: ${JSON.stringify({ missed })}\n\n`;
        place = first - 1;
      }
      let told = 0;
      while (place < this.#count && told < chunkEventsMax) {
        place++;
        const event = this
          .#kept[this.#kept.length - (this.#count - place) - 1]!;
        if (!wants(event)) continue;
        told++;
        text += `id: ${this.#epoch}-${place}\nevent: ${event.type}\ndata: ${
          JSON.stringify(event)
        }\n\n`;
      }
      return text;
    };
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

/** Notes what an event says of the node's readiness. */
function noteTrouble(event: NodeEvent, troubles: Set<string>): void {
  switch (event.type) {
    case "node_started":
      return void troubles.delete("node");
    case "node_stopped":
      return void troubles.add("node");
    case "socket_bound":
      return void troubles.delete(`topologies/${event.topology}`);
    case "socket_refused":
      return void troubles.add(`topologies/${event.topology}`);
    case "topology_stopped":
      return void troubles.delete(`topologies/${event.topology}`);
    case "overlay_socket_bound":
      return void troubles.delete(`overlays/${event.overlay}/${event.socket}`);
    case "overlay_socket_refused":
      return void troubles.add(`overlays/${event.overlay}/${event.socket}`);
    case "overlay_stopped":
      for (const trouble of troubles) {
        if (trouble.startsWith(`overlays/${event.overlay}/`)) {
          troubles.delete(trouble);
        }
      }
      return;
    case "distribution_listening":
      return void troubles.delete("distribution");
    case "distribution_refused":
      return void troubles.add("distribution");
  }
}
