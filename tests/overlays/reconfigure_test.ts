import assert from "node:assert/strict";
import type { OverlaySettings } from "../../mod.ts";
import {
  gathered,
  key,
  multicast,
  type Place,
  saying,
  values,
  Worlds,
} from "./worlds.ts";

/** Two nodes of one overlay that know each other. */
async function pair(world: Worlds, settings: OverlaySettings = multicast()) {
  const one = await world.node("10.0.0.1", settings);
  const other = await world.node("10.0.0.2", settings);
  await world.sim.advanceAsync(10_000);
  assert.equal(one.node.overlays.members("office").length, 1);
  return { one, other };
}

function reconfigured(world: Worlds, { node }: Place, more: object) {
  const work = node.overlays.reconfigure("office", multicast(more));
  return world.done(work);
}

function stateOf({ node }: Place): string | undefined {
  return node.overlays.members("office")[0]?.state;
}

Deno.test("thresholds hold at once, for members that are there", async () => {
  await using world = new Worlds();
  const { one, other } = await pair(world);
  world.sim.network.host("10.0.0.2").setInterface("down");
  await world.sim.advanceAsync(8_000);
  assert.equal(stateOf(one), "reachable");
  const soon = { quarantine_after: 3, max_quarantined: 100 };
  await reconfigured(world, one, soon);
  await world.sim.advanceAsync(1_000);
  assert.equal(stateOf(one), "quarantine");
  await reconfigured(world, one, { ...soon, max_quarantined: 1 });
  await world.sim.advanceAsync(1_000);
  assert.equal(stateOf(one), "unreachable");
  await reconfigured(world, one, {
    ...soon,
    max_quarantined: 1,
    drop_unreachable_after: 5,
  });
  await world.sim.advanceAsync(1_000);
  assert.equal(stateOf(one), undefined);
  assert(one.events.some(({ type }) => type === "overlay_reconfigured"));
  void other;
});

Deno.test("a shorter round begins at once, not after the longer one", async () => {
  for (
    const more of [{}, {
      multicast: undefined,
      ip: "10.0.0.1",
      racks: { default: ["10.0.0.2"] },
    }]
  ) {
    await using world = new Worlds();
    const settings = multicast({ gossip_round_every: 3_600, ...more });
    const { node } = await world.node("10.0.0.1", settings);
    const sent = () => world.sim.network.counters.sent;
    await world.sim.advanceAsync(10_000);
    const before = sent();
    const work = node.overlays.reconfigure("office", {
      ...settings,
      gossip_round_every: 1,
    });
    await world.done(work);
    await world.sim.advanceAsync(10_000);
    assert(sent() - before >= 9, `${sent() - before} datagrams`);
  }
});

Deno.test("another key holds from the next datagram on, without another socket or a lost member", async () => {
  await using world = new Worlds();
  const { one, other } = await pair(world);
  const client = await world.client("10.0.0.1", "x");
  const sockets = world.sim.network.openSockets();
  const next = { id: "2", key: "the next key" };
  const old = { id: "1", key };
  // The three passes of docs/decisions/0008.
  for (const symmetric_keys of [[old, next], [next, old], [next]]) {
    for (const place of [one, other]) {
      await reconfigured(world, place, { symmetric_keys });
      await world.sim.advanceAsync(5_000);
    }
  }
  assert.deepEqual(world.sim.network.openSockets(), sockets);
  const gone = [...one.events, ...other.events].filter(({ type }) =>
    type === "member_quarantine" || type === "member_out"
  );
  assert.deepEqual(gone, []);
  // Its key is still one that is taken, but answers come under the next.
  assert.equal(client.state, "lost");
});

Deno.test("another secret holds at once", async () => {
  await using world = new Worlds();
  const { one, other } = await pair(world);
  await reconfigured(world, one, { secret: "new" });
  await world.sim.advanceAsync(5_000);
  assert(one.events.some((told) => told.type === "digests_refused"));
  await reconfigured(world, other, { secret: "new" });
  const refused = one.events.length;
  await world.sim.advanceAsync(1_000);
  await world.sim.advanceAsync(10_000);
  assert(
    !one.events.slice(refused + 1).some(({ type }) =>
      type === "digests_refused"
    ),
  );
});

