/**
 * Restart decisions as pure data: given who failed, say who must stop, who must start, and
 * whether the supervisor has had enough. Nothing here starts or stops anything.
 *
 * The rules are those of Erlang/OTP's `supervisor` behaviour.
 *
 * @module
 */

/** How siblings share the fate of a failed child. */
export type Strategy = "one_for_one" | "rest_for_one" | "one_for_all";

/**
 * When a child is started again: `permanent` always, `transient` only after a crash,
 * `temporary` never (its specification goes with it).
 */
export type Restart = "permanent" | "transient" | "temporary";

/** How a child came to its end. */
export type Ending = "crashed" | "completed";

/** Restart budget: more than `restarts` within `withinMs` is a failure of the supervisor itself. */
export interface Intensity {
  /** Largest number of restarts tolerated in the window. */
  readonly restarts: number;
  /** Length of the sliding window, in milliseconds. */
  readonly withinMs: number;
}

/** Elixir's default: three restarts in five seconds. */
export const intensityDefault: Intensity = { restarts: 3, withinMs: 5_000 };

/** Whether a child with this policy is started again after such an end. */
export function isRestarted(restart: Restart, ending: Ending): boolean {
  return restart === "permanent" ||
    (restart === "transient" && ending === "crashed");
}

/** Ids whose fate is tied to `failedId`, in start order. */
export function affected(
  strategy: Strategy,
  startOrder: readonly string[],
  failedId: string,
): readonly string[] {
  switch (strategy) {
    case "one_for_one":
      return [failedId];
    case "one_for_all":
      return startOrder;
    case "rest_for_one":
      return startOrder.slice(startOrder.indexOf(failedId));
  }
}

/** The restart history after one more restart at `nowMs`; what left the window is forgotten. */
export function recordRestart(
  history: readonly number[],
  nowMs: number,
  { withinMs }: Intensity,
): readonly number[] {
  return [...history.filter((atMs) => nowMs - atMs <= withinMs), nowMs];
}
