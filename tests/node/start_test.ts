import assert from "node:assert/strict";
import { startNode } from "../../src/node.ts";
import type { AnnouncementRefused, EventTime } from "../../src/node_events.ts";
import { SettingsError } from "../../src/protocol/settings.ts";
import { simulation } from "../../src/sim/mod.ts";
import { deafWorld, group, start, typesOf } from "./nodes.ts";

Deno.test("a node is started once everything is bound, and says so last", async () => {
  const { sim, node, events } = await start({ name: "a@host", ...group() });
  assert.equal(node.name, "a@host");
  assert.deepEqual(typesOf(events), ["socket_bound", "node_started"]);
  assert.deepEqual(events[0], {
    atMs: sim.clock.nowMs(),
    type: "socket_bound",
    topology: "gossip",
    address: "0.0.0.0",
    port: 45_892,
  });
  assert.deepEqual(events[1], {
    atMs: sim.clock.nowMs(),
    type: "node_started",
    node: "a@host",
    topologies: ["gossip"],
  });
  await node.stop();
});

Deno.test("in what is told, the topology comes right after the type", async () => {
  const { sim, node, events } = await start({ name: "a@host", ...group() });
  const peer = await start({ name: "b@host", ...group({ announce: true }) }, {
    sim,
    address: "10.0.0.2",
  });
  sim.advance(10);
  const keys = (type: string) =>
    Object.keys(events.find((event) => event.type === type)!);
  assert.deepEqual(keys("socket_bound").slice(0, 3), [
    "atMs",
    "type",
    "topology",
  ]);
  assert.deepEqual(keys("peer_heard"), [
    "atMs",
    "type",
    "topology",
    "node",
    "address",
  ]);
  await peer.node.stop();
  await node.stop();
});

Deno.test("a node is started as well when everything is refused", async () => {
  const sim = simulation({ seed: 1 });
  sim.network.host("10.0.0.1").refuseBinds("address_in_use");
  const { node, events } = await start({ name: "a@host", ...group() }, { sim });
  assert.deepEqual(typesOf(events), ["socket_refused", "node_started"]);
  const [refused] = events;
  assert.ok(refused?.type === "socket_refused");
  assert.equal(refused.reason, "address_in_use");
  assert.match(refused.message, /^Cannot bind/);
  assert.match(refused.advice, /another program holds the port/);

  sim.network.host("10.0.0.1").refuseBinds(null);
  await sim.advanceAsync(refused.retryInMs);
  assert.equal(events.at(-1)?.type, "socket_bound");
  await node.stop();
});

Deno.test("of several topologies, the last to be bound or refused starts the node", async () => {
  const topologies = {
    a: { port: 4_001, secret: "one" },
    b: { port: 4_002, secret: "two" },
    c: { port: 4_003, if_addr: "10.9.9.9" },
  };
  const { node, events } = await start({ name: "a@host", topologies });
  const told = events.map((event) =>
    "topology" in event ? `${event.topology} ${event.type}` : event.type
  );
  assert.deepEqual(told.slice(0, 3).toSorted(), [
    "a socket_bound",
    "b socket_bound",
    "c socket_refused",
  ]);
  assert.deepEqual(told.slice(3), ["node_started"]);
  await node.stop();
});

Deno.test("a node without topologies starts at once and hears nobody", async () => {
  const { node, events } = await start({ topologies: {} });
  assert.match(node.name, /^rookery-[0-9a-f]{8}@127\.0\.0\.1$/);
  assert.deepEqual(typesOf(events), ["node_started"]);
  assert.deepEqual(node.peers(), []);
  await node.stop();
});

Deno.test("a node that was given no name has the address its probe comes back from", async () => {
  const { node, sim } = await start(group());
  assert.match(node.name, /^rookery-[0-9a-f]{8}@10\.0\.0\.1$/);
  const ports = sim.network.openSockets().map(({ port }) => port);
  assert.deepEqual(ports, [45_892], "the socket that asked is closed");
  await node.stop();
});

Deno.test("a name is made with a secret as well, and by broadcast", async () => {
  const ways = [
    { secret: "horse" },
    { broadcast_only: true, multicast_addr: "255.255.255.255" },
  ];
  for (const way of ways) {
    const { node } = await start(group(way));
    assert.match(node.name, /@10\.0\.0\.1$/);
    await node.stop();
  }
});

