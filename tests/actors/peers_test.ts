import assert from "node:assert/strict";
import type { AnyActorLogic } from "xstate";
import { peerMachine } from "../../actors/peer.ts";
import {
  peersMachine,
  type PeersNews,
  sweepMs,
  sweepSliceMax,
} from "../../actors/peers.ts";
import { childOf, membersOf, pool, startTree } from "../../src/otp/mod.ts";
import type { AdmissionLimits } from "../../src/protocol/admission.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { after, passed, still } from "./chart.ts";

const limits: AdmissionLimits = {
  peersMax: 4_096,
  namesPerMinuteMax: 64,
  namesPerAddressMax: 256,
};
const input = {
  node: "a@10.0.0.1",
  silence: { silentAfterMs: 15_000, forgottenAfterMs: 180_000 },
  limits,
  ambient: still(),
};
const heartbeat = (node: string, address = "10.0.0.2", atMs = 0) => ({
  type: "heartbeat.received",
  value: { type: "heartbeat", node },
  from: { address },
  atMs,
});
const sweep = passed("untilSweep", "peers.watching");

const table: Record<string, [object[], string[], object?]> = {
  "it starts its crowd and looks at deadlines every second": [
    [],
    ["starts crowd", "waits 1000"],
  ],
  "our own name is no peer": [[heartbeat("a@10.0.0.1")], []],
  "an unknown name becomes a peer": [
    [heartbeat("b@10.0.0.2")],
    ["sends pool.start to crowd", "emits heartbeat.received"],
  ],
  "a known name is passed on": [
    [heartbeat("b@10.0.0.2"), heartbeat("b@10.0.0.2")],
    ["sends pool.send to crowd", "emits heartbeat.received"],
  ],
  "what a peer tells is told": [
    [{ type: "peer.silent", node: "b@10.0.0.2", address: "10.0.0.2" }],
    ["emits peer.silent"],
  ],
  "a peer that is over gives its place back": [
    [heartbeat("b@10.0.0.2"), { type: "pool.completed", id: "b@10.0.0.2" }],
    ["release"],
  ],
  "a peer that crashed gives its place back": [
    [heartbeat("b@10.0.0.2"), { type: "pool.lost", id: "b@10.0.0.2" }],
    ["emits peer.forgotten", "release"],
  ],
  "a sweep tidies": [[sweep], ["tidy", "waits 1000"]],
  "a sweep that goes on only goes on": [
    [sweep],
    ["waits 1000"],
    { isBehind: true },
  ],
};

for (const [name, [events, effects, context]] of Object.entries(table)) {
  Deno.test(`peers: ${name}`, () => {
    const step = after(peersMachine, input, events, context);
    assert.equal(step.state, "watching");
    const told = step.effects.filter((effect) => effect !== "(anonymous)");
    assert.deepEqual(told, effects);
  });
}

Deno.test("peers: one is heard, falls silent at 15 s, is heard again, is forgotten at 180 s, and is new again", () => {
  const { hear, news, clock } = running();
  hear("b@10.0.0.2");
  assert.deepEqual(news(), ["peer.heard b@10.0.0.2"]);
  clock.advance(14_999);
  assert.deepEqual(news(), []);
  clock.advance(1);
  assert.deepEqual(news(), ["peer.silent b@10.0.0.2"]);
  clock.advance(5_000);
  hear("b@10.0.0.2");
  assert.deepEqual(news(), ["peer.heard b@10.0.0.2"]);
  clock.advance(179_999);
  assert.deepEqual(news(), ["peer.silent b@10.0.0.2"]);
  clock.advance(1);
  assert.deepEqual(news(), ["peer.forgotten b@10.0.0.2"]);
  hear("b@10.0.0.2");
  assert.deepEqual(news(), ["peer.heard b@10.0.0.2"]);
});

Deno.test("peers: heartbeats in time keep a peer heard", () => {
  const { hear, news, clock } = running();
  for (let i = 0; i < 50; i++) {
    hear("b@10.0.0.2");
    clock.advance(14_000);
  }
  assert.deepEqual(news(), ["peer.heard b@10.0.0.2"]);
});

Deno.test("peers: every heartbeat is emitted, refused or not, but not our own", () => {
  const { hear, emitted } = running({ peersMax: 1 });
  for (const name of ["a@10.0.0.1", "b@x", "b@x", "c@x"]) hear(name);
  const heard = emitted.filter(({ type }) => type === "heartbeat.received");
  assert.deepEqual(heard.map((news) => "node" in news && news.node), [
    "b@x",
    "b@x",
    "c@x",
  ]);
});

for (
  const [reason, few, address] of [
    ["peers_full", { peersMax: 3 }, (i: number) => `10.0.0.${i}`],
    ["names_per_minute", { namesPerMinuteMax: 3 }, () => "10.0.0.2"],
    ["names_per_address", { namesPerAddressMax: 3 }, () => "10.0.0.2"],
  ] as const
) {
  Deno.test(`peers: ${reason} is counted, and told once per sweep`, () => {
    const { hear, refusals, clock, known } = running(few);
    for (let i = 0; i < 10; i++) hear(`n${i}@x`, address(i));
    assert.deepEqual(known(), ["n0@x", "n1@x", "n2@x"]);
    assert.deepEqual(refusals(), []);
    clock.advance(sweepMs);
    assert.deepEqual(refusals(), [[reason, 7]]);
    clock.advance(sweepMs);
    assert.deepEqual(refusals(), []);
    hear("late@x", address(11));
    clock.advance(sweepMs);
    assert.deepEqual(refusals(), [[reason, 1]]);
  });
}

