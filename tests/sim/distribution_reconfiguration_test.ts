/**
 * A distribution whose settings change while nodes are connected.
 *
 * @module
 */
import assert from "node:assert/strict";
import { startNode } from "../../mod.ts";
import { cluster, type Member } from "../support/sim_cluster.ts";
import {
  comings,
  connecting,
  eventsOf,
  isMesh,
  nodesOf,
  told,
} from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

const cookie = "monster";

scenario(
  "who is connected stays so when the cookie changes, and who comes then must know the new one",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, connecting());
    const { sim, members } = formed;
    const [a, b] = members;
    assert.ok(a && b);
    sim.advance(10_000);
    assert.ok(isMesh(formed));
    for (const { node } of members) {
      await node.reconfigureDistribution({ cookie: "other" });
    }
    const starting = startNode(
      { ...connecting({ cookie: "other" }), name: "c@10.0.0.99" },
      sim.host("10.0.0.99"),
    );
    const starting2 = startNode(
      { ...connecting(), name: "d@10.0.0.98" },
      sim.host("10.0.0.98"),
    );
    sim.advance(0);
    await using knowing = await starting;
    await using late = await starting2;
    sim.advance(60_000);
    assert.deepEqual(nodesOf({ node: knowing }), [a.name, b.name]);
    assert.deepEqual(nodesOf({ node: late }), []);
    assert.deepEqual(comings(a.events).filter((told) => /down/.test(told)), []);
    // And once they have parted, the two find each other by the new one.
    await a.node.disconnect(b.name);
    sim.advance(60_000);
    assert.ok(nodesOf(a).includes(b.name));
  },
);

scenario(
  "a node listens elsewhere and is found there, and nobody who was connected notices",
  10,
  async (seed) => {
    await using formed = await cluster(3, { seed }, told());
    const { sim, members: [a, b, c] } = formed;
    assert.ok(a && b && c);
    await meet(sim, a, b.name);
    for (const settings of [{ port: 9_100 }, { hidden: true, port: 9_101 }]) {
      await moved(sim, b.node.reconfigureDistribution({ cookie, ...settings }));
      const ports = sim.network.openSockets()
        .filter(({ host }) => host === b.address).map(({ port }) => port);
      assert.ok(ports.includes(settings.port), String(ports));
      sim.advance(10_000);
      await meet(sim, c, b.name);
      await c.node.disconnect(b.name);
      sim.advance(1_000);
    }
    const [view] = (await meet(sim, c, b.name), c.node.nodes());
    assert.equal(view?.hidden, true);
    assert.deepEqual(comings(a.events), [`node_up ${b.name}`]);
  },
);

scenario(
  "where the new address is taken all stays as it was",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told({ port: 9_100 }));
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const theirs = b.host.tcp.listen(
      { address: "0.0.0.0", port: 9_101 },
      { listening() {}, accepted: () => undefined, failed() {} },
    );
    sim.advance(1);
    const changing = b.node.reconfigureDistribution({
      ...{ cookie: "other", port: 9_101, allow: { nodes: [] } },
    });
    await assert.rejects(moved(sim, changing), {
      name: "DistributionError",
      reason: "address_in_use",
      message: /^Cannot listen for nodes on 0\.0\.0\.0:9101: refused, /,
    });
    sim.advance(60_000);
    const refused = eventsOf(b, "distribution_refused");
    assert.equal(refused.length, 1, "it tries on");
    theirs.close();
    await meet(sim, a, b.name);
  },
);

scenario(
  "whom to connect to, and who may, follow the settings",
  10,
  async (seed) => {
    await using formed = await cluster(3, { seed }, told());
    const { sim, members: [a, b, c] } = formed;
    assert.ok(a && b && c);
    const take = (more: object) =>
      moved(sim, a.node.reconfigureDistribution({ cookie, ...more }));
    await take({ connect: [b.name] });
    sim.advance(10_000);
    assert.deepEqual(nodesOf(a), [b.name]);
    // Who is connected already is kept so from now on.
    await meet(sim, a, c.name);
    await take({ connect: [c.name] });
    sim.advance(10_000);
    assert.deepEqual(nodesOf(a), [b.name, c.name]);
    for (const { node } of [b, c]) await node.disconnect(a.name);
    sim.advance(120_000);
    assert.deepEqual(nodesOf(a), [c.name]);
    // Whoever may not any more stays until the connection ends.
    await take({ connect: [c.name], allow: { nodes: [b.name] } });
    sim.advance(10_000);
    assert.deepEqual(nodesOf(a), [c.name]);
    await c.node.disconnect(a.name);
    sim.advance(120_000);
    assert.deepEqual(nodesOf(a), []);
    await meet(sim, b, a.name);
  },
);

scenario(
  "a shorter tick time counts silence once peers can have heard of it",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members } = formed;
    const [a, b] = members;
    assert.ok(a && b);
    await meet(sim, a, b.name);
    // Nearly a quarter of a minute without a word, as it may be.
    sim.advance(14_000);
    await a.node.reconfigureDistribution({ cookie, net_ticktime: 4 });
    sim.advance(120_000);
    assert.deepEqual(nodesOf(a), [b.name]);
    b.host.setInterface("down");
    const before = sim.clock.nowMs();
    while (a.node.nodes().length > 0 && sim.clock.nowMs() - before < 60_000) {
      sim.advance(500);
    }
    const tookMs = sim.clock.nowMs() - before;
    assert.ok(tookMs <= 6_000, `it took ${tookMs} ms`);
    b.host.setInterface("up");
    sim.advance(120_000);
  },
);

Deno.test("a node without a distribution cannot be given one, and wrong settings are named", async () => {
  await using formed = await cluster(1, { seed: 1 }, { topologies: {} });
  const [a] = formed.members;
  await assert.rejects(a!.node.reconfigureDistribution({ cookie }), {
    name: "DistributionError",
    reason: "missing",
  });
  await assert.rejects(a!.node.reconfigureDistribution({ cookie: "" }), {
    name: "SettingsError",
    message: /^distribution\.cookie: allowed/,
  });
});

type Sim = Awaited<ReturnType<typeof cluster>>["sim"];

/** Moves time until the promise settles. */
async function moved<T>(sim: Sim, promise: Promise<T>): Promise<T> {
  let isOver = false;
  promise.then(() => isOver = true, () => isOver = true);
  for (let step = 0; step < 1_000 && !isOver; step++) {
    await sim.advanceAsync(10);
  }
  return await promise;
}

/** Has one node connect to another. */
async function meet(sim: Sim, { node }: Member, name: string): Promise<void> {
  const failures: string[] = [];
  const listening = node.events.subscribe((event) => {
    if (event.type === "connect_node_error") failures.push(event.detail);
  });
  const isMet = await moved(sim, node.connect(name));
  listening();
  assert.ok(isMet, `${node.name} to ${name}: ${failures}`);
}