Deno.test("an unacknowledged envelope is sent again by the new measure", async () => {
  await using world = new Worlds();
  const { one, other } = await pair(
    world,
    multicast({ redelivery_retry_every: 3_600 }),
  );
  gathered(other.node.overlays.subscribe("office", ["chat"]));
  await world.sim.advanceAsync(5_000);
  const heard = gathered(other.node.overlays.subscribe("office", ["chat"]));
  await reconfigured(world, one, { redelivery_retry_every: 1 });
  world.sim.network.partition([["10.0.0.1"]]);
  one.node.overlays.publish("office", "chat", saying("again"));
  await world.sim.advanceAsync(500);
  world.sim.network.heal();
  await world.sim.advanceAsync(3_000);
  assert.deepEqual(values(heard), ["again"]);
});

Deno.test("acks to clients fit the size that holds now", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const clients = [];
  for (let i = 0; i < 12; i++) {
    clients.push(await world.client("10.0.0.1", `client-${i}`));
  }
  await world.sim.advanceAsync(3_000);
  const before = clients[0]!.members().length;
  const work = node.overlays.reconfigure(
    "office",
    multicast({ local_ack_bytes_max: 600 }),
  );
  await world.done(work);
  await world.sim.advanceAsync(3_000);
  const after = clients[0]!.members().length;
  assert(after < before, `${after} rows, ${before} before`);
  assert(after >= 2);
});

Deno.test("the bridge moves to another port, and only the bridge", async () => {
  await using world = new Worlds();
  const { one } = await pair(world);
  const before = one.events.length;
  await reconfigured(world, one, {
    multicast: { ip: "239.1.2.3", local_port: 7000 },
  });
  const bound = one.events.slice(before).flatMap((told) =>
    told.type === "overlay_socket_bound" ? [[told.socket, told.port]] : []
  );
  assert.deepEqual(bound, [["bridge", 7000]]);
  assert.equal(stateOf(one), "reachable");
  const client = await world.client("10.0.0.1", "x", { port: 7000 });
  assert.equal(client.state, "connected");
});

Deno.test("a bridge port that is taken is refused, and all is as it was", async () => {
  await using world = new Worlds();
  const { one } = await pair(world);
  const client = await world.client("10.0.0.1", "x");
  const taken = multicast({
    port: 6999,
    multicast: { ip: "239.1.2.4", local_port: 7000 },
  });
  await world.done(one.node.overlays.add("other", taken));
  const work = reconfigured(world, one, {
    quarantine_after: 1,
    multicast: { ip: "239.1.2.3", local_port: 7000 },
  });
  await assert.rejects(work, {
    name: "OverlayError",
    message: /multicast\.local_port 7000 is refused, address_in_use/,
  });
  await world.sim.advanceAsync(10_000);
  assert.equal(client.state, "connected");
  assert.equal(stateOf(one), "reachable");
  const told = one.events.map(({ type }) => type);
  assert(!told.includes("overlay_reconfigured"));
  assert(!told.includes("member_quarantine"), "the old threshold holds");
});

Deno.test("the group and its hops change without a lost member", async () => {
  await using world = new Worlds();
  const { one, other } = await pair(world);
  for (const group of [{ ip: "239.1.2.4" }, { ip: "239.1.2.4", ttl: 9 }]) {
    for (const place of [one, other]) {
      await reconfigured(world, place, { multicast: group });
    }
    await world.sim.advanceAsync(10_000);
    assert.equal(stateOf(one), "reachable");
  }
  const told = one.events.map(({ type }) => type);
  assert(!told.includes("member_quarantine"));
});

