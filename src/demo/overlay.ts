/**
 * The overlay of the demo's nodes: unicast over addresses of loopback, which every Linux has; where a host has but one of
 * them (macOS), multicast that never leaves it.
 *
 * @module
 */
import type { Node } from "../node_types.ts";
import { OverlayError } from "../overlay_types.ts";
import type { OverlaySettings } from "../protocol/overlay/settings.ts";

/** Its name. */
export const overlayName = "town";

/** Ports that are tried: gossiperl's own first. */
const portFirst = 6_666, attempts = 20;

/** A group of those for one's own use, RFC 2365. */
const group = "239.255.66.66";

/** Has all nodes join, each under its own name. */
export async function joinOverlay(
  nodes: readonly Node[],
  key: string,
): Promise<void> {
  let refusal: OverlayError | undefined;
  for (const plan of plans(nodes.length)) {
    try {
      for (const [index, node] of nodes.entries()) {
        await node.overlays.add(overlayName, {
          ...plan[index]!,
          member_name: node.name.split("@")[0]!,
          symmetric_key: key,
        });
      }
      return;
    } catch (error) {
      if (!(error instanceof OverlayError)) throw error;
      refusal = error;
      for (const node of nodes) await node.overlays.remove(overlayName);
    }
  }
  throw refusal;
}

type Place = Pick<OverlaySettings, "port" | "ip" | "racks" | "multicast">;

/** Where each of `count` nodes could be. */
function* plans(count: number): Generator<readonly Place[], void, void> {
  const indices = Array.from({ length: count }, (_, index) => index);
  const addresses = indices.map((index) => `127.0.0.${index + 1}`);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = portFirst + attempt;
    const racks = { default: addresses };
    yield addresses.map((ip) => ({ port, ip, racks }));
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Clients of each node have a port of their own behind the group's.
    const port = portFirst + attempt * (count + 1);
    yield indices.map((index) => ({
      port,
      multicast: {
        ip: group,
        ttl: 1,
        local_iface_address: "127.0.0.1",
        local_port: port + 1 + index,
      },
    }));
  }
}
