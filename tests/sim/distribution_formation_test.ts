/**
 * Production nodes connect to each other: each pair once, whoever begins.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stutterMsMax } from "../../actors/beacon.ts";
import { cluster } from "../support/sim_cluster.ts";
import {
  comings,
  connecting,
  eventsOf,
  isMesh,
  nodesOf,
  told,
} from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "8 nodes that hear each other are all connected within one beacon period",
  50,
  async (seed) => {
    await using formed = await cluster(8, { seed }, connecting());
    formed.sim.advance(stutterMsMax + 1_000);
    assert.ok(isMesh(formed), "somebody is not connected");
    // Ticks go on: nobody is taken for dead.
    formed.sim.advance(100_000);
    for (const member of formed.members) {
      const others = formed.members.filter((other) => other !== member);
      assert.deepEqual(
        [...comings(member.events)].sort(),
        others.map(({ name }) => `node_up ${name}`).sort(),
      );
      assert.deepEqual(eventsOf(member, "actor_crashed"), []);
      assert.deepEqual(eventsOf(member, "connect_node_error"), []);
    }
  },
);

scenario(
  "two nodes that connect to each other at once are connected once",
  50,
  async (seed) => {
    const conditions = { delayMsMax: 50 };
    await using formed = await cluster(2, { seed, conditions }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const first = a.node.connect(b.name);
    // Anywhere within the other's handshake, or before or after it.
    sim.advance(sim.random.next() * 250);
    const second = b.node.connect(a.name);
    sim.advance(20_000);
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
    assert.deepEqual(comings(a.events), [`node_up ${b.name}`]);
    assert.deepEqual(comings(b.events), [`node_up ${a.name}`]);
    const [atA] = a.node.nodes();
    const [atB] = b.node.nodes();
    assert.notEqual(atA?.direction, atB?.direction);
  },
);

scenario(
  "whoever is to be connected to always is, though it starts later, ends and comes back",
  50,
  async (seed) => {
    await using formed = await cluster(
      2,
      { seed },
      told({ connect: ["n2@10.0.0.2"] }),
    );
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    sim.advance(1_000);
    assert.deepEqual(nodesOf(a), [b.name]);
    assert.equal(await partedFrom(a.name), true);
    assert.deepEqual(nodesOf(a), []);
    sim.advance(5_000);
    assert.deepEqual(nodesOf(a), [b.name]);

    async function partedFrom(name: string): Promise<boolean> {
      const parted = b!.node.disconnect(name);
      sim.advance(100);
      return await parted;
    }
  },
);

scenario("a hidden node is connected to, and says so", 10, async (seed) => {
  const settings = connecting({ hidden: true });
  await using formed = await cluster(2, { seed }, settings);
  formed.sim.advance(stutterMsMax + 1_000);
  for (const { node } of formed.members) {
    assert.deepEqual(node.nodes().map(({ hidden }) => hidden), [true]);
  }
});
