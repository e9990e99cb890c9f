import assert from "node:assert/strict";
import { GroupSubscriptions } from "../../../src/protocol/overlay/group_subscriptions.ts";
import { Subscriptions } from "../../../src/protocol/overlay/subscriptions.ts";
import type { DigestSubscription } from "../../../src/wire/gossiperl/digests.ts";

const settings = { memberName: "us", staleMs: 20_000, subscriptionsMax: 100 };
const everybody = { isRemoteMember: () => true };
const t0 = 1_000_000_000;

function row(
  eventType: string,
  origin: string,
  heartbeat: number,
): DigestSubscription {
  return { eventType, memberName: origin, origin, heartbeat };
}

Deno.test("subscriptions of clients are shared under our own name", () => {
  const it = new Subscriptions(settings);
  it.subscribe("news", "client-1", t0);
  it.subscribe("news", "client-2", t0);
  it.subscribe("member_in", "client-1", t0);
  it.merge("x", [row("news", "x", 5), row("other", "y", 6)], everybody, t0);
  assert.deepEqual(it.shareable("x"), [
    row("news", "us", 1_000_000),
    row("other", "y", 6),
  ]);
  it.confirm(t0 + 2_000);
  assert.equal(it.shareable()[0]?.heartbeat, 1_000_002);
  assert.equal(it.all().length, 5);
  assert.deepEqual(it.subscribersOf("news"), {
    local: ["client-1", "client-2"],
    isHere: false,
    remote: ["x"],
  });
  assert.deepEqual(it.subscribersOf("member_in").local, ["client-1"]);
});

Deno.test("this process subscribes as often as it likes", () => {
  const it = new Subscriptions(settings);
  it.subscribe("news", "us", t0);
  it.subscribe("news", "us", t0);
  assert.deepEqual(it.subscribersOf("news"), {
    local: [],
    isHere: true,
    remote: [],
  });
  assert.equal(it.unsubscribe("news", "us"), false);
  assert(it.isSubscribed("news", "us"));
  assert.equal(it.unsubscribe("news", "us"), true);
  assert.equal(it.subscribersOf("news").isHere, false);
  assert.equal(it.size, 0);
  assert.deepEqual(it.shareable(), []);
});

Deno.test("rows that name us, nobody, or nothing are not taken", () => {
  const it = new Subscriptions(settings);
  const rows = [
    row("news", "us", 9),
    { ...row("news", "x", 9), memberName: "us" },
    row("member_in", "x", 9),
    row("", "x", 9),
    row("news", "x", NaN),
    row("news", "stranger", 9),
  ];
  const names = { isRemoteMember: (name: string) => name === "x" };
  const refused = it.merge("x", rows, names, t0);
  assert.deepEqual(Object.fromEntries(refused), {
    built_in: 1,
    bad_row: 2,
    unknown_member: 1,
  });
  assert.equal(it.size, 0);
});

Deno.test("a subscription lives by news of it, on whatever clock", () => {
  for (const clock of [0, 1_000_000, 9_000_000_000]) {
    const it = new Subscriptions(settings);
    for (let second = 0; second < 60; second += 2) {
      it.merge(
        "x",
        [row("a", "x", clock + second)],
        everybody,
        t0 + second * 1_000,
      );
      it.merge("y", [row("b", "x", clock)], everybody, t0 + second * 1_000);
      it.sweep(t0 + second * 1_000);
    }
    assert.deepEqual(it.subscribersOf("a").remote, ["x"]);
    assert.deepEqual(it.subscribersOf("b").remote, []);
  }
});

Deno.test("nodes that repeat each other do not keep a subscription alive", () => {
  const nodes = [0, 1, 2].map((i) =>
    new Subscriptions({ ...settings, memberName: `n${i}` })
  );
  for (const it of nodes) it.merge("x", [row("a", "x", 5)], everybody, t0);
  for (let second = 0; second < 120; second++) {
    const nowMs = t0 + second * 1_000;
    for (const [i, it] of nodes.entries()) {
      it.sweep(nowMs + 300 * i);
      for (const other of nodes) {
        other.merge(`n${i}`, it.shareable(), everybody, nowMs + 300 * i);
      }
    }
  }
  assert.deepEqual(nodes.map(({ size }) => size), [0, 0, 0]);
});

Deno.test("an origin whose clock was set back is heard", () => {
  const it = new Subscriptions(settings);
  it.merge("x", [row("a", "x", 9_000)], everybody, t0);
  for (let second = 0; second < 60; second += 2) {
    it.merge(
      "x",
      [row("a", "x", 100 + second)],
      everybody,
      t0 + second * 1_000,
    );
    it.sweep(t0 + second * 1_000);
  }
  assert.equal(it.size, 1);
});

Deno.test("all that a member subscribed ends with it", () => {
  const it = new Subscriptions(settings);
  it.subscribe("news", "client", t0);
  it.merge("x", [row("news", "x", 5), row("more", "x", 5)], everybody, t0);
  assert.equal(it.endOf("client", t0).length, 1);
  assert.equal(it.endOf("x", t0).length, 2);
  assert.equal(it.size, 0);
  // Others may not know yet; what the node itself says counts.
  it.merge("y", [row("news", "x", 5)], everybody, t0 + 1);
  assert.equal(it.size, 0);
  it.merge("x", [row("news", "x", 6)], everybody, t0 + 2);
  assert.equal(it.size, 1);
});

Deno.test("subscriptions are bounded", () => {
  const it = new Subscriptions(settings);
  for (let i = 0; i < 1_000; i++) {
    it.merge("x", [row(`t${i}`, "x", 5)], everybody, t0);
    it.subscribe(`t${i}`, "client", t0);
  }
  assert.equal(it.size, 200);
});

Deno.test("a group is told ours every round, and of others what nobody told", () => {
  const it = new GroupSubscriptions({
    memberName: "us",
    roundMs: 2_000,
    staleMs: 20_000,
  });
  const rows = [row("a", "us", 10), row("b", "x", 5), row("c", "y", 5)];
  it.heard([row("b", "x", 5)], t0);
  assert.deepEqual(it.take(rows, t0), [rows[0], rows[2]]);
  it.heard([row("c", "y", 5)], t0 + 1_000);
  it.heard([row("b", "x", 5)], t0 + 1_000);
  assert.deepEqual(it.take(rows, t0 + 2_000), [rows[0]]);
});

Deno.test("many subscriptions of ours are each told in time", () => {
  const it = new GroupSubscriptions({
    memberName: "us",
    roundMs: 2_000,
    staleMs: 20_000,
  });
  const rows = Array.from({ length: 1_000 }, (_, i) => row(`t${i}`, "us", 1));
  const told = new Map<string, number>();
  for (let round = 0; round < 10; round++) {
    for (const { eventType } of it.take(rows, t0 + round * 2_000)) {
      told.set(eventType, (told.get(eventType) ?? 0) + 1);
    }
  }
  assert.equal(told.size, 1_000);
  assert(Math.min(...told.values()) >= 3);
});
