import assert from "node:assert/strict";
import type { MemberView, Node } from "../../mod.ts";
import type { RunningOverlays } from "../../src/overlays.ts";
import { listedMax, nodeFacts, PacedFacts } from "../../src/node_facts.ts";
import { gathered, multicast, saying, Worlds } from "../overlays/worlds.ts";

function factsOf(node: Node) {
  const overlays = node.overlays as RunningOverlays;
  return nodeFacts(node, (name) => overlays.crossings(name));
}

Deno.test("a node tells who is in its overlays, on which side, and what crossed the bridge", async () => {
  await using worlds = new Worlds();
  const one = await worlds.node("10.0.0.1", multicast());
  const other = await worlds.node("10.0.0.2", multicast());
  const client = await worlds.client("10.0.0.1", "near");
  gathered(other.node.overlays.subscribe("office", ["chat"]));
  await worlds.sim.advanceAsync(10_000);
  const before = factsOf(one.node).overlays[0]!;
  assert.equal(before.name, "office");
  assert.equal(before.memberCount, 2);
  const members = before.members.map(({ name, ...member }) => ({
    ...member,
    isClient: name === "near",
    heardAtMs: 0,
  }));
  const known = { state: "reachable", heardAtMs: 0 };
  assert.deepEqual(
    members.sort((a, b) => Number(a.isClient) - Number(b.isClient)),
    [
      {
        ...{ address: "10.0.0.2:6666", side: "group" },
        ...{ ...known, isClient: false },
      },
      {
        ...{ address: members[1]!.address, side: "bridge" },
        ...{ ...known, isClient: true },
      },
    ],
  );
  assert.match(members[1]!.address, /^127\.0\.0\.1:\d+$/);
  for (let i = 0; i < 3; i++) client.publish("chat", saying("hello"));
  other.node.overlays.publish("office", "chat", saying("of nobody here"));
  await worlds.sim.advanceAsync(5_000);
  const none = { from_group: 0, to_group: 0, from_clients: 0, to_clients: 0 };
  assert.deepEqual(factsOf(one.node).overlays[0]!.traffic, {
    ...{ ...none, from_clients: 3, to_group: 3 },
  });
  assert.deepEqual(factsOf(other.node).overlays[0]!.traffic, {
    ...{ ...none, from_group: 3 },
  });
  gathered(client.subscribe(["chat"]));
  await worlds.sim.advanceAsync(5_000);
  other.node.overlays.publish("office", "chat", saying("to the client"));
  await worlds.sim.advanceAsync(5_000);
  const { from_group, to_clients } = factsOf(one.node).overlays[0]!.traffic;
  assert.deepEqual([from_group, to_clients], [1, 1]);
});

Deno.test("of a crowd the first are listed, and how many there are is said", () => {
  const member = (index: number): MemberView => ({
    ...{ name: `m${index}`, state: "reachable", ip: "::1", port: 1 },
    ...{ heardAtMs: 1, local: false },
  });
  const members = Array.from({ length: 10_000 }, (_, index) => member(index));
  const peers = members.map(({ name }) => ({
    ...{ topology: "gossip", node: `${name}@h`, address: "10.0.0.1" },
    ...{ state: "heard", heardAtMs: 1 } as const,
  }));
  const counts = { from_group: 0, to_group: 1, from_clients: 2, to_clients: 3 };
  const facts = nodeFacts({
    overlays: { names: () => ["office"], members: () => members },
    topologies: { names: () => ["gossip", "empty"] },
    peers: () => peers,
    nodes: () => [],
  } as unknown as Node, () => counts);
  const [office] = facts.overlays;
  assert.equal(office!.members.length, listedMax);
  assert.equal(office!.memberCount, 10_000);
  assert.equal(office!.members[0]!.address, "[::1]:1");
  assert.deepEqual(office!.traffic, counts);
  const peerCounts = facts.topologies.map(({ peers, peerCount }) => [
    peers.length,
    peerCount,
  ]);
  assert.deepEqual(peerCounts, [[listedMax, 10_000], [0, 0]]);
  assert.deepEqual(facts.topologies[0]!.peers[0], {
    ...{ node: "m0@h", address: "10.0.0.1", state: "heard", heardAtMs: 1 },
  });
});

Deno.test("of a connection the place of its actor is told beside what is known", () => {
  const path = "distribution/connections/crowd/10.0.0.3:4242";
  const facts = nodeFacts({
    overlays: { names: () => [] },
    topologies: { names: () => [] },
    peers: () => [],
    nodes: () => [{ node: "in@h", path, sinceMs: 1.5, messagesIn: 3 }],
  } as unknown as Node, () => assert.fail("in no overlay"));
  assert.deepEqual(facts.connections, [
    { node: "in@h", path, about: { sinceMs: 2, messagesIn: 3 } },
  ]);
});

Deno.test("facts of a crowd are looked up less often than those of a few", () => {
  const looksWithin10s = (connections: number) => {
    let looks = 0, nowMs = 0;
    const none = { overlays: [], topologies: [] };
    const facts = new PacedFacts(() => {
      looks++;
      const one = { node: "a@h", about: {} };
      return { ...none, connections: Array(connections).fill(one) };
    }, () => nowMs);
    for (; nowMs < 10_000; nowMs += 1_000) facts.now();
    return looks;
  };
  assert.equal(looksWithin10s(0), 10);
  assert.equal(looksWithin10s(100), 10);
  assert.equal(looksWithin10s(2_000), 5);
  assert.equal(looksWithin10s(5_000), 3);
});
