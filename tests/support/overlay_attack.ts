/**
 * The hostile vectors, from every side at once.
 *
 * @module
 */
import type { Simulation } from "../../src/sim/mod.ts";
import vectors from "../vectors/gossiperl-hostile.json" with { type: "json" };
import {
  bridgePort,
  group,
  type OverlayNode,
  stranger,
} from "./overlay_cluster.ts";

/** All vectors, from a host of its own to the group and to each node, and from each host to its bridge. */
export function attack(
  sim: Simulation,
  nodes: readonly OverlayNode[],
  withinMs: number,
): void {
  const packets = vectors.tests.flatMap((test) =>
    test.packets_hex.map((hex) => Uint8Array.fromHex(hex))
  );
  const strange = stranger(sim);
  const bridge = { address: "127.0.0.1", port: bridgePort };
  const sockets = nodes.map(({ address }) => stranger(sim, address));
  for (const packet of packets) {
    const atMs = sim.random.next() * withinMs;
    sim.clock.setTimeout(() => {
      strange.send(packet, group);
      nodes.forEach(({ address }, index) => {
        strange.send(packet, { address, port: group.port });
        sockets[index]!.send(packet, bridge);
      });
    }, atMs);
  }
  sim.clock.setTimeout(() => {
    for (const socket of [strange, ...sockets]) socket.close();
  }, withinMs + 1);
}
