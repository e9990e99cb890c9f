/**
 * Tests that run under many seeds: `scenario("a name", 50, (seed) => …)`.
 *
 * A failure names its seed and the command that replays it alone; `ROOKERY_SEED` in the environment
 * picks the seed. `ROOKERY_SEEDS` runs only so many of each, for a second look at what was tested in full.
 *
 * @module
 */

import { forEachSeed } from "../../src/sim/mod.ts";

/** Registers a test that runs under the seeds 1 to `seeds`, or under those given. */
export function scenario(
  name: string,
  seeds: number | readonly number[],
  run: (seed: number) => void | Promise<void>,
): void {
  const chosen = Deno.env.get("ROOKERY_SEED");
  const most = Deno.env.get("ROOKERY_SEEDS");
  const all = typeof seeds === "number"
    ? Array.from({ length: seeds }, (_, index) => index + 1)
    : seeds;
  const due = chosen !== undefined
    ? [Number(chosen)]
    : all.slice(0, most === undefined ? all.length : Number(most));
  const replay = (seed: number) =>
    `ROOKERY_SEED=${seed} deno task test --filter "${name}"`;
  Deno.test(
    name,
    () => forEachSeed(due, run, replay),
  );
}
