import assert from "node:assert/strict";
import type { LifecycleEvent } from "../../src/otp/lifecycle.ts";
import { pathsMax, Troubles } from "../../src/otp/troubles.ts";

const error = new Error("broken");
const crash = (path: string, atMs = 0): LifecycleEvent => ({
  ...{ sequence: 1, atMs, path, type: "crashed", error },
});
const restart = (path: string): LifecycleEvent => ({
  ...{ sequence: 2, atMs: 1, path, type: "restarted", restarts: 1 },
});

Deno.test("crashes and restarts are kept by path, and routine is not", () => {
  const troubles = new Troubles();
  assert.deepEqual(troubles.of("a"), { restarts: 0 });
  troubles.note(crash("a", 5));
  troubles.note(restart("a"));
  troubles.note(restart("a"));
  const mark = { sequence: 3, atMs: 2, path: "b" };
  for (const type of ["started", "stopped", "completed"] as const) {
    troubles.note({ ...mark, type });
  }
  troubles.note({ ...mark, type: "gave_up", error });
  assert.deepEqual(troubles.of("a"), {
    restarts: 2,
    lastCrash: { atMs: 5, error },
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
