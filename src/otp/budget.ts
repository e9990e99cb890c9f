/**
 * Spends one restart of a supervisor or a pool, or gives up.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";
import { type Intensity, recordRestart } from "./strategy.ts";
import { adopt, childPath, pathOf } from "./system.ts";

/**
 * The restart history of `owner` after one more restart of its child `id`, which is recorded.
 *
 * @throws When the budget is spent, with the child's error as the cause: the owner, which
 * calls this within a step, crashes by it and so hands the decision to its own supervisor.
 */
export function spend(
  restarts: readonly number[],
  intensity: Intensity,
  owner: AnyRef,
  id: string,
  ended: object,
): readonly number[] {
  const lifecycle = adopt(owner);
  const spent = recordRestart(restarts, lifecycle.nowMs(), intensity);
  const path = pathOf(owner);
  if (spent.length > intensity.restarts) {
    const error = new Error(
      `${path} gave up: ${id} needed more than ${intensity.restarts} restarts within ${intensity.withinMs} ms`,
      { cause: "error" in ended ? ended.error : undefined },
    );
    lifecycle.record({ type: "gave_up", path, error }, owner);
    throw error;
  }
  const restarted = {
    type: "restarted",
    path: childPath(owner, id),
    restarts: spent.length,
  } as const;
  lifecycle.record(restarted, owner);
  return spent;
}
