import assert from "node:assert/strict";
import { forEachSeed } from "../../src/sim/mod.ts";

Deno.test("every seed is run, in order", async () => {
  const seen: number[] = [];
  await forEachSeed(3, (seed) => void seen.push(seed));
  await forEachSeed([9, 7], async (seed) => void await seen.push(seed));
  assert.deepEqual(seen, [1, 2, 3, 9, 7]);
});

Deno.test("a failure names its seed, its cause and how to replay it", async () => {
  const cause = new Error("members disagree");
  const failing = forEachSeed(
    5,
    (seed) => {
      if (seed === 4) throw cause;
    },
    (seed) => `again ${seed}`,
  );
  await assert.rejects(failing, (error: Error) => {
    assert.equal(
      error.message,
      "Failed with seed 4: members disagree\nReplay: again 4",
    );
    assert.equal(error.cause, cause);
    return true;
  });
});
