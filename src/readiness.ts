/**
 * Whether a node has started and all its sockets are open, which is what an orchestrator asks.
 *
 * @module
 */
import type { NodeEvent, NodeEvents } from "./node_events.ts";

/** What is refused at this moment, or has not started. */
export class Readiness {
  /** Since when there is the node, in ms since the Unix epoch. */
  readonly sinceMs: number;
  readonly #troubles = new Set(["node"]);

  /** A node that is about to start, and tells these events. */
  constructor(events: Pick<NodeEvents, "subscribe">, sinceMs: number) {
    this.sinceMs = sinceMs;
    events.subscribe((event) => noteTrouble(event, this.#troubles));
  }

  /** The node itself while it does not run, and sockets that are refused. */
  get troubles(): ReadonlySet<string> {
    return this.#troubles;
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