Deno.test("peers: a place is free again once its peer is forgotten", () => {
  const { hear, clock, known } = running({ peersMax: 1 });
  hear("b@x");
  hear("c@x");
  assert.deepEqual(known(), ["b@x"]);
  clock.advance(180_000);
  hear("c@x");
  assert.deepEqual(known(), ["c@x"]);
});

Deno.test("peers: a peer that crashed is forgotten, can be heard again, and leaves no place taken", () => {
  const { hear, known, tree, news } = running({ peersMax: 1 });
  hear("b@x");
  const crowd = childOf(tree.root, "crowd")!;
  const [peer] = membersOf(crowd).values();
  peer!.send({ type: "boom" });
  assert.deepEqual(known(), []);
  assert.deepEqual(news(), ["peer.heard b@x", "peer.forgotten b@x"]);
  hear("c@x");
  assert.deepEqual(known(), ["c@x"]);
  hear("b@x");
  assert.deepEqual(known(), ["c@x"]);
  assert.deepEqual(news(), ["peer.heard c@x"]);
});

Deno.test("peers: 10,000 that are due are swept in slices, so that heartbeats come between", () => {
  const { hear, news, clock, silent } = running({
    peersMax: 20_000,
    namesPerMinuteMax: 20_000,
    namesPerAddressMax: 20_000,
  });
  const crowd = 10_000;
  for (let i = 0; i < crowd; i++) hear(`n${i}@x`);
  clock.advance(14_999);
  assert.equal(news().length, crowd);
  const slices: number[] = [];
  let before = 0;
  clock.runUntil(() => {
    const now = silent();
    if (now > before) slices.push(now - before);
    before = now;
    return now === crowd;
  }, 1);
  assert.equal(slices.length, Math.ceil(crowd / sweepSliceMax));
  assert.equal(Math.max(...slices), sweepSliceMax);
  assert.equal(clock.nowMs(), 15_000, "all of them at once, in time");
});

Deno.test("peers: a sweep of many slices tells refusals once", () => {
  const { hear, refusals, clock } = running({
    peersMax: 500,
    namesPerMinuteMax: 1_000,
    namesPerAddressMax: 1_000,
  });
  for (let i = 0; i < 501; i++) hear(`n${i}@x`);
  clock.advance(14_999);
  assert.deepEqual(refusals(), [["peers_full", 1]]);
  clock.setTimeout(() => hear("late@x"), 1);
  clock.advance(1);
  assert.deepEqual(refusals(), [], "the next sweep will");
  clock.advance(sweepMs);
  assert.deepEqual(refusals(), [["peers_full", 1]]);
});

Deno.test("peers: stopping leaves no timer behind", () => {
  const { hear, tree, clock } = running();
  hear("b@x");
  tree.stop();
  assert.equal(clock.timersWaiting, 0);
});

/** A peers actor on a clock of its own; its peers crash on `boom`. */
function running(changed: Partial<AdmissionLimits> = {}) {
  const clock = new VirtualClock({ startMs: 0 });
  const ambient = { nowMs: () => clock.nowMs(), random: () => 0.5 };
  const transition: typeof peerMachine.transition = (state, event, scope) => {
    if ((event as { type: string }).type === "boom") throw new Error("boom");
    return peerMachine.transition(state, event, scope);
  };
  const fragile = Object.assign(Object.create(peerMachine), { transition });
  const crowd = pool({ logic: fragile }) as AnyActorLogic;
  const tree = startTree(peersMachine.provide({ actors: { crowd } }), {
    clock,
    input: { ...input, ambient, limits: { ...limits, ...changed } },
  });
  const emitted: PeersNews[] = [];
  tree.root.on("*", (news) => emitted.push(news));
  const members = () => membersOf(childOf(tree.root, "crowd")!);
  const taken = new WeakSet<PeersNews>();
  const take = (isWanted: (news: PeersNews) => boolean) => {
    const fresh = emitted.filter((news) => isWanted(news) && !taken.has(news));
    for (const news of fresh) taken.add(news);
    return fresh;
  };
  return {
    clock,
    tree,
    emitted,
    hear: (node: string, address?: string) =>
      tree.root.send(heartbeat(node, address, clock.nowMs())),
    /** Changes of peers since the last call. */
    news: () =>
      take(({ type }) => type.startsWith("peer."))
        .map((news) => `${news.type} ${"node" in news && news.node}`),
    /** Refusals told since the last call. */
    refusals: () =>
      take(({ type }) => type === "datagrams.refused")
        .map((news) => "count" in news && [news.reason, news.count]),
    /** Names of the peers. */
    known: () => [...members().keys()],
    /** How many were told silent so far. */
    silent: () => emitted.filter(({ type }) => type === "peer.silent").length,
  };
}
