/**
 * What is said of an overlay whose socket was refused.
 *
 * @module
 */
import type { SocketRefusal } from "./first_words.ts";
import { OverlayError } from "./overlay_types.ts";
import type { ResolvedOverlay } from "./protocol/overlay/settings.ts";

/** The sockets of an overlay, by the ids of their actors. */
export function socketsOf({ multicast }: ResolvedOverlay): readonly string[] {
  return multicast ? ["multicast", "bridge"] : ["unicast"];
}

/** Names the setting to change: two nodes on one host share the group's port, but not the bridge's. */
export function refusalOf(
  settings: ResolvedOverlay,
  { socket, reason, message }: SocketRefusal,
): OverlayError {
  return new OverlayError(
    `Cannot start overlay ${settings.name}: ${
      refusedSetting(settings, socket, reason)
    } is refused, ${reason} (${message})`,
    reason,
  );
}

function refusedSetting(
  settings: ResolvedOverlay,
  socket: string,
  reason: string,
): string {
  const { port, multicast } = settings;
  if (socket === "bridge") {
    return `multicast.local_port ${multicast?.local_port}`;
  }
  if (reason !== "address_unavailable") return `port ${port}`;
  return multicast
    ? `multicast.local_iface_address ${multicast.local_iface_address}`
    : `ip ${settings.ip}`;
}
