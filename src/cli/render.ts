/**
 * How events look: tidy lines for a person, one JSON object a line for a machine.
 *
 * @module
 */
import type { NodeEvent, SocketRefused } from "../node_events.ts";
import type { OverlaySocketRefused } from "../overlay_events.ts";
import { printable } from "../protocol/reason.ts";
import { distributionSentence } from "./render_distribution.ts";
import { httpSentence } from "./render_http.ts";
import { overlaySentence } from "./render_overlay.ts";

/** `{"at": "<ISO 8601>", "event": "…", …}`. */
export function jsonLine(told: NodeEvent): string {
  const { type: event, atMs, ...rest } = told;
  const at = new Date(atMs).toISOString();
  // JSON leaves the control characters above ASCII as they are.
  return printable(JSON.stringify({ at, event, ...renamed(told) ?? rest }));
}

/** A digest's type is called `type`, a name that within this program is the event's own. */
function renamed(told: NodeEvent): object | undefined {
  if (told.type !== "digest_forwarded") return undefined;
  const { overlay, digest: type, id, to } = told;
  return { overlay, type, id, to };
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
    const socket = socketOf(event);
    if (socket === undefined) return tidyLine(event);
    if (!("reason" in event)) {
      reasons.delete(socket);
      return tidyLine(event);
    }
    const { reason, retryInMs } = event as SocketRefused | OverlaySocketRefused;
    if (reasons.get(socket) !== reason) {
      reasons.set(socket, reason);
      return tidyLine(event);
    }
    return lineOf(
      event,
      `${socket} still refused: ${reason}, again in ${retryInMs} ms`,
    );
  };
}

/** The socket that was bound or refused, as people are told of it. */
function socketOf(event: NodeEvent): string | undefined {
  switch (event.type) {
    case "socket_bound":
    case "socket_refused":
      return `${event.topology}  socket`;
    case "overlay_socket_bound":
    case "overlay_socket_refused":
      return `${event.overlay}  ${event.socket}`;
    default:
      return undefined;
  }
}

function lineOf({ atMs }: NodeEvent, text: string): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  return printable(`${time}  ${text}`);
}

/** What happened, in one line without a time. */
export function sentence(event: NodeEvent): string {
  switch (event.type) {
    case "node_started":
      return event.topologies.length === 0
        ? `${event.node} started`
        : `${event.node} started (${event.topologies.join(", ")})`;
    case "node_stopped":
      return `${event.node} stopped`;
    case "topology_started":
      return `${event.topology}  topology started`;
    case "topology_stopped":
      return `${event.topology}  topology stopped`;
    case "topology_reconfigured":
      return `${event.topology}  topology reconfigured`;
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
      // The reason begins with who gave up.
      return event.reason;
    case "http_listening":
    case "http_refused":
    case "http_failed":
    case "logins_refused":
      return httpSentence(event);
    default:
      return "overlay" in event
        ? overlaySentence(event)
        : distributionSentence(event);
  }
}
