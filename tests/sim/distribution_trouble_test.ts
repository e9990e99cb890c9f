/**
 * Networks that are cut, hosts that vanish, and nodes that come back as somebody else.
 *
 * @module
 */
import assert from "node:assert/strict";
import { startNode } from "../../mod.ts";
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

const ticktimeMs = 60_000;

scenario(
  "a cut takes exactly the other side down within a tick time, and all are back once it heals",
  50,
  async (seed) => {
    await using formed = await cluster(5, { seed }, connecting());
    const { sim, members } = formed;
    sim.advance(10_000);
    assert.ok(isMesh(formed), "not connected to begin with");
    const cut = 1 + Math.floor(sim.random.next() * (members.length - 1));
    const sides = [members.slice(0, cut), members.slice(cut)];
    sim.network.partition(
      sides.map((side) => side.map(({ address }) => address)),
    );
    // Silence is counted from the last tick, and looked at once a second.
    sim.advance(ticktimeMs + 2_000);
    for (const side of sides) {
      for (const member of side) {
        const others = side.filter((other) => other !== member);
        assert.deepEqual(nodesOf(member), others.map(({ name }) => name));
      }
    }
    sim.network.heal();
    // The longest pause between attempts, and a handshake.
    sim.advance(40_000);
    assert.ok(isMesh(formed), "not connected again");
    for (const member of members) {
      assert.deepEqual(eventsOf(member, "actor_crashed"), []);
    }
  },
);

scenario(
  "a short cut is not even noticed",
  50,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const connected = a.node.connect(b.name);
    sim.advance(1_000);
    await connected;
    sim.network.partition([[a.address], [b.address]]);
    sim.advance(5_000 + sim.random.next() * 5_000);
    sim.network.heal();
    sim.advance(100_000);
    assert.deepEqual(comings(a.events), [`node_up ${b.name}`]);
    assert.deepEqual(comings(b.events), [`node_up ${a.name}`]);
  },
);

scenario(
  "a node whose host lost power and that comes back replaces what was known of it, before the silence is noticed",
  50,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const connected = a.node.connect(b.name);
    sim.advance(1_000);
    await connected;
    b.host.setInterface("down");
    await b.node.stop();
    sim.advance(2_000);
    assert.deepEqual(nodesOf(a), [b.name], "nothing was heard of its end");
    b.host.setInterface("up");
    const starting = startNode(
      { ...told({ connect: [a.name] }), name: b.name },
      sim.host(b.address),
    );
    sim.advance(3_000);
    await using again = await starting;
    assert.deepEqual(again.nodes().map(({ node }) => node), [a.name]);
    assert.deepEqual(comings(a.events), [
      `node_up ${b.name}`,
      `node_down ${b.name}`,
      `node_up ${b.name}`,
    ]);
    const [down] = eventsOf(a, "node_down");
    assert.equal(down?.reason, "connection_replaced");
  },
);

scenario(
  "a host that vanishes is down within a tick time",
  50,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told({ net_ticktime: 8 }));
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const connected = a.node.connect(b.name);
    sim.advance(30_000);
    await connected;
    assert.deepEqual(comings(a.events), [`node_up ${b.name}`]);
    b.host.setInterface("down");
    sim.advance(8_000 + 1_000);
    assert.deepEqual(nodesOf(a), []);
    b.host.setInterface("up");
    sim.advance(20_000);
    assert.deepEqual(nodesOf(b), [], "the other side notices too");
  },
);

scenario(
  "whoever is killed is down at once, and the killer's peers do not crash",
  20,
  async (seed) => {
    await using formed = await cluster(3, { seed }, connecting());
    const { sim, members: [a, b, c] } = formed;
    assert.ok(a && b && c);
    sim.advance(10_000);
    c.host.kill();
    sim.advance(1_000);
    assert.deepEqual(nodesOf(a), [b.name]);
    assert.deepEqual(nodesOf(b), [a.name]);
    for (const { events } of [a, b]) {
      const down = events.find(({ type }) => type === "node_down");
      assert.equal(down?.type === "node_down" && down.reason, "reset");
    }
  },
);

scenario(
  "nodes of different tick times stay connected: whatever comes is answered",
  10,
  async (seed) => {
    await using formed = await cluster(1, { seed }, told({ net_ticktime: 8 }));
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const name = "slow@10.0.0.99";
    const starting = startNode(
      { ...told({ net_ticktime: 3_600, connect: [a.name] }), name },
      sim.host("10.0.0.99"),
    );
    sim.advance(0);
    await using slow = await starting;
    sim.advance(120_000);
    assert.deepEqual(comings(a.events), [`node_up ${name}`]);
    const [view] = slow.nodes();
    assert.ok(view && view.bytesOut < 1_000, "but not again and again");
  },
);
