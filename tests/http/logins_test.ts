import assert from "node:assert/strict";
import { freeFailures, Logins, waitMsMax } from "../../src/http/logins.ts";

Deno.test("the first failures cost nothing, and each one after them twice as much", () => {
  const { logins } = started();
  for (let i = 1; i < freeFailures; i++) {
    assert.equal(logins.wrong("10.0.0.1"), i);
    assert.equal(logins.waitMs("10.0.0.1", "x"), 0);
  }
  const waits = [1, 2, 3].map(() => {
    logins.wrong("10.0.0.1");
    return logins.waitMs("10.0.0.1", "x");
  });
  assert.deepEqual(waits, [1_000, 2_000, 4_000]);
});

Deno.test("a wait ends, and is never longer than a minute", () => {
  const { logins, clock } = started();
  for (let i = 0; i < 100; i++) logins.wrong("10.0.0.1");
  assert.equal(logins.waitMs("10.0.0.1", "x"), waitMsMax);
  clock.nowMs += waitMsMax;
  assert.equal(logins.waitMs("10.0.0.1", "x"), 0);
});

Deno.test("no address waits for another, but all of an IPv6 network is one", () => {
  const { logins } = started();
  const fail = (address: string) => {
    for (let i = 0; i < freeFailures; i++) logins.wrong(address);
  };
  fail("10.0.0.1");
  fail("2001:db8::1");
  const waits = (address: string) => logins.waitMs(address, "x") > 0;
  const waiting = [
    ...["10.0.0.1", "::ffff:10.0.0.1"],
    ...["2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:5::"],
  ];
  assert.deepEqual(waiting.filter((address) => !waits(address)), []);
  const free = ["10.0.0.2", "2001:db8:0:1::1", "2001:db9::1", "::1"];
  assert.deepEqual(free.filter(waits), []);
});

Deno.test("what was right from there before is never slowed", () => {
  const { logins } = started();
  logins.right("10.0.0.1", "good");
  for (let i = 0; i < 50; i++) logins.wrong("10.0.0.1");
  assert.equal(logins.waitMs("10.0.0.1", "good"), 0);
  assert(logins.waitMs("10.0.0.1", "other") > 0);
  assert.equal(logins.waitMs("10.0.0.2", "other"), 0);
});

Deno.test("failures long ago are forgiven", () => {
  const { logins, clock } = started();
  for (let i = 0; i < 20; i++) logins.wrong("10.0.0.1");
  clock.nowMs += 600_000;
  assert.equal(logins.wrong("10.0.0.1"), 1);
});

Deno.test("ten thousand addresses fill no memory, and the latest are remembered", () => {
  const { logins } = started();
  for (let i = 0; i < 10_000; i++) logins.wrong(`10.0.${i >> 8}.${i & 255}`);
  for (let i = 1; i < freeFailures; i++) logins.wrong("10.0.39.15");
  assert(logins.waitMs("10.0.39.15", "x") > 0);
  assert.equal(logins.wrong("10.0.0.0"), 1, "it was forgotten");
});

function started() {
  const clock = { nowMs: 1_000_000 };
  return { clock, logins: new Logins(() => clock.nowMs) };
}
