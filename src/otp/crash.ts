/**
 * Makes a running actor crash from outside, as if it had thrown in a step of its own: for chaos, where a host allows it,
 * so that one sees what supervision does.
 *
 * An actor asks its logic for each step, and whatever that throws is its crash. So it is given a logic that throws, and
 * then an event: XState does the rest, and what comes of it cannot be told from the actor's own fault (XState 5.33.3;
 * `tests/otp/xstate_contract*_test.ts` fails by name if not).
 *
 * @module
 */
import type { AnyRef, Logic } from "./logic.ts";
import { isRunning } from "./system.ts";

/** The event that the actor crashes in, which inspection shows. */
export const crashEventType = "actor.crash";

interface WithLogic {
  logic: Logic;
}

/**
 * Makes `ref` crash with `error`, at once or, in the middle of a step of its own, right after it. Returns whether it ran:
 * an actor that has not started or has ended is left alone. A root without an error observer ends its process, as always.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createMachine } from "xstate";
 * import { childOf, crash, startTree, supervisor } from "@rookery/rookery/otp";
 *
 * const tree = startTree(supervisor({
 *   id: "app",
 *   strategy: "one_for_one",
 *   children: [{ id: "worker", logic: createMachine({}) }],
 * }));
 * const before = childOf(tree.root, "worker")!;
 * crash(before, new Error("chaos"));
 * assert.notEqual(childOf(tree.root, "worker"), before);
 * tree.stop();
 * ```
 */
export function crash(ref: AnyRef, error: unknown): boolean {
  if (!isRunning(ref)) return false;
  const actor = ref as unknown as WithLogic;
  // The rest of its logic stays what it was: others still ask which kind of actor it is.
  actor.logic = Object.create(actor.logic, {
    transition: {
      value() {
        throw error;
      },
    },
  });
  ref.send({ type: crashEventType });
  return true;
}
