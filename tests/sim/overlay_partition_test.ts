/**
 * An overlay that is cut in two and heals.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  assertComplete,
  assertSound,
  assertStates,
  overlayCluster,
  told,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "a partition of a minute, or of more than three, heals, and every view converges",
  50,
  async (seed) => {
    await using formed = await overlayCluster(8, {
      seed,
      conditions: { lossRate: 0.05 },
    });
    const { sim, nodes } = formed;
    sim.advance(8_000);
    const cut = 1 + Math.floor(sim.random.next() * (nodes.length - 1));
    const sides = [nodes.slice(0, cut), nodes.slice(cut)];
    const addresses = sides.map((side) => side.map(({ address }) => address));
    sim.network.partition(addresses);
    sim.advance(seed % 2 === 0 ? 60_000 : 190_000);
    for (const side of sides) {
      assertComplete(side, "each side keeps itself");
      const others = nodes.filter((node) => !side.includes(node));
      assertStates(side, others, seed % 2 === 0 ? "unreachable" : undefined);
    }
    sim.network.heal();
    sim.advance(12_000);
    assertComplete(nodes, "healed");
    const change = seed % 2 === 0 ? "member_rejoin" : "member_in";
    for (const node of sides[0]!) {
      const back = told(node, change).filter(({ atMs }) =>
        atMs > sim.clock.nowMs() - 12_000
      );
      assert.equal(back.length, sides[1]!.length, "each told once");
    }
    await assertSound(formed);
  },
);
