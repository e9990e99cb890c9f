import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backoffMs,
  backoffMsMax,
  backoffMsMin,
} from "../../src/protocol/backoff.ts";

Deno.test("a pause is a whole number from 250 ms to 30 s, whatever the attempt and chance", () => {
  assert.equal(backoffMsMin, 250);
  assert.equal(backoffMsMax, 30_000);
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const waitMs = backoffMs(attempt, random);
        assert.ok(Number.isInteger(waitMs));
        assert.ok(waitMs >= 250 && waitMs <= 30_000);
      },
    ),
  );
});

Deno.test("more refusals never make a pause shorter, nor does more chance", () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (attempt, random) => {
        const waitMs = backoffMs(attempt, random);
        assert.ok(backoffMs(attempt + 1, random) >= waitMs);
        assert.ok(backoffMs(attempt, random + 0.01) >= waitMs);
      },
    ),
  );
});

Deno.test("the longest pause doubles from half a second up to half a minute", () => {
  const longest = Array.from({ length: 9 }, (_, n) => backoffMs(n, 0.999_999));
  const doubled = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
  assert.deepEqual(longest, [...doubled, 30_000, 30_000, 30_000]);
});

Deno.test("pauses are spread over all that is allowed, so that nodes do not come back together", () => {
  const waits = Array.from({ length: 100 }, (_, n) => backoffMs(9, n / 100));
  assert.ok(new Set(waits).size > 95);
});
