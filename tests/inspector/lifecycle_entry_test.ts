import assert from "node:assert/strict";
import { entryOf } from "../../src/inspector/lifecycle_entry.ts";

Deno.test("an entry says when by the Unix epoch, and why by the chain of causes", () => {
  const error = new Error("outer", { cause: new Error("inner") });
  const mark = { sequence: 7, atMs: 12.6, path: "a" };
  assert.deepEqual(entryOf({ ...mark, type: "crashed", error }, 1_000), {
    ...{ ...mark, atMs: 1_013, type: "crashed", causes: ["outer", "inner"] },
  });
  assert.deepEqual(entryOf({ ...mark, type: "restarted", restarts: 3 }, 0), {
    ...{ ...mark, atMs: 13, type: "restarted" },
  });
});
