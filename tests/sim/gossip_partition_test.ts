/**
 * A network that is cut in two and heals.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stutterMsMax } from "../../actors/beacon.ts";
import { sweepMs } from "../../actors/peers.ts";
import { cluster, known, type Member } from "../support/sim_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const silentAfterMs = 15_000;

scenario(
  "a partition of a minute silences exactly the other side, and heals",
  50,
  async (seed) => {
    await using formed = await cluster(12, { seed });
    const { sim, members } = formed;
    sim.advance(stutterMsMax + 100);
    const cut = 1 + Math.floor(sim.random.next() * (members.length - 1));
    const sides = [members.slice(0, cut), members.slice(cut)];
    sim.network.partition(
      sides.map((side) => side.map(({ address }) => address)),
    );

    sim.advance(silentAfterMs + sweepMs + 100);
    assertViews(sides, "the other side is silent");
    sim.advance(60_000 - silentAfterMs - sweepMs - 100);
    assertViews(sides, "it stays silent for the whole minute");

    sim.network.heal();
    sim.advance(stutterMsMax + 100);
    assertViews([[...members]], "everybody hears everybody again");
  },
);

/** Everybody hears its own side, and knows all others as silent. */
function assertViews(sides: readonly (readonly Member[])[], why: string): void {
  const all = sides.flat();
  for (const side of sides) {
    for (const member of side) {
      const names = (members: readonly Member[]) =>
        members.filter((other) => other !== member).map(({ name }) => name)
          .sort();
      const others = all.filter((other) => !side.includes(other));
      assert.deepEqual(known(member, "heard"), names(side), why);
      assert.deepEqual(known(member, "silent"), names(others), why);
    }
  }
}
