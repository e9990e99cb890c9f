import assert from "node:assert/strict";
import fc from "fast-check";
import {
  affected,
  type Ending,
  intensityDefault,
  isRestarted,
  recordRestart,
  type Restart,
  type Strategy,
} from "../../src/otp/mod.ts";

const abc = ["a", "b", "c"];

Deno.test("one_for_one ties nobody to a failed child", () => {
  assert.deepEqual(affected("one_for_one", abc, "b"), ["b"]);
});

Deno.test("one_for_all ties everybody to a failed child", () => {
  assert.deepEqual(affected("one_for_all", abc, "b"), abc);
});

Deno.test("rest_for_one ties whoever started later to a failed child", () => {
  assert.deepEqual(affected("rest_for_one", abc, "a"), abc);
  assert.deepEqual(affected("rest_for_one", abc, "b"), ["b", "c"]);
  assert.deepEqual(affected("rest_for_one", abc, "c"), ["c"]);
});

Deno.test("those affected include the failed child and keep the start order", () => {
  const strategies = fc.constantFrom<Strategy>(
    "one_for_one",
    "rest_for_one",
    "one_for_all",
  );
  const orders = fc.uniqueArray(fc.string(), { minLength: 1 });
  const runs = fc.tuple(strategies, orders, fc.nat());
  fc.assert(fc.property(runs, ([strategy, order, pick]) => {
    const failed = order[pick % order.length]!;
    const hit = affected(strategy, order, failed);
    assert(hit.includes(failed));
    assert.deepEqual(hit, order.filter((id) => hit.includes(id)));
  }));
});

const decisions: [Restart, Ending, boolean][] = [
  ["permanent", "crashed", true],
  ["permanent", "completed", true],
  ["transient", "crashed", true],
  ["transient", "completed", false],
  ["temporary", "crashed", false],
  ["temporary", "completed", false],
];

for (const [restart, ending, expected] of decisions) {
  const fate = expected ? "starts again" : "stays away";
  Deno.test(`a ${restart} child that ${ending} ${fate}`, () => {
    assert.equal(isRestarted(restart, ending), expected);
  });
}

Deno.test("a restart counts until the window has passed it, its end included", () => {
  const intensity = { restarts: 1, withinMs: 100 };
  assert.deepEqual(recordRestart([0, 50], 100, intensity), [0, 50, 100]);
  assert.deepEqual(recordRestart([0, 50], 101, intensity), [50, 101]);
});

Deno.test("the restart history does not grow beyond its window", () => {
  const times = fc.array(fc.nat(1_000));
  fc.assert(fc.property(times, (gaps) => {
    let nowMs = 0;
    let history: readonly number[] = [];
    for (const gap of gaps) {
      nowMs += gap;
      history = recordRestart(history, nowMs, intensityDefault);
      assert.equal(history.at(-1), nowMs);
      assert(
        history.every((atMs) => nowMs - atMs <= intensityDefault.withinMs),
      );
    }
  }));
});

Deno.test("the default budget is Elixir's: three restarts in five seconds", () => {
  assert.deepEqual(intensityDefault, { restarts: 3, withinMs: 5_000 });
});
