/**
 * From what happens inside the tree to what a node tells its user.
 *
 * @module
 */
import type { BeaconNews } from "../actors/beacon.ts";
import type { PeersNews } from "../actors/peers.ts";
import type { SocketNews } from "../actors/socket.ts";
import type { NodeNews } from "./node_events.ts";
import type { LifecycleEvent } from "./otp/mod.ts";
import { adviceFor } from "./protocol/advice.ts";
import { reasonOf } from "./protocol/reason.ts";

/** What a topology's actors emit. */
export type Emitted = BeaconNews | PeersNews | SocketNews;

/** The public form: `peer.heard` of a topology's actor becomes `peer_heard {topology}`. */
export function publicNews(emitted: Emitted, topology: string): NodeNews {
  const { type: inner, ...rest } = emitted;
  const type = inner.replace(".", "_");
  const isAdvised = emitted.type === "socket.refused" ||
    emitted.type === "announcement.refused";
  const advice = isAdvised ? { advice: adviceFor(emitted.reason) } : {};
  return { type, topology, ...rest, ...advice } as NodeNews;
}

/** What of an actor's life is news: its crashes and what supervision makes of them. */
export function newsOf(event: LifecycleEvent): readonly NodeNews[] {
  const { path: actor } = event;
  switch (event.type) {
    case "crashed": {
      const reason = reasonOf(event.error);
      return [{ type: "actor_crashed", actor, reason }];
    }
    case "restarted":
      return [{ type: "actor_restarted", actor, restarts: event.restarts }];
    case "gave_up": {
      const reason = reasonOf(event.error);
      return [{ type: "supervisor_gave_up", actor, reason }];
    }
    default:
      return [];
  }
}
