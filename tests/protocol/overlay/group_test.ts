import assert from "node:assert/strict";
import { Group, OurNode, RealNode, roundMs } from "./group_model.ts";

function cluster(count: number, seed: number, loss = 0, skewMs = 0) {
  const group = new Group(seed, loss);
  const nodes = Array.from({ length: count }, (_, i) => {
    const skew = (i % 3 - 1) * skewMs;
    return new OurNode(group, `n${i}`, `10.0.0.${i + 1}`, skew);
  });
  return { group, nodes };
}

Deno.test("a hundred nodes know each other within two rounds", () => {
  const { group, nodes } = cluster(100, 1, 0, 3_600_000);
  group.run(2 * roundMs);
  for (const node of nodes) assert.equal(node.members().length, 99);
});

Deno.test("who comes later knows all within two rounds, and all know it", () => {
  const { group, nodes } = cluster(60, 2, 0.1);
  group.run(5 * roundMs);
  const late = new OurNode(group, "late", "10.0.0.99");
  group.run(2 * roundMs);
  assert.equal(late.members().length, 60);
  const knowing = nodes.filter((node) => node.members().includes("late"));
  assert(knowing.length >= 57, `${knowing.length} of 60 in spite of losses`);
});

Deno.test("traffic of a node grows with the number of nodes, and no faster", () => {
  const heard = [10, 100].map((count) => {
    const { group } = cluster(count, count);
    group.run(3 * roundMs);
    group.count();
    group.run(5 * roundMs);
    return group.count() / 5;
  });
  const [ten, hundred] = heard as [number, number];
  assert(hundred <= 10 * ten, `${ten} and ${hundred} packets a round`);
  assert(hundred <= 120, `${hundred} packets a round of 100 digests`);
});

Deno.test("a hundred nodes that all subscribe know of each other's subscriptions, at a packet each a round", () => {
  const { group, nodes } = cluster(100, 12);
  for (const node of nodes) {
    node.subscriptions.subscribe("news", "client", group.nowMs);
  }
  group.run(3 * roundMs);
  group.count();
  group.run(12 * roundMs);
  assert(group.sent["digestSubscriptions"]! <= 12 * 100);
  for (const { subscriptions } of nodes) assert.equal(subscriptions.size, 100);
});

Deno.test("traffic stays linear while packets are lost", () => {
  const { group, nodes } = cluster(60, 5, 0.3);
  group.run(5 * roundMs);
  group.count();
  group.run(5 * roundMs);
  assert(group.count() / 5 <= 2 * nodes.length);
});

Deno.test("an envelope reaches every subscriber once, and is acknowledged once by each", () => {
  const { group, nodes } = cluster(20, 6);
  for (const node of nodes) {
    node.subscriptions.subscribe("news", "client", group.nowMs);
  }
  group.run(4 * roundMs);
  group.count();
  nodes[0]!.publish("e1", "client");
  group.run(200);
  assert.equal(group.sent["news"], 1);
  assert.equal(group.sent["digestForwardedAck"], 19);
  assert.deepEqual(nodes[0]!.delivered, []);
  for (const node of nodes.slice(1)) assert.deepEqual(node.delivered, ["e1"]);
  assert.equal(nodes[0]!.redelivery.size, 0);
});

Deno.test("in a lossy group an envelope still reaches every subscriber once", () => {
  const { group, nodes } = cluster(20, 7, 0.3);
  for (const node of nodes) {
    node.subscriptions.subscribe("news", "client", group.nowMs);
  }
  group.run(10 * roundMs);
  for (let i = 0; i < 5; i++) nodes[i]!.publish(`e${i}`, "client");
  group.run(60_000);
  for (const [i, node] of nodes.entries()) {
    const expected = ["e0", "e1", "e2", "e3", "e4"]
      .filter((id) => id !== `e${i}`);
    assert.deepEqual([...node.delivered].sort(), expected);
    assert.equal(node.redelivery.size, 0);
  }
});

Deno.test("two clients of one node hear each other", () => {
  const { group, nodes: [node] } = cluster(1, 8);
  node!.subscriptions.subscribe("news", "one", group.nowMs);
  node!.subscriptions.subscribe("news", "other", group.nowMs);
  node!.publish("e1", "one");
  assert.deepEqual(node!.delivered, ["e1"]);
});

Deno.test("with a node that relays what it hears, nothing loops and nobody hears twice", () => {
  const { group, nodes } = cluster(5, 9);
  const real = new RealNode(group, "real", "10.0.0.77");
  for (const node of nodes) {
    node.subscriptions.subscribe("news", "client", group.nowMs);
  }
  group.run(4 * roundMs);
  assert.equal(real.heard.size, 5);
  for (const node of nodes) assert(node.members().includes("real"));
  group.count();
  nodes[0]!.publish("e1", "client");
  group.run(1_000);
  // The original, and the relays of the real one: one for each subscriber but the sender.
  assert.equal(group.sent["news"], 1 + 4);
  for (const node of nodes.slice(1)) assert.deepEqual(node.delivered, ["e1"]);
  assert.deepEqual(nodes[0]!.delivered, []);
  // Each of ours acknowledged every copy, so that the real one stops.
  for (const node of nodes) assert(real.acked.includes(`${node.name} e1`));
  group.count();
  group.run(2 * roundMs);
  assert.equal(group.sent["news"], undefined);
});

Deno.test("who falls silent is noticed by all within the threshold and a second, with clocks hours apart", () => {
  const { group, nodes } = cluster(12, 10, 0.05, 3_600_000);
  group.run(5 * roundMs);
  const [dead, ...alive] = nodes;
  group.nodes.splice(group.nodes.indexOf(dead!), 1);
  group.run(20_000 + 1_000 + 20);
  for (const node of alive) {
    const ours = group.nowMs + node.skewMs;
    assert.deepEqual(node.roster.due(ours, 100), [dead!.name]);
  }
});

Deno.test("a subscription ends everywhere when its node is gone", () => {
  const { group, nodes } = cluster(10, 11);
  const [dead, ...alive] = nodes;
  dead!.subscriptions.subscribe("news", "client", group.nowMs);
  group.run(4 * roundMs);
  for (const node of alive) assert.equal(node.subscriptions.size, 1);
  group.nodes.splice(group.nodes.indexOf(dead!), 1);
  group.run(20_000 + 2 * roundMs);
  for (const node of alive) assert.equal(node.subscriptions.size, 0);
});
