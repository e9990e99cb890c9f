import assert from "node:assert/strict";
import type { LifecycleEntry } from "../../src/inspector/frame.ts";
import { entryOf, pathsMax, Troubles } from "../../src/inspector/troubles.ts";

const crash = (path: string, atMs = 0): LifecycleEntry => ({
  ...{ sequence: 1, atMs, path, type: "crashed", causes: ["broken"] },
});
const restart = (path: string): LifecycleEntry => ({
  ...{ sequence: 2, atMs: 1, path, type: "restarted" },
});

Deno.test("crashes and restarts are kept by path, and routine is not", () => {
  const troubles = new Troubles();
  assert.deepEqual(troubles.of("a"), { restarts: 0 });
  troubles.note(crash("a", 5));
  troubles.note(restart("a"));
  troubles.note(restart("a"));
  for (const type of ["started", "stopped", "completed", "gave_up"] as const) {
    troubles.note({ ...restart("b"), type });
  }
  assert.deepEqual(troubles.of("a"), {
    restarts: 2,
    crash: { atMs: 5, causes: ["broken"] },
  });
  assert.deepEqual(troubles.of("b"), { restarts: 0 });
});

Deno.test("of too many paths those are forgotten that were quiet longest", () => {
  const troubles = new Troubles();
  for (let path = 0; path < pathsMax; path++) troubles.note(restart(`${path}`));
  troubles.note(crash("0"));
  troubles.note(restart("one more"));
  assert.equal(troubles.of("0").restarts, 1);
  assert.equal(troubles.of("1").restarts, 0);
  assert.equal(troubles.of("2").restarts, 1);
});

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
