/**
 * What viewers ask for, as it came from a browser or from another node: what is none of it is refused, and of the rest only
 * what is known is taken.
 *
 * @module
 */
import type { ViewerWish } from "./frame.ts";
import type { ActorAction } from "./source.ts";

/** Characters of an id; ours have a few dozen. */
const idCharsMax = 1_000;

/** The wish that an object stands for, if it does. */
export function wishOf(given: object): ViewerWish | undefined {
  const { selected, log, facts } = given as Record<keyof ViewerWish, unknown>;
  const isWish = isSelection(selected) && isFlag(log) && isFlag(facts);
  if (!isWish) return undefined;
  return {
    ...(selected !== undefined && { selected }),
    ...(log !== undefined && { log }),
    ...(facts !== undefined && { facts }),
  };
}

/** The action that an object stands for, if it does. */
export function actionOf(given: object): ActorAction | undefined {
  const { action, id } = given as Record<keyof ActorAction, unknown>;
  const isAction = action === "restart" || action === "crash" ||
    action === "debug";
  return isAction && isId(id) ? { action, id } : undefined;
}

function isSelection(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || isId(value);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length <= idCharsMax;
}

function isFlag(value: unknown): value is boolean | undefined {
  return value === undefined || typeof value === "boolean";
}
