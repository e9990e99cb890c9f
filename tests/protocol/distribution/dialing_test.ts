import assert from "node:assert/strict";
import fc from "fast-check";
import { backoffMsMax } from "../../../src/protocol/backoff.ts";
import {
  dialedNodesMax,
  Dialing,
  dialsMax,
} from "../../../src/protocol/distribution/dialing.ts";

const nobody = () => false;
const fresh = (random = 0.5) => new Dialing(() => random);

Deno.test("dialing: so many at once, the rest in the order in which they were wanted", () => {
  const dialing = fresh();
  const names = Array.from({ length: 40 }, (_, i) => `n${i}@h`);
  for (const name of names) dialing.want(name, "heard", 0);
  assert.deepEqual(dialing.take(0, nobody), names.slice(0, dialsMax));
  assert.deepEqual(dialing.take(0, nobody), []);
  dialing.failed("n3@h", "refused", 10);
  dialing.connected("n0@h");
  assert.deepEqual(dialing.take(10, nobody), ["n16@h", "n17@h"]);
});

Deno.test("dialing: a heard node that failed waits for its pause; one that is asked for does not", () => {
  const dialing = fresh();
  dialing.want("b@h", "heard", 0);
  dialing.take(0, nobody);
  const { retryInMs } = dialing.failed("b@h", "refused", 100);
  assert.equal(dialing.want("b@h", "heard", 99 + retryInMs), false);
  assert.equal(dialing.want("b@h", "heard", 100 + retryInMs), true);
  dialing.take(100 + retryInMs, nobody);
  const again = dialing.failed("b@h", "refused", 1_000);
  assert.ok(again.retryInMs > retryInMs, "the pause does not grow");
  assert.equal(dialing.want("b@h", "asked", 1_000), true);
});

Deno.test("dialing: a reason is news once", () => {
  const dialing = fresh();
  const fail = (reason: string, nowMs: number) => {
    dialing.want("b@h", "asked", nowMs);
    dialing.take(nowMs, nobody);
    return dialing.failed("b@h", reason, nowMs).isNews;
  };
  assert.deepEqual(
    ["refused", "refused", "timed_out", "refused"].map(fail),
    [true, false, true, true],
  );
});

Deno.test("dialing: what is to be kept is tried until it is there, again when it is lost, and not while it is there", () => {
  const dialing = fresh();
  dialing.want("b@h", "kept", 0);
  assert.deepEqual(dialing.take(0, nobody), ["b@h"]);
  dialing.failed("b@h", "refused", 0);
  dialing.renew(backoffMsMax);
  assert.deepEqual(dialing.take(backoffMsMax, nobody), ["b@h"]);
  dialing.connected("b@h");
  dialing.renew(100_000);
  assert.deepEqual(dialing.take(100_000, nobody), []);
  dialing.lost("b@h", 100_000);
  dialing.renew(100_000);
  assert.deepEqual(dialing.take(100_000, nobody), [], "there is a pause");
  dialing.renew(101_000);
  assert.deepEqual(dialing.take(101_000, nobody), ["b@h"]);
  dialing.forget("b@h");
  dialing.renew(200_000);
  assert.deepEqual(dialing.take(200_000, nobody), []);
});

Deno.test("dialing: who made way is tried again if somebody still waits for it", () => {
  const dialing = fresh();
  for (const [name, wish] of [["b@h", "asked"], ["c@h", "heard"]] as const) {
    dialing.want(name, wish, 0);
    dialing.take(0, nobody);
    dialing.yielded(name, 0);
  }
  dialing.renew(60_000);
  assert.deepEqual(dialing.take(60_000, nobody), ["b@h"]);
});

Deno.test("dialing: who is held waits on, and keeps nobody else from its place", () => {
  const dialing = fresh();
  for (const name of ["b@h", "c@h"]) dialing.want(name, "heard", 5);
  const isHeld = (node: string, sinceMs: number) =>
    node === "b@h" && sinceMs === 5;
  assert.deepEqual(dialing.take(6, isHeld), ["c@h"]);
  assert.deepEqual(dialing.take(7, nobody), ["b@h"]);
});

Deno.test("dialing: made-up names fill it no further than its bound, and are forgotten", () => {
  const dialing = fresh();
  for (let i = 0; i < dialedNodesMax + 10; i++) {
    dialing.want(`n${i}@h`, "heard", 0);
  }
  assert.equal(dialing.size, dialedNodesMax);
  assert.ok(dialing.want("asked@h", "asked", 0));
  let nowMs = 0;
  for (let taken = dialing.take(0, nobody); taken.length > 0;) {
    for (const node of taken) dialing.failed(node, "refused", nowMs);
    taken = dialing.take(++nowMs, nobody);
  }
  dialing.tidy(nowMs + 1_000_000);
  assert.equal(dialing.size, 0);
});

Deno.test("dialing: whatever happens, never more than so many at once, and nobody twice", () => {
  const step = fc.tuple(
    fc.constantFrom("want", "keep", "take", "fail", "up", "lost", "yield"),
    fc.nat(30),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const dialing = fresh();
    const out = new Set<string>();
    let nowMs = 0;
    for (const [what, number] of steps) {
      const node = `n${number}@h`;
      nowMs += 500;
      if (what === "want") dialing.want(node, "asked", nowMs);
      if (what === "keep") dialing.want(node, "kept", nowMs);
      if (what === "take") {
        dialing.renew(nowMs);
        for (const taken of dialing.take(nowMs, nobody)) {
          assert.ok(!out.has(taken), `${taken} is dialled twice`);
          out.add(taken);
        }
      }
      if (what === "fail") dialing.failed(node, "refused", nowMs);
      if (what === "up") dialing.connected(node);
      if (what === "lost") dialing.lost(node, nowMs);
      if (what === "yield") dialing.yielded(node, nowMs);
      if (what !== "want" && what !== "keep" && what !== "take") {
        out.delete(node);
      }
      assert.ok(out.size <= dialsMax);
      for (const each of out) assert.ok(dialing.isDialing(each));
    }
  }));
});
