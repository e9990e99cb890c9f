/**
 * What happened to the node lately, for whoever reads it over HTTP, and whether it is ready.
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
  /** When it began, which is when the node did, in ms. */
  readonly beganAtMs: number;
  /** What is refused at this moment, or has not started: the node itself, and sockets. */
  readonly troubles: ReadonlySet<string>;
  readonly #history: History<NodeEvent>;

  /** Keeps from now on. */
  constructor({ clock, random, host }: RestParts, readers: Readers) {
    const troubles = new Set(["node"]);
    this.beganAtMs = clock.nowMs();
    this.troubles = troubles;
    this.#history = new History({ clock, random, readers }, {
      weightMax: historyMax,
      weigh: () => 1,
      told: (event) => event,
    });
    host.events.subscribe((event) => {
      noteTrouble(event, troubles);
      this.#history.keep(event);
    });
  }

  /** Wakes all readers for the last time. */
  end(): void {
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
