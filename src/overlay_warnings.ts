/**
 * What an overlay's settings ask for and the platform does not do: said aloud, in place of pretending.
 *
 * @module
 */
import type { OverlayWarning } from "./overlay_events.ts";
import type { UdpNetwork } from "./ports/world.ts";
import type { ResolvedOverlay } from "./protocol/overlay/settings.ts";

/** What is to be said of these settings where sockets come from `udp`. */
export function warningsOf(
  { name: overlay, family, multicast }: ResolvedOverlay,
  { ipv6MulticastTtl: hops }: Pick<UdpNetwork, "ipv6MulticastTtl">,
): readonly OverlayWarning[] {
  if (family !== "ipv6" || !multicast || hops === undefined) return [];
  if (multicast.ttl === hops) return [];
  const type = "overlay_warning";
  const setting = "multicast.ttl";
  const message =
    `${multicast.ttl} was asked for, but the runtime sends IPv6 multicast with ${hops}: ` +
    `packets do not leave the segment; across routers use IPv4 or a unicast overlay, and here set it to ${hops}`;
  return [{ type, overlay, setting, message }];
}
