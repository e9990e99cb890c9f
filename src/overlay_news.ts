/**
 * From what an overlay's actors emit to what a node tells its user.
 *
 * @module
 */
import type { MembersNews } from "../actors/members.ts";
import type { OverlaySocketNews } from "../actors/overlay_work.ts";
import type { SocketNews } from "../actors/socket.ts";
import type { SubscriptionsNews } from "../actors/subscriptions.ts";
import type { OverlayNews } from "./overlay_events.ts";
import { adviceFor } from "./protocol/advice.ts";

/** What an overlay's actors emit. */
export type EmittedInOverlay =
  | MembersNews
  | OverlaySocketNews
  | SocketNews
  | SubscriptionsNews;

/** The public form of what the actor called `actor` emitted, if it has one. */
export function overlayNewsOf(
  emitted: EmittedInOverlay,
  overlay: string,
  socket: string,
): OverlayNews | undefined {
  switch (emitted.type) {
    case "member.changed": {
      const { type: _, change, ...rest } = emitted;
      return { type: change, overlay, ...rest };
    }
    case "socket.bound": {
      const { address, port } = emitted;
      return { type: "overlay_socket_bound", overlay, socket, address, port };
    }
    case "socket.refused": {
      const { type: _, ...rest } = emitted;
      const advice = adviceFor(
        emitted.reason,
        "multicast.local_iface_address",
      );
      const type = "overlay_socket_refused";
      return { type, overlay, socket, ...rest, advice };
    }
    case "datagrams.refused":
    case "digests.refused": {
      const { reason, count } = emitted;
      return { type: "digests_refused", overlay, reason, count };
    }
    case "digest.forwarded": {
      const { type: _, ...rest } = emitted;
      return { type: "digest_forwarded", overlay, ...rest };
    }
    case "neighbour.storms": {
      const { sender, shed: { datagrams, copies } } = emitted;
      const shed = { datagrams, copies };
      return { type: "neighbour_storms", overlay, sender, shed };
    }
    case "envelope.delivered":
      return undefined;
  }
}
