/**
 * Who is allowed, who is a stranger, what was asked of whom, and when something is due.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { allowed, hostOf } from "../../../src/protocol/distribution/allow.ts";
import { Challenges } from "../../../src/protocol/distribution/challenges.ts";
import {
  EpmdRegistry,
  registrationsMax,
} from "../../../src/protocol/distribution/epmd_registry.ts";
import {
  claimOf,
  isHidden,
  isProof,
  misfitOf,
  replyFrame,
} from "../../../src/protocol/distribution/handshake.ts";
import {
  Strangers,
  strangersMax,
  strangersPerAddressMax,
} from "../../../src/protocol/distribution/strangers.ts";
import { dueOn, Traffic } from "../../../src/protocol/distribution/traffic.ts";
import { flagsOf } from "../../../src/wire/distribution/mod.ts";
import { Secret } from "../../../src/wire/secret.ts";

Deno.test("allow: names and hosts by patterns, everybody without any", () => {
  assert.ok(allowed(undefined)("x@y"));
  const isAllowed = allowed({
    nodes: ["web-*@10.*", "db@h"],
    hosts: ["*.lan"],
  });
  for (const node of ["web-1@10.0.0.1", "web-@10.", "db@h", "any@a.lan"]) {
    assert.ok(isAllowed(node), node);
  }
  for (
    const node of ["web@10.0.0.1", "db@hh", "xdb@h", "any@lan", "a@b.lan.c"]
  ) {
    assert.ok(!isAllowed(node), node);
  }
  assert.ok(!allowed({})("x@y"), "lists that are empty allow nobody");
  assert.equal(hostOf("a@10.0.0.1"), "10.0.0.1");
});

Deno.test("allow: a pattern of stars fits as a regular expression would, in one pass", () => {
  const short = fc.string({
    unit: fc.constantFrom("a", "b", "*"),
    maxLength: 8,
  });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(fc.property(short, text, (pattern, name) => {
    const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
    assert.equal(allowed({ nodes: [pattern] })(name), expected.test(name));
  }));
  const hard = allowed({ nodes: [`${"a*".repeat(100)}b`] });
  assert.ok(!hard(`${"a".repeat(250)}@h`));
});

Deno.test("strangers: so many, so many of one address, and a place is free again once", () => {
  const strangers = new Strangers();
  for (let i = 0; i < strangersPerAddressMax; i++) {
    assert.equal(strangers.admit(`x${i}`, "10.0.0.1"), undefined);
  }
  assert.equal(strangers.admit("x", "10.0.0.1"), "strangers_per_address");
  strangers.release("x0");
  strangers.release("x0");
  assert.equal(strangers.admit("x", "10.0.0.1"), undefined);
  assert.equal(strangers.admit("y", "10.0.0.1"), "strangers_per_address");
  for (let i = 0; strangers.size < strangersMax; i++) {
    assert.equal(strangers.admit(`z${i}`, `10.1.0.${i}`), undefined);
  }
  assert.equal(strangers.admit("late", "10.2.0.1"), "strangers_full");
  strangers.clear();
  assert.equal(strangers.admit("late", "10.0.0.1"), undefined);
});

Deno.test("challenges: ours are known for a minute, however many are given out", () => {
  const challenges = new Challenges();
  challenges.give(1, 0);
  challenges.give(2, 30_000);
  assert.ok(challenges.has(1) && challenges.has(2) && !challenges.has(3));
  challenges.give(3, 61_000);
  assert.deepEqual([1, 2, 3].map((each) => challenges.has(each)), [
    false,
    true,
    true,
  ]);
  for (let i = 10; i < 6_000; i++) challenges.give(i, 61_000);
  assert.ok(challenges.has(5_999) && !challenges.has(10));
});

Deno.test("traffic: a tick after a quarter of silence of ours, the end after a whole one of theirs", () => {
  const traffic = new Traffic(0);
  const due = (nowMs: number) => dueOn(traffic, nowMs, 60_000);
  assert.equal(due(14_999), undefined);
  assert.equal(due(15_000), "tick");
  traffic.sentAtMs = 15_000;
  assert.equal(due(29_999), undefined);
  assert.equal(due(60_000), "silence");
  traffic.receivedAtMs = 20_000;
  assert.equal(due(79_999), "tick");
  assert.equal(due(80_000), "silence");
});

const us = {
  node: "a@h",
  creation: 5,
  flags: flagsOf({ hidden: false }),
  cookie: new Secret("monster"),
};

Deno.test("handshake: only the cookie proves, and only for the challenge that was asked", () => {
  const { digest } = replyFrame(us, 77, 88);
  assert.ok(isProof(us, 77, digest));
  assert.ok(!isProof(us, 78, digest));
  assert.ok(!isProof({ ...us, cookie: new Secret("guess") }, 77, digest));
  assert.ok(!isProof(us, 77, digest.subarray(1)));
});

Deno.test("handshake: whom we reached is who we dialled, or it is said what is wrong", () => {
  const them = { node: "b@h", creation: 5, flags: us.flags };
  assert.equal(misfitOf(them, "b@h", us), undefined);
  assert.equal(misfitOf(them, "c@h", us), "wrong_name");
  assert.equal(misfitOf({ ...them, flags: 1n }, "b@h", us), "flags_missing");
  assert.equal(misfitOf({ ...them, node: "a@h" }, "alias@h", us), "self");
  assert.ok(!claimOf({ ...them, flags: 0n }).isCapable);
});

Deno.test("handshake: a node is hidden unless both want it seen", () => {
  const seen = flagsOf({ hidden: false });
  const unseen = flagsOf({ hidden: true });
  const them = { node: "b@h", creation: 5 };
  const isHiddenFrom = (ours: bigint, theirs: bigint) =>
    isHidden({ ...us, flags: ours }, { ...them, flags: theirs });
  assert.ok(!isHiddenFrom(seen, seen));
  assert.ok(isHiddenFrom(seen, unseen));
  assert.ok(isHiddenFrom(unseen, seen));
});

Deno.test("EPMD's registry: a name is its connection's, once, for as long as that lasts", () => {
  const registry = new EpmdRegistry();
  const node = (name: string) => ({
    ...{ name, port: 9, hidden: false, highest: 6, lowest: 5 },
  });
  const alive = (client: string, name: string) =>
    registry.answer(client, { type: "alive", ...node(name) }, 77);
  assert.deepEqual(alive("1", "a"), { type: "alive", result: 0, creation: 77 });
  assert.deepEqual(alive("2", "a"), { type: "alive", result: 1, creation: 77 });
  assert.deepEqual(alive("1", "b"), { type: "alive", result: 1, creation: 77 });
  const asked = (name: string) =>
    registry.answer("3", { type: "port_please", name }, 1).type;
  assert.deepEqual([asked("a"), asked("b")], ["port", "not_found"]);
  assert.deepEqual(registry.answer("3", { type: "names" }, 1), {
    type: "names",
    entries: [{ name: "a", port: 9 }],
  });
  registry.left("2");
  assert.equal(asked("a"), "port");
  registry.left("1");
  assert.equal(asked("a"), "not_found");
  for (let i = 0; i <= registrationsMax; i++) alive(`c${i}`, `n${i}`);
  const all = registry.answer("3", { type: "names" }, 1);
  assert.equal(all.type === "names" && all.entries.length, registrationsMax);
});
