/**
 * Hostile packets from every side: no node falls, and none is lost.
 *
 * @module
 */
import assert from "node:assert/strict";
import { attack } from "../support/overlay_attack.ts";
import {
  assertComplete,
  assertSound,
  living,
  overlayCluster,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "hostile packets from every side change nothing while a node dies and the network parts and heals",
  50,
  async (seed) => {
    await using formed = await overlayCluster(5, {
      seed,
      conditions: { lossRate: 0.1 },
      eventTypes: ["move"],
    });
    const { sim, nodes } = formed;
    const clients = nodes.map((node) => formed.client(node, ["move"]));
    sim.advance(5_000);
    attack(sim, nodes, 90_000);
    sim.advance(5_000);
    clients[0]!.publish("move", "one");
    nodes[1]!.node.overlays.publish("rooks", "move", []);
    sim.advance(5_000);
    const victim = nodes.at(-1)!;
    formed.kill(victim);
    sim.advance(35_000);
    assertComplete(living(formed), "while a node is dead");
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
    sim.network.partition([[nodes[0]!.address, nodes[1]!.address]]);
    sim.advance(40_000);
    sim.network.heal();
    sim.advance(20_000);
    assertComplete(living(formed), "after the partition");
    for (const client of clients.slice(0, -1)) {
      const own = client === clients[0] ? 1 : 0;
      assert.equal(client.envelopes.size, 2 - own, client.name);
    }
    for (const { delivered, name } of living(formed)) {
      assert.equal(delivered.size, 2, name);
    }
    await assertSound(formed);
  },
);

scenario(
  "a node that was said to exit by another one is back, at the latest when who took its name falls silent",
  50,
  async (seed) => {
    // The names that the vectors are about.
    const nameOf = (index: number) => `node-${index + 1}`;
    await using formed = await overlayCluster(3, { seed, nameOf });
    const { sim, nodes } = formed;
    sim.advance(5_000);
    attack(sim, nodes, 20_000);
    sim.advance(20_000);
    const quarantineMs = 20_000;
    const roundMs = 2_000;
    sim.advance(quarantineMs + 3 * roundMs);
    assertComplete(nodes, "afterwards");
    await assertSound(formed);
  },
);
