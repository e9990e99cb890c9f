/**
 * How events of the distribution look to a person.
 *
 * @module
 */
import type { DistributionNews } from "../distribution_events.ts";

/** What happened, in one line. */
export function distributionSentence(event: DistributionNews): string {
  switch (event.type) {
    case "node_up":
      return `${event.node} is up${event.hidden ? " (hidden)" : ""}`;
    case "node_down":
      return `${event.node} is down: ${event.reason}`;
    case "connect_node_ok":
      return `connected to ${event.node} in ${Math.round(event.durationMs)} ms`;
    case "connect_node_error":
      return `cannot connect to ${event.node}: ${event.detail}. ${event.advice}`;
    case "distribution_listening":
      return `listening for nodes on ${event.address}:${event.port}`;
    case "distribution_refused":
      return `port for nodes refused: ${event.reason} (${event.message}), again in ${event.retryInMs} ms. ${event.advice}`;
    case "epmd_registered":
      return `registered port ${event.port} with EPMD`;
    case "epmd_serving":
      return `serving EPMD, with port ${event.port} for this node`;
    case "epmd_refused":
      return `not registered with EPMD: ${event.reason}, again in ${event.retryInMs} ms. ${event.advice}`;
    case "connections_refused":
      return `refused ${event.count} connections: ${event.reason}`;
  }
}
