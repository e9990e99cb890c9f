import assert from "node:assert/strict";
import type { Node } from "../../src/node.ts";
import { simulation } from "../../src/sim/mod.ts";
import { group, start, typesOf } from "./nodes.ts";

Deno.test("peers() shows who is known at the moment, and in what state", async () => {
  const { sim, node } = await start({ name: "a@host", ...group() });
  assert.deepEqual(node.peers(), []);
  const peer = await startPeer(sim);
  sim.advance(10);
  const [view] = node.peers();
  assert.deepEqual(view, {
    topology: "gossip",
    node: "b@host",
    address: "10.0.0.2",
    state: "heard",
    heardAtMs: view!.heardAtMs,
  });
  assert.ok(sim.clock.nowMs() - view!.heardAtMs <= 10);
  await peer.stop();
  sim.advance(16_000);
  assert.equal(node.peers()[0]!.state, "silent");
  sim.advance(180_000);
  assert.deepEqual(node.peers(), []);
  await node.stop();
});

Deno.test("what becomes of a peer is told", async () => {
  const { sim, node, events } = await start({ name: "a@host", ...group() });
  const peer = await startPeer(sim);
  sim.advance(10);
  await peer.stop();
  sim.advance(200_000);
  const again = await startPeer(sim);
  sim.advance(10);
  const told = typesOf(events).filter((type) => type.startsWith("peer_"));
  assert.deepEqual(told, [
    "peer_heard",
    "peer_silent",
    "peer_forgotten",
    "peer_heard",
  ]);
  await again.stop();
  await node.stop();
});

Deno.test("a node that does not announce is not heard", async () => {
  const { sim, node } = await start({ name: "a@host", ...group() });
  const quiet = await start({ name: "b@host", ...group() }, {
    sim,
    address: "10.0.0.2",
  });
  sim.advance(20_000);
  assert.deepEqual(node.peers(), []);
  assert.deepEqual(quiet.node.peers(), []);
  await quiet.node.stop();
  await node.stop();
});

Deno.test("a node is no peer of its own", async () => {
  const announcing = { name: "a@host", ...group({ announce: true }) };
  const { sim, node } = await start(announcing);
  sim.advance(20_000);
  assert.deepEqual(node.peers(), []);
  await node.stop();
});

Deno.test("heartbeats are told while debug is on", async () => {
  const settings = { name: "a@host", ...group({ announce: true }) };
  const { sim, node, events } = await start(settings);
  const peer = await startPeer(sim);
  const heartbeats = () =>
    new Set(typesOf(events).filter((type) => type.startsWith("heartbeat_")));
  sim.advance(20_000);
  assert.deepEqual(heartbeats(), new Set());

  node.topologies.setDebug("gossip", true);
  sim.advance(20_000);
  assert.deepEqual(
    heartbeats(),
    new Set(["heartbeat_sent", "heartbeat_received"]),
  );

  node.topologies.setDebug("gossip", false);
  const before = events.length;
  sim.advance(20_000);
  assert.equal(events.length, before);
  await peer.stop();
  await node.stop();
});

Deno.test("debug may be on from the start, the first heartbeat included", async () => {
  const settings = group({ announce: true, debug: true });
  const { events, node } = await start({ name: "a@host", ...settings });
  assert.deepEqual(typesOf(events).slice(0, 2), [
    "socket_bound",
    "node_started",
  ]);
  assert.equal(events[2]?.type, "heartbeat_sent");
  await node.stop();
});

Deno.test("debugging a topology that there is not is a programmer's error", async () => {
  const { node } = await start({ name: "a@host", ...group() });
  for (const name of ["other", "toString", ""]) {
    assert.throws(() => node.topologies.setDebug(name, true), TypeError);
  }
  await node.stop();
});

Deno.test("several topologies live side by side, each with its own secret, port and peers", async () => {
  const red = { port: 4_001, secret: "red", announce: true };
  const blue = { port: 4_002, secret: "blue", announce: true };
  const sim = simulation({ seed: 1 });
  const both = await start({ name: "a@host", topologies: { red, blue } }, {
    sim,
  });
  const b = await start({ name: "b@host", topologies: { red } }, {
    sim,
    address: "10.0.0.2",
  });
  const c = await start({ name: "c@host", topologies: { blue } }, {
    sim,
    address: "10.0.0.3",
  });
  sim.advance(6_000);
  const names = (node: Node) =>
    node.peers().map(({ topology, node }) => `${topology} ${node}`);
  assert.deepEqual(names(both.node).toSorted(), ["blue c@host", "red b@host"]);
  assert.deepEqual(names(b.node), ["red a@host"]);
  assert.deepEqual(names(c.node), ["blue a@host"]);
  for (const { node } of [both, b, c]) await node.stop();
});

Deno.test("what another secret enciphered is refused and counted", async () => {
  const { sim, node, events } = await start({
    name: "a@host",
    ...group({ secret: "ours" }),
  });
  const other = await start(
    { name: "b@host", ...group({ secret: "theirs", announce: true }) },
    { sim, address: "10.0.0.2" },
  );
  sim.advance(10_000);
  assert.deepEqual(node.peers(), []);
  const refused = events.filter(({ type }) => type === "datagrams_refused");
  assert.ok(refused.length > 0);
  assert.ok(!JSON.stringify(events).includes("ours"));
  await other.node.stop();
  await node.stop();
});

Deno.test("a crash of a socket is told and mended, and its peers stay known", async () => {
  const { sim, node, events } = await start({ name: "a@host", ...group() });
  const peer = await startPeer(sim);
  sim.advance(10);
  const before = events.length;
  assert.equal(sim.network.host("10.0.0.1").breakSockets(45_892), 1);
  sim.advance(10);
  assert.deepEqual(node.peers().map(({ node }) => node), ["b@host"]);
  const told = events.slice(before).map((event) =>
    "actor" in event ? `${event.type} ${event.actor}` : event.type
  );
  assert.deepEqual(told, [
    "actor_crashed topologies/gossip/socket/udp",
    "actor_crashed topologies/gossip/socket",
    "actor_restarted topologies/gossip/socket",
    "socket_bound",
  ]);
  const [crash] = events.slice(before);
  assert.ok(crash?.type === "actor_crashed");
  assert.match(crash.reason, /^Cannot receive/);
  assert.doesNotMatch(crash.reason, /\[object/);
  await peer.stop();
  await node.stop();
});

Deno.test("after its socket crashed a node announces again", async () => {
  const settings = { name: "a@host", ...group({ announce: true }) };
  const { sim, node } = await start(settings);
  const other = await start({ name: "b@host", ...group() }, {
    sim,
    address: "10.0.0.2",
  });
  sim.advance(6_000);
  sim.network.host("10.0.0.1").breakSockets(45_892);
  sim.advance(20_000);
  assert.deepEqual(other.node.peers().map(({ state }) => state), ["heard"]);
  await other.node.stop();
  await node.stop();
});

async function startPeer(sim: ReturnType<typeof simulation>): Promise<Node> {
  const settings = { name: "b@host", ...group({ announce: true }) };
  const { node } = await start(settings, { sim, address: "10.0.0.2" });
  return node;
}
