import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ActorRow,
  MemberFacts,
  OverlayFacts,
} from "../../../src/inspector/frame.ts";
import { factText } from "../../../src/inspector/page/cluster/connection_words.ts";
import {
  actorOf,
  callersIn,
} from "../../../src/inspector/page/cluster/places.ts";
import {
  arcPath,
  placedMax,
  radii,
  ringsOf,
  statesOf,
} from "../../../src/inspector/page/cluster/ring.ts";
import { rowsMax, search } from "../../../src/inspector/page/cluster/search.ts";
import {
  trafficName,
  trafficOf,
} from "../../../src/inspector/page/cluster/traffic.ts";
import { apply, emptyMoment } from "../../../src/inspector/page/world.ts";
import { momentOf, rowOf } from "./rows.ts";

const member = (
  name: string,
  state = "reachable",
  side: MemberFacts["side"] = "group",
): MemberFacts => ({
  name,
  address: "10.0.0.1:6666",
  state,
  side,
  heardAtMs: 0,
});
const crowd = (count: number, state?: string) =>
  Array.from({ length: count }, (_, i) => member(`${state}${i}`, state));
const overlay = (traffic: Record<string, number>): OverlayFacts => ({
  name: "office",
  members: [],
  traffic,
});
const told = (atMs: number, traffic: Record<string, number>) => ({
  atMs,
  overlays: [overlay(traffic)],
});

Deno.test("members stand on the ring of their side by name, the first at the top", () => {
  const [group, bridge] = ringsOf([
    member("d"),
    member("b"),
    member("a"),
    member("c"),
    member("client", "reachable", "bridge"),
  ]);
  assert.deepEqual(
    group!.members.map(({ member, x, y, anchor }) => [
      member.name,
      x,
      y,
      anchor,
    ]),
    [
      ["a", 0, -radii.group, "middle"],
      ["b", radii.group, 0, "start"],
      ["c", 0, radii.group, "middle"],
      ["d", -radii.group, 0, "end"],
    ],
  );
  assert.equal(bridge!.side, "bridge");
  assert.equal(bridge!.members[0]!.y, -radii.bridge);
  assert.deepEqual(ringsOf([]), []);
});

Deno.test("all stand on their circle, and nobody on another", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: placedMax }), (count) => {
    const [ring] = ringsOf(crowd(count));
    assert.equal(ring!.members.length, count);
    assert.deepEqual(ring!.arcs, []);
    const places = new Set(ring!.members.map(({ x, y }) => `${x} ${y}`));
    assert.equal(places.size, count);
    for (const { x, y } of ring!.members) {
      assert(Math.abs(Math.hypot(x, y) - ring!.radius) < 0.1);
    }
  }));
});

Deno.test("a crowd is arcs by state, the few in trouble still to be seen", () => {
  const [ring] = ringsOf([
    ...crowd(4_990),
    ...crowd(3, "unreachable"),
    ...crowd(7, "quarantine"),
  ]);
  assert.equal(ring!.count, 5_000);
  assert.deepEqual(ring!.members, []);
  assert.deepEqual(
    ring!.arcs.map(({ state, count }) => [state, count]),
    [["reachable", 4_990], ["quarantine", 7], ["unreachable", 3]],
  );
  for (const { from, to } of ring!.arcs) assert(to - from > 0.3);
  const [healthy, ...rest] = ring!.arcs;
  assert(healthy!.x < 0 && Math.abs(healthy!.y) < 1);
  for (const { x } of rest) assert(x > 0, "labels at the right");
});

Deno.test("arcs follow each other around the ring without touching", () => {
  const states = fc.constantFrom("reachable", "quarantine", "dropped", "odd");
  fc.assert(fc.property(
    fc.array(states, { minLength: placedMax + 1, maxLength: 300 }),
    (given) => {
      const [ring] = ringsOf(given.map((state, i) => member(`m${i}`, state)));
      const { arcs, radius } = ring!;
      arcs.forEach(({ from, to }, place) => {
        assert(from < to && to < arcs[0]!.from + 2 * Math.PI);
        if (place > 0) assert(from > arcs[place - 1]!.to);
      });
      const sum = arcs.reduce((sum, { count }) => sum + count, 0);
      assert.equal(sum, given.length);
      for (const arc of arcs) {
        assert.match(
          arcPath(arc, radius),
          /^M-?[\d.]+ -?[\d.]+A150 150 0 [01] 1 -?[\d.]+ -?[\d.]+$/,
        );
      }
    },
  ));
});

Deno.test("one state is a whole ring", () => {
  const [ring] = ringsOf(crowd(100));
  assert.equal(ring!.arcs.length, 1);
  assert.match(arcPath(ring!.arcs[0]!, 150), /^M0 -150A150 150 0 1 1 /);
});

Deno.test("states are counted in the order of worry, unknown ones last", () => {
  assert.deepEqual(
    statesOf([
      member("a", "odd"),
      member("b", "dropped"),
      member("c", "unreachable"),
      member("d"),
      member("e"),
      member("f", "even"),
    ]),
    [
      { state: "reachable", count: 2 },
      { state: "unreachable", count: 1 },
      { state: "dropped", count: 1 },
      { state: "even", count: 1 },
      { state: "odd", count: 1 },
    ],
  );
});

