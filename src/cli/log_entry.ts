/**
 * What a log says of each thing that happens: whose it is, how much it matters, and which lines say the same.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import type { LifecycleEvent } from "../otp/mod.ts";
import type { LogLevel } from "../protocol/logging_settings.ts";
import { sentence } from "./render.ts";

/** One entry of a log. */
export interface LogEntry {
  /** The place in the tree of the actor it is about. */
  readonly path: string;
  /** How much it matters. */
  readonly level: Exclude<LogLevel, "off">;
  /** What happened, for a person. */
  readonly message: string;
  /** What happened, for a machine; `event` names it. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The entry of an event of the node. */
export function entryOf(told: NodeEvent): LogEntry {
  const { atMs: _, type: event, ...rest } = told;
  return {
    path: pathOf(told),
    level: levelOf(told),
    message: sentence(told),
    fields: { event, ...rest },
  };
}

/** The entry of an actor's coming or going; what is news of the node too has none. */
export function lifecycleEntryOf(
  { type, path }: Pick<LifecycleEvent, "type" | "path">,
): LogEntry | undefined {
  if (type !== "started" && type !== "stopped" && type !== "completed") {
    return undefined;
  }
  return {
    path: withoutCrowd(path),
    level: "debug",
    message: `${path} ${type}`,
    fields: { event: `actor_${type}`, actor: path },
  };
}

/** What differs between two tellings of the same. */
const passing = new Set(["count", "retryInMs", "durationMs", "restarts"]);

/** What lines have in common that say the same. */
export function foldingKey({ path, level, fields }: LogEntry): string {
  const lasting = Object.entries(fields).filter(([name]) => !passing.has(name));
  return JSON.stringify([path, level, lasting]);
}

/** Who is in a crowd is named by strangers: they have no place of their own in a log. */
function withoutCrowd(path: string): string {
  return /^(.*?\/crowd)\//.exec(path)?.[1] ?? path;
}

function levelOf({ type }: NodeEvent): LogEntry["level"] {
  switch (type) {
    case "actor_crashed":
    case "supervisor_gave_up":
      return "error";
    case "actor_restarted":
    case "announcement_refused":
    case "connect_node_error":
    case "connections_refused":
    case "datagrams_refused":
    case "digests_refused":
    case "distribution_refused":
    case "epmd_refused":
    case "member_quarantine":
    case "member_unreachable":
    case "neighbour_storms":
    case "overlay_socket_refused":
    case "overlay_warning":
    case "peer_silent":
    case "socket_refused":
      return "warning";
    case "digest_forwarded":
    case "heartbeat_received":
    case "heartbeat_sent":
      return "debug";
    default:
      return "info";
  }
}

/** The actors of topologies and of the distribution that events come from. */
const actorOf: Readonly<Record<string, string>> = {
  announcement_refused: "beacon",
  heartbeat_sent: "beacon",
  heartbeat_received: "peers",
  peer_heard: "peers",
  peer_silent: "peers",
  peer_forgotten: "peers",
  datagrams_refused: "socket",
  socket_bound: "socket",
  socket_refused: "socket",
  digest_forwarded: "subscriptions",
  distribution_listening: "listener",
  distribution_refused: "listener",
  epmd_registered: "epmd",
  epmd_serving: "epmd",
  epmd_refused: "epmd",
  node_up: "connections",
  node_down: "connections",
  connect_node_ok: "connections",
  connect_node_error: "connections",
  connections_refused: "connections",
};

function pathOf(event: NodeEvent): string {
  if ("actor" in event) return withoutCrowd(event.actor);
  const actor = actorOf[event.type];
  if ("topology" in event) {
    const path = `topologies/${event.topology}`;
    return actor === undefined ? path : `${path}/${actor}`;
  }
  if ("overlay" in event) return overlayPath(event.overlay, event, actor);
  return actor === undefined ? "node" : `distribution/${actor}`;
}

function overlayPath(
  overlay: string,
  event: NodeEvent,
  actor: string | undefined,
): string {
  const path = `overlays/${overlay}`;
  if ("socket" in event) return `${path}/${event.socket}/socket`;
  if (actor !== undefined) return `${path}/${actor}`;
  return event.type.startsWith("overlay_") ? path : `${path}/members`;
}