Deno.test("two nodes of one host have two names", async () => {
  const sim = simulation({ seed: 1 });
  const one = await start(group(), { sim });
  const two = await start(group(), { sim });
  assert.notEqual(one.node.name, two.node.name);
  await one.node.stop();
  await two.node.stop();
});

Deno.test("a probe that does not come back within 250 ms leaves loopback in the name", async () => {
  const sim = simulation({ seed: 1 });
  const world = deafWorld(sim.host("10.0.0.1"));
  const starting = startNode(group(), world);
  await sim.advanceAsync(249);
  assert.equal(sim.network.openSockets().length, 1, "it still asks");
  await sim.advanceAsync(2);
  const node = await starting;
  assert.match(node.name, /^rookery-[0-9a-f]{8}@127\.0\.0\.1$/);
  await node.stop();
});

Deno.test("a probe that comes back from 0.0.0.0 leaves loopback in the name", async () => {
  const sim = simulation({ seed: 1 });
  const { node } = await start(group(), {
    sim,
    world: deafWorld(sim.host("10.0.0.1"), "0.0.0.0"),
  });
  assert.match(node.name, /@127\.0\.0\.1$/);
  await node.stop();
});

Deno.test("a node that does not know its address listens, announces nothing, and says so", async () => {
  const sim = simulation({ seed: 1 });
  const b = await start({ name: "b@host", ...group({ announce: true }) }, {
    sim,
    address: "10.0.0.2",
  });
  const { node, events } = await start(group({ announce: true }), {
    sim,
    world: deafWorld(sim.host("10.0.0.1"), "0.0.0.0"),
  });
  sim.advance(20_000);
  assert.match(node.name, /@127\.0\.0\.1$/);
  assert.deepEqual(b.node.peers(), []);
  assert.deepEqual(node.peers().map(({ node }) => node), ["b@host"]);
  const refusals = events.filter(({ type }) => type === "announcement_refused");
  const { advice, ...rest } = refusals[0] as AnnouncementRefused & EventTime;
  assert.deepEqual(rest, {
    atMs: events[0]!.atMs,
    type: "announcement_refused",
    topology: "gossip",
    reason: "address_unknown",
  });
  assert.match(advice, /--name/);
  assert.equal(refusals.length, 1);
  await b.node.stop();
  await node.stop();
});

Deno.test("a node that starts without a route announces nothing when the route comes", async () => {
  const sim = simulation({ seed: 1 });
  sim.network.host("10.0.0.1").setInterface("deleted");
  const b = await start({ name: "b@host", ...group() }, {
    sim,
    address: "10.0.0.2",
  });
  const { node, events } = await start(group({ announce: true }), { sim });
  assert.ok(typesOf(events).includes("announcement_refused"));
  sim.network.host("10.0.0.1").setInterface("up");
  sim.advance(120_000);
  assert.equal(events.at(-1)?.type, "socket_bound");
  assert.deepEqual(b.node.peers(), []);
  await b.node.stop();
  await node.stop();
});

Deno.test("a node that was given a name announces it, whatever becomes of a probe", async () => {
  const sim = simulation({ seed: 1 });
  const world = deafWorld(sim.host("10.0.0.1"));
  const settings = { name: "a@host", ...group({ announce: true }) };
  const { node, events } = await start(settings, { sim, world });
  const b = await start({ name: "b@host", ...group() }, {
    sim,
    address: "10.0.0.2",
  });
  sim.advance(6_000);
  assert.deepEqual(b.node.peers().map(({ node }) => node), ["a@host"]);
  assert.ok(!typesOf(events).includes("announcement_refused"));
  await b.node.stop();
  await node.stop();
});

Deno.test("a lone host, whose probe comes back from loopback, announces", async () => {
  const sim = simulation({ seed: 1 });
  const world = deafWorld(sim.host("10.0.0.1"), "127.0.0.1");
  const { node, events } = await start(
    group({ announce: true, debug: true }),
    { sim, world },
  );
  sim.advance(6_000);
  assert.match(node.name, /@127\.0\.0\.1$/);
  assert.ok(typesOf(events).includes("heartbeat_sent"));
  await node.stop();
});

Deno.test("wrong settings are refused before anything is touched", async () => {
  const sim = simulation({ seed: 1 });
  await assert.rejects(
    startNode({ name: "nobody" }, sim.host("10.0.0.1")),
    SettingsError,
  );
  assert.equal(sim.clock.timersWaiting, 0);
});
