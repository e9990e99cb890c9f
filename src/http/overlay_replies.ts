/**
 * What is told of overlays, in gossiperl's shape.
 *
 * @module
 */
import type { RestHost } from "./host.ts";

/** An overlay's settings, keys and secrets hidden. */
export function configurationOf(
  host: RestHost,
  overlay: string,
): Readonly<Record<string, unknown>> {
  const { name: _, family: _family, multicast, ...rest } = host.overlays
    .settings(overlay);
  return { ...rest, multicast: multicast ?? "off" };
}

/** Who is in an overlay, ourselves first; times in seconds. */
export function membershipOf(
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
export function subscriptionsOf(
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
