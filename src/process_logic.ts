/**
 * A user's logic as the logic of a process: what is told to end by another process ends, with that process's reason.
 *
 * @module
 */
import type { Logic } from "./otp/mod.ts";
import { ExitOrder } from "./protocol/distribution/exit.ts";

/** `logic`, which knows nothing of exits, in a process that obeys them. */
export function processLogic(logic: Logic): Logic {
  // A descendant, not a copy: what inspectors find on a machine they find on it too.
  const process: Logic = Object.create(logic);
  process.getInitialSnapshot = (scope, input) =>
    logic.getInitialSnapshot(scope, input);
  process.getPersistedSnapshot = (state, options) =>
    logic.getPersistedSnapshot(state, options);
  if (logic.start) {
    process.start = (state, scope) => logic.start?.(state, scope);
  }
  process.transition = (state, event, scope) => {
    if (event instanceof ExitOrder) throw event.error;
    return logic.transition(state, event, scope);
  };
  return process;
}