Deno.test("racks change where a unicast overlay looks for others", async () => {
  await using world = new Worlds();
  const unicast = (ip: string, seeds: string[] = []) => ({
    ip,
    port: 6666,
    symmetric_key: key,
    racks: { default: seeds },
  });
  const { node } = await world.node("10.0.0.1", unicast("10.0.0.1"));
  await world.node("10.0.0.2", unicast("10.0.0.2"));
  await world.sim.advanceAsync(10_000);
  assert.equal(node.overlays.members("office").length, 0);
  const changed = unicast("10.0.0.1", ["10.0.0.2"]);
  await world.done(node.overlays.reconfigure("office", changed));
  await world.sim.advanceAsync(10_000);
  assert.equal(node.overlays.members("office").length, 1);
});

Deno.test("what may not change is named, and nothing else changes either", async () => {
  await using world = new Worlds();
  const { one } = await pair(world);
  const work = one.node.overlays.reconfigure(
    "office",
    multicast({ port: 1, member_name: "other", quarantine_after: 1 }),
  );
  await assert.rejects(work, {
    name: "SettingsError",
    message:
      /^(member_name|port): may not change while the overlay lives\n(member_name|port): may not/,
  });
  await world.sim.advanceAsync(5_000);
  assert(!one.events.some(({ type }) => type === "member_quarantine"));
});

Deno.test("multicast becomes unicast, and this process's subscriptions stay", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const heard = gathered(node.overlays.subscribe("office", ["chat"]));
  const unicast = { ip: "10.0.0.1", port: 6666, symmetric_key: key };
  await world.done(node.overlays.reconfigure("office", unicast));
  assert.deepEqual(
    world.sim.network.openSockets().map(({ address, port }) => [address, port]),
    [["10.0.0.1", 6666]],
  );
  node.overlays.publish("office", "chat", saying("still here"));
  await world.sim.advanceAsync(10);
  assert.deepEqual(values(heard), ["still here"]);
});

Deno.test("unicast that cannot become multicast stays what it was", async () => {
  await using world = new Worlds();
  await world.node("10.0.0.1", multicast({ port: 7777 }));
  const unicast = { ip: "10.0.0.1", port: 6666, symmetric_key: key };
  const { node } = await world.node("10.0.0.1", unicast);
  const heard = gathered(node.overlays.subscribe("office", ["chat"]));
  const taken = multicast({
    multicast: { ip: "239.1.2.3", local_port: 7778 },
  });
  await assert.rejects(
    world.done(node.overlays.reconfigure("office", taken)),
    { reason: "address_in_use" },
  );
  node.overlays.publish("office", "chat", saying("still here"));
  await world.sim.advanceAsync(10);
  assert.deepEqual(values(heard), ["still here"]);
  const ports = world.sim.network.openSockets().map(({ port }) => port);
  assert(ports.includes(6666));
});

Deno.test("reconfigurations take turns", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const at = (local_port: number) =>
    multicast({ multicast: { ip: "239.1.2.3", local_port } });
  const work = [7001, 7002, 7003].map((port) =>
    node.overlays.reconfigure("office", at(port))
  );
  await world.done(Promise.all(work));
  const ports = world.sim.network.openSockets().map(({ port }) => port);
  assert.deepEqual(ports.sort(), [6666, 7003]);
});

Deno.test("an overlay that is started again as a whole has the settings in force, not its first", async () => {
  await using world = new Worlds();
  const { one } = await pair(world);
  await reconfigured(world, one, {
    multicast: { ip: "239.1.2.3", local_port: 7000 },
  });
  // More crashes than the overlay's own supervisor takes.
  for (let i = 0; i < 5; i++) {
    world.sim.network.host("10.0.0.1").breakSockets();
    await world.sim.advanceAsync(0);
  }
  assert(
    one.events.some((told) =>
      told.type === "supervisor_gave_up" && told.actor === "overlays/office"
    ),
  );
  await world.sim.advanceAsync(1_000);
  const ports = world.sim.network.host("10.0.0.1").openSockets
    .map(({ port }) => port);
  assert.deepEqual(ports.sort(), [6666, 7000]);
  assert.equal(stateOf(one), "reachable");
});
