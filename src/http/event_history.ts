/**
 * What happened to the node lately, for whoever reads it over HTTP.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import { History, type Readers } from "./history.ts";
import type { RestParts } from "./host.ts";

/** Events that are kept: some minutes of a busy node. */
export const historyMax = 4_096;

/** Which events a reader wants. */
export type EventFilter = (event: NodeEvent) => boolean;

/** The latest events, and those who read them. */
export class EventHistory {
  readonly #history: History<NodeEvent>;
  readonly #unsubscribe: () => void;

  /** Keeps from now on. */
  constructor({ clock, random, host }: RestParts, readers: Readers) {
    this.#history = new History({ clock, random, readers }, {
      weightMax: historyMax,
      weigh: () => 1,
      told: (event) => event,
    });
    this.#unsubscribe = host.events.subscribe((event) =>
      this.#history.keep(event)
    );
  }

  /** Sends all readers away, who may come back. */
  dismiss(): void {
    this.#history.dismiss();
  }

  /** Wakes all readers for the last time, and keeps no more. */
  end(): void {
    this.#unsubscribe();
    this.#history.end();
  }

  /**
   * A stream of events: those after `lastId` if it is known, otherwise those from now on.
   *
   * @throws {Problem} 503 if there are too many readers.
   */
  stream(lastId: string | null, wants: EventFilter): Response {
    return this.#history.stream(lastId, wants);
  }
}
