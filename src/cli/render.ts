/**
 * How events look: tidy lines for a person, one JSON object a line for a machine.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import { printable } from "../protocol/reason.ts";
import { overlaySentence } from "./render_overlay.ts";

/** `{"at": "<ISO 8601>", "event": "…", …}`. */
export function jsonLine({ type, atMs, ...rest }: NodeEvent): string {
  const at = new Date(atMs).toISOString();
  // JSON leaves the control characters above ASCII as they are.
  return printable(JSON.stringify({ at, event: type, ...rest }));
}

/** `12:34:56.789  gossip  b@10.0.0.2 heard from 10.0.0.2`, in UTC. */
export function tidyLine(event: NodeEvent): string {
  return lineOf(event, sentence(event));
}

/**
 * Tidy lines that remember: a socket that is refused again for the same reason is told in short, without
 * message and advice.
 */
export function tidyLines(): (event: NodeEvent) => string {
  const reasons = new Map<string, string>();
  return (event) => {
    if (event.type === "socket_bound") reasons.delete(event.topology);
    if (event.type !== "socket_refused") return tidyLine(event);
    const { topology, reason, retryInMs } = event;
    if (reasons.get(topology) !== reason) {
      reasons.set(topology, reason);
      return tidyLine(event);
    }
    return lineOf(
      event,
      `${topology}  socket still refused: ${reason}, again in ${retryInMs} ms`,
    );
  };
}

function lineOf({ atMs }: NodeEvent, text: string): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  return printable(`${time}  ${text}`);
}

function sentence(event: NodeEvent): string {
  switch (event.type) {
    case "node_started":
      return `${event.node} started (${event.topologies.join(", ")})`;
    case "node_stopped":
      return `${event.node} stopped`;
    case "peer_heard":
      return `${event.topology}  ${event.node} heard from ${event.address}`;
    case "peer_silent":
      return `${event.topology}  ${event.node} is silent`;
    case "peer_forgotten":
      return `${event.topology}  ${event.node} is forgotten`;
    case "heartbeat_sent":
      return `${event.topology}  heartbeat`;
    case "heartbeat_received":
      return `${event.topology}  received heartbeat from ${event.node} (${event.address})`;
    case "socket_bound":
      return `${event.topology}  bound ${event.address}:${event.port}`;
    case "socket_refused":
      return `${event.topology}  socket refused: ${event.reason} (${event.message}), again in ${event.retryInMs} ms. ${event.advice}`;
    case "announcement_refused":
      return `${event.topology}  listening only: ${event.reason}. ${event.advice}`;
    case "datagrams_refused":
      return `${event.topology}  refused ${event.count} datagrams: ${event.reason}`;
    case "actor_crashed":
      return `${event.actor} crashed: ${event.reason}`;
    case "actor_restarted":
      return `${event.actor} restarted (${event.restarts} in its supervisor's window)`;
    case "supervisor_gave_up":
      return `${event.actor} gave up: ${event.reason}`;
    default:
      return overlaySentence(event);
  }
}
