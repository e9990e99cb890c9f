import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ReplayGuard,
  ReplayWindow,
  WINDOW_COUNTERS,
} from "../../../src/wire/gossiperl/mod.ts";

Deno.test("in any order, each counter is taken once, and none from below the window", () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -1_100, max: 40 }) },
    fc.integer({ min: 0, max: 3_000 }),
  );
  fc.assert(
    fc.property(
      fc.nat(5_000),
      fc.array(step, { maxLength: 200 }),
      (first, steps) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        let highest = -1;
        for (const step of [0, ...steps]) {
          const counter = highest < 0 ? first : Math.max(0, highest + step);
          const isFresh = counter > highest - WINDOW_COUNTERS &&
            !seen.has(counter);
          assert.equal(window.isFresh(counter), isFresh);
          if (!isFresh) continue;
          window.record(counter);
          seen.add(counter);
          highest = Math.max(highest, counter);
        }
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("a window follows to the last counter there is", () => {
  const window = new ReplayWindow();
  for (const counter of [0, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    assert(window.isFresh(counter));
    window.record(counter);
    assert(!window.isFresh(counter));
  }
  assert(window.isFresh(Number.MAX_SAFE_INTEGER - WINDOW_COUNTERS + 1));
  assert(!window.isFresh(Number.MAX_SAFE_INTEGER - WINDOW_COUNTERS));
});

Deno.test("of too many senders the one unheard for longest is forgotten", () => {
  const guard = new ReplayGuard(2);
  guard.record("a", 0);
  guard.record("b", 0);
  guard.record("a", 1);
  guard.record("c", 0);
  assert.equal(guard.senders, 2);
  assert(!guard.isFresh("a", 0));
  assert(guard.isFresh("b", 0));
  assert(!guard.isFresh("c", 0));
});
