/**
 * The overlay of the demo's nodes: multicast that never leaves loopback. Where the system lets nobody join a group there,
 * unicast over addresses of loopback: members are seen then, but take each other for clients of their own host, which in a
 * unicast overlay whoever is on loopback is, so that nothing that is published crosses.
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
  let refusal: unknown;
  for (const plan of plans(nodes.length)) {
    try {
      return await join(nodes, plan, key);
    } catch (error) {
      if (!(error instanceof OverlayError)) throw error;
      refusal = error;
      for (const node of nodes) await node.overlays.remove(overlayName);
    }
  }
  throw refusal;
}

/**
 * Has all nodes join in one way.
 *
 * @throws {OverlayError} If a socket is refused anything, be it for a reason that time may mend.
 */
async function join(
  nodes: readonly Node[],
  plan: readonly Place[],
  key: string,
): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    let refusal: OverlayError | undefined;
    const stopHearing = node.events.subscribe((event) => {
      if (event.type !== "overlay_socket_refused") return;
      refusal = new OverlayError(event.message, event.reason);
    });
    try {
      await node.overlays.add(overlayName, {
        ...plan[index]!,
        member_name: node.name.split("@")[0]!,
        symmetric_key: key,
      });
    } finally {
      stopHearing();
    }
    if (refusal) throw refusal;
  }
}

type Place = Pick<OverlaySettings, "port" | "ip" | "racks" | "multicast">;

/** Where each of `count` nodes could be. */
function* plans(count: number): Generator<readonly Place[], void, void> {
  const indices = Array.from({ length: count }, (_, index) => index);
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
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = portFirst + attempt;
    const addresses = indices.map((index) => `127.0.0.${index + 1}`);
    const racks = { default: addresses };
    yield addresses.map((ip) => ({ port, ip, racks }));
  }
}
