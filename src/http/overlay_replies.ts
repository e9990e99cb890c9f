/**
 * What is told of overlays, in gossiperl's shape.
 *
 * @module
 */
import type { RestHost } from "./host.ts";
import type { Call, Reply } from "./route.ts";

const asked = {
  configuration: configurationOf,
  membership: membershipOf,
  subscriptions: subscriptionsOf,
};

/** Answers what is asked of the overlay in the path. */
export function tellOfOverlay(
  { host, params, timestamp }: Call,
  operation: keyof typeof asked,
): Reply {
  const overlay = params["overlay"]!;
  const answer = asked[operation](host, overlay, timestamp);
  return {
    status: 200,
    body: { [operation]: answer, operation, overlay, timestamp },
  };
}

/** An overlay's settings, keys and secrets hidden. */
function configurationOf(
  host: RestHost,
  overlay: string,
): Readonly<Record<string, unknown>> {
  const { name: _, family: _family, multicast, ...rest } = host.overlays
    .settings(overlay);
  return { ...rest, multicast: multicast ?? "off" };
}

/** Who is in an overlay, ourselves first; times in seconds. */
function membershipOf(
  host: RestHost,
  overlay: string,
  timestamp: number,
): readonly object[] {
  const settings = host.overlays.settings(overlay);
  const ip = settings.multicast
    ? settings.multicast.local_iface_address
    : settings.ip ?? "";
  const { member_name: name, port } = settings;
  const us = { name, state: "reachable", ip, port, heartbeat: timestamp };
  const others = host.overlays.members(overlay).map((member) => ({
    name: member.name,
    state: member.state,
    ip: member.ip,
    port: member.port,
    heartbeat: Math.floor(member.heardAtMs / 1_000),
  }));
  return [us, ...others];
}

/** Who subscribes to what. */
function subscriptionsOf(
  host: RestHost,
  overlay: string,
): readonly object[] {
  return host.overlays.subscriptions(overlay).map((row) => ({
    event_type: row.eventType,
    member_name: row.memberName,
    origin: row.origin,
    heartbeat: row.heartbeat,
  }));
}