Deno.test("traffic is told a second, over the last five", () => {
  const facts = [
    told(1_000, { to_group: 0 }),
    told(6_000, { to_group: 100 }),
    told(8_000, { to_group: 150 }),
    told(99_000, { to_group: 9_999 }),
  ];
  assert.deepEqual(trafficOf(overlay({ to_group: 150 }), facts, 10_000), [
    { kind: "to_group", count: 150, perSecond: 12.5 },
  ]);
});

Deno.test("no rate is told from one count, nor across a restart", () => {
  const now = overlay({ to_group: 5, from_group: 7 });
  const unsaid = [
    { kind: "to_group", count: 5 },
    { kind: "from_group", count: 7 },
  ];
  assert.deepEqual(trafficOf(now, [], 10_000), unsaid);
  const one = [told(9_000, { to_group: 1, from_group: 1 })];
  assert.deepEqual(trafficOf(now, one, 10_000), unsaid);
  const backwards = [
    told(8_000, { to_group: 900, from_group: 900 }),
    told(9_000, { to_group: 5, from_group: 7 }),
  ];
  assert.deepEqual(trafficOf(now, backwards, 10_000), unsaid);
});

Deno.test("a member, a peer or a connection leads to its actor where the tree has one", () => {
  const names = "overlays/office/members/crowd/ada".split("/");
  const rows: ActorRow[] = ["node", ...names].map((name, place) => ({
    id: `x:${place}`,
    name,
    kind: "machine",
    status: "active",
    events: 0,
    restarts: 0,
    ...(place > 0 && { parent: `x:${place - 1}` }),
  }));
  const moment = apply(emptyMoment, { atMs: 1, all: rows });
  const overlay = "office";
  assert.equal(
    actorOf(moment, { kind: "member", overlay, name: "ada" }),
    "x:5",
  );
  assert.equal(actorOf(moment, { kind: "overlay", overlay }), "x:2");
  for (
    const fact of [
      { kind: "member", overlay, name: "bob" },
      { kind: "topology", topology: "gossip" },
      { kind: "peer", topology: "gossip", node: "a@b" },
      { kind: "connection", node: "a@b" },
    ] as const
  ) assert.equal(actorOf(moment, fact), undefined);
});

Deno.test("a connection that came in is found by where the node says that it is, and is told by whose it is", () => {
  const crowd = "distribution/connections/crowd";
  const moment = momentOf(
    rowOf("root"),
    rowOf("distribution", "root"),
    rowOf("connections", "distribution"),
    rowOf("crowd", "connections", { kind: "pool" }),
    rowOf("10.0.0.3:4242", "crowd"),
    rowOf("out@h", "crowd"),
  );
  const came = { node: "in@h", path: `${crowd}/10.0.0.3:4242`, about: {} };
  const made = { node: "out@h", path: `${crowd}/out@h`, about: {} };
  const unsaid = { node: "out@h", about: {} };
  const find = (one: typeof came | typeof unsaid) =>
    actorOf(moment, { kind: "connection", ...one });
  assert.equal(find(came), "10.0.0.3:4242");
  assert.equal(find(made), "out@h");
  assert.equal(find(unsaid), "out@h");
  const none = { overlays: [], topologies: [] };
  const connections = [came, made, unsaid];
  assert.deepEqual([...callersIn({ ...none, connections })], [
    [came.path, "in@h"],
  ]);
  assert.equal(callersIn(undefined).size, 0);
});

Deno.test("what is known about a connection is said in words", () => {
  const nowMs = 1_800_000_000_000;
  const said = [
    ["hidden", false, "hidden", "no"],
    ["direction", "out", "direction", "out"],
    ["sinceMs", nowMs - 7_500_000, "since", "2 h ago"],
    ["messagesIn", 8_123, "messages in", "8,123"],
    ["bytesOut", 999, "bytes out", "999 B"],
    ["bytes_in", 1_883_771, "bytes in", "1.9 MB"],
    ["silenceMs", 12_000, "silence", "12 s"],
    ["queued_frames", 12, "queued frames", "12"],
  ] as const;
  for (const [name, given, label, value] of said) {
    assert.deepEqual(factText(name, given, nowMs), { label, value });
  }
});

Deno.test("a search finds all words in any case, and shows what can be shown", () => {
  const names = Array.from({ length: 5_000 }, (_, i) => `Member ${i}`);
  const all = search(names, "  ", (name) => name);
  assert.equal(all.shown.length, rowsMax);
  assert.equal(all.more, 4_800);
  const few = search(names, "499 mem", (name) => name);
  assert.deepEqual(few.shown.slice(0, 2), ["Member 499", "Member 1499"]);
  assert.equal(few.more, 0);
});

Deno.test("what crosses is called events, since the group's own talk is not counted", () => {
  assert.deepEqual(
    ["from_group", "to_clients", "too_late"].map(trafficName),
    ["events from the group", "events to the clients", "too late"],
  );
});
