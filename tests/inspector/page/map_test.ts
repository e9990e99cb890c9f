import assert from "node:assert/strict";
import fc from "fast-check";
import type { NodeFacts } from "../../../src/inspector/frame.ts";
import {
  drawnMax,
  drawnOf,
  type Glance,
  glanceOf,
  type MapNode,
  mapOf,
  type Sights,
} from "../../../src/inspector/page/cluster/map.ts";
import {
  lanesOf,
  placedNodes,
  radiusFor,
} from "../../../src/inspector/page/cluster/nodes_layout.ts";
import { Talk } from "../../../src/inspector/page/cluster/talk.ts";
import { rowOf } from "./rows.ts";

const nowMs = 1_000_000;

const factsOf = (
  connections: readonly string[],
  more: Partial<NodeFacts> = {},
): NodeFacts => ({
  overlays: [{ name: "town", members: [], traffic: {} }],
  topologies: [],
  connections: connections.map((node) => ({ node, about: {} })),
  ...more,
});

const well = (facts: NodeFacts): Glance => ({
  atMs: nowMs,
  actors: 30,
  troubled: 0,
  facts,
});

const peer = (node: string, state: "heard" | "silent") => ({
  ...{ node, state, address: "10.0.0.9:1", heardAtMs: 0 },
});

/** North is shown, and connected to south and west, who are connected too. */
const sights = (more: Partial<Sights> = {}): Sights => ({
  shown: "north@h",
  glances: new Map([
    ["north@h", well(factsOf(["south@h", "west@h"]))],
    ["south@h", well(factsOf(["north@h", "west@h"]))],
  ]),
  lookable: ["north@h", "south@h", "west@h"],
  met: new Map([["south@h", nowMs], ["west@h", nowMs]]),
  nowMs,
  ...more,
});

const fares = (nodes: readonly MapNode[]) =>
  nodes.map(({ name, state, words }) => `${name} ${state}: ${words}`);

Deno.test("a map has each node once and each connection once, whoever told of it", () => {
  const { nodes, links } = mapOf(sights());
  assert.deepEqual(fares(nodes), [
    "north@h reachable: all well",
    "south@h reachable: all well",
    "west@h reachable: connected",
  ]);
  assert.deepEqual(nodes.map(({ isShown }) => isShown), [true, false, false]);
  assert.deepEqual(nodes.map(({ actors }) => actors), [30, 30, undefined]);
  assert.deepEqual(nodes.map(({ overlays }) => overlays.join()), [
    ...["town", "town", ""],
  ]);
  const lines = links.map(({ from, to }) => `${from} ${to}`).sort();
  assert.deepEqual(lines, [
    "north@h south@h",
    "north@h west@h",
    "south@h west@h",
  ]);
});

Deno.test("a node that parted stays for a while as parted, without lines, though others still tell of it", () => {
  const { nodes, links } = mapOf(sights({
    glances: new Map([
      ["north@h", well(factsOf(["south@h"]))],
      ["south@h", well(factsOf(["north@h", "west@h"]))],
      ["west@h", well(factsOf(["north@h", "south@h"]))],
    ]),
    lookable: ["north@h", "south@h"],
    met: new Map([["south@h", nowMs], ["west@h", nowMs - 12_000]]),
  }));
  assert.equal(fares(nodes).at(-1), "west@h unreachable: parted 12 s ago");
  assert.equal(nodes.at(-1)!.actors, undefined);
  assert.deepEqual(links, [{ from: "north@h", to: "south@h" }]);
});

Deno.test("trouble is told before a crash, and a crash for a minute only", () => {
  const wordsOf = (glance: Partial<Glance>) => {
    const own = { ...well(factsOf([])), ...glance };
    const glances = new Map([["north@h", own]]);
    return mapOf(sights({ glances, lookable: [], met: new Map() }))
      .nodes.map(({ state, words }) => `${state}: ${words}`);
  };
  const crashedAtMs = nowMs - 30_000;
  assert.deepEqual(wordsOf({ troubled: 1_200, crashedAtMs }), [
    "quarantine: 1,200 troubled",
  ]);
  assert.deepEqual(wordsOf({ crashedAtMs }), ["reachable: crash 30 s ago"]);
  assert.deepEqual(wordsOf({ crashedAtMs: nowMs - 60_000 }), [
    "reachable: all well",
  ]);
  assert.deepEqual(wordsOf({ refusal: "no inspector" }), [
    "reachable: cannot be looked into",
  ]);
});

