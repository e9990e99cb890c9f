/**
 * Runs a scenario under many seeds, and names the seed under which it failed.
 *
 * @module
 */

/**
 * Runs `run` for each seed, one after the other; a number stands for the seeds 1 to that number.
 *
 * @param replay Says how to run one seed again; goes into the error's text.
 * @throws {Error} At the first failure, with the seed in the text and the failure as `cause`.
 *
 * @example
 * ```ts
 * import { forEachSeed, simulation } from "@rookery/rookery/sim";
 *
 * await forEachSeed(20, (seed) => {
 *   const { clock, network } = simulation({ seed, conditions: { lossRate: 0.2 } });
 *   network.host("10.0.0.1");
 *   clock.advance(1_000);
 * });
 * ```
 */
export async function forEachSeed(
  seeds: number | Iterable<number>,
  run: (seed: number) => void | Promise<void>,
  replay: (seed: number) => string = (seed) => `forEachSeed([${seed}], …)`,
): Promise<void> {
  const all = typeof seeds === "number"
    ? Array.from({ length: seeds }, (_, index) => index + 1)
    : seeds;
  for (const seed of all) {
    try {
      await run(seed);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `Failed with seed ${seed}: ${why}\nReplay: ${replay(seed)}`,
        { cause },
      );
    }
  }
}