Deno.test("a peer that is only heard is told from one that is connected", () => {
  const peers = [
    ...[peer("a@h", "heard"), peer("b@h", "silent"), peer("south@h", "silent")],
  ];
  const topologies = [{ name: "gossip", peers }];
  const { nodes } = mapOf(sights({
    glances: new Map([
      ["north@h", well(factsOf(["south@h"], { topologies }))],
    ]),
    lookable: [],
    met: new Map(),
  }));
  assert.deepEqual(fares(nodes), [
    "a@h silent: heard, not connected",
    "b@h silent: silent",
    "north@h reachable: all well",
    "south@h reachable: connected",
  ]);
});

Deno.test("a glance counts actors, those in trouble, and tells the last crash", () => {
  const crash = (atMs: number) => ({ crash: { atMs, causes: [] } });
  const rows = [
    rowOf("a", undefined, { tags: ["troubled"] }),
    rowOf("b", undefined, crash(7)),
    rowOf("c", undefined, { ...crash(5), status: "error" }),
  ];
  assert.deepEqual(glanceOf(9, rows, undefined), {
    ...{ atMs: 9, actors: 3, troubled: 2, crashedAtMs: 7 },
  });
});

Deno.test("of many nodes the one that is shown is drawn, and those that one worries about", () => {
  const lookable = Array.from({ length: 50 }, (_, at) => `n${100 + at}@h`);
  const shown = "n149@h", parted = "n148@h";
  const { nodes } = mapOf({
    ...{ shown, lookable, nowMs, met: new Map([[parted, nowMs]]) },
    glances: new Map([[shown, well(factsOf([]))]]),
  });
  const drawn = drawnOf(nodes).map(({ name }) => name);
  assert.equal(drawn.length, drawnMax);
  assert.deepEqual(drawn.slice(-3), ["n113@h", parted, shown]);
  assert.deepEqual(drawnOf(nodes.slice(0, 3)), nodes.slice(0, 3));
});

Deno.test("nodes stand apart and within the drawing, however many and however large", () => {
  const sizes = fc.record({
    count: fc.integer({ min: 1, max: drawnMax }),
    width: fc.integer({ min: 280, max: 1_200 }),
    height: fc.integer({ min: 180, max: 900 }),
  });
  fc.assert(fc.property(sizes, ({ count, width, height }) => {
    const nodes = Array.from({ length: count }, (_, at): MapNode => ({
      ...{ name: `n${at}`, isShown: at === 0, canLook: true, overlays: [] },
      ...{ state: "reachable", words: "all well" },
    }));
    const radius = radiusFor(count, height);
    const placed = placedNodes(nodes, width, height);
    for (const { x, y } of placed) {
      assert(x >= radius && x <= width - radius, `${x} of ${width}`);
      assert(y >= radius && y <= height - radius, `${y} of ${height}`);
    }
    const places = new Set(placed.map(({ x, y }) => `${x} ${y}`));
    assert.equal(places.size, count);
    const links = nodes.slice(1).map(({ name }) => ({ from: "n0", to: name }));
    const gone = { from: "n0", to: "not drawn" };
    const lanes = lanesOf([...links, gone], placed, radius);
    assert.equal(lanes.length, 2 * (count - 1));
  }));
});

Deno.test("messages a second are taken from what either end told, and not from one telling", () => {
  const talk = new Talk();
  const out = (node: string, messagesOut: number, messagesIn: number) => [
    { node, about: { messagesOut, messagesIn } },
  ];
  assert.equal(talk.perSecond("a", "b"), undefined);
  talk.note("a", 1_000, out("b", 10, 100));
  assert.equal(talk.perSecond("a", "b"), undefined);
  talk.note("a", 3_000, out("b", 14, 101));
  assert.equal(talk.perSecond("a", "b"), 2);
  assert.equal(talk.perSecond("b", "a"), 0.5);
  talk.note("a", 5_000, out("b", 0, 0));
  assert.equal(talk.perSecond("a", "b"), 0, "a connection made anew");
  for (let s = 6; s < 20; s++) talk.note("a", s * 1_000, out("b", s, 0));
  assert.equal(talk.perSecond("a", "b"), 1, "what is long ago is forgotten");
  talk.note("a", 500, out("b", 3, 0));
  assert.equal(talk.perSecond("a", "b"), undefined, "another life");
});
