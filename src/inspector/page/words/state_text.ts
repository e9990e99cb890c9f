/**
 * Where an actor is, in a word or a few.
 *
 * @module
 */
import type { ActorRow, StateValue } from "../../frame.ts";

/** `open.bound`, or `left.on, right.off` where it is in several at once; the status of an actor without states. */
export function stateOf({ value, status }: ActorRow): string {
  if (status === "error") return "crashed";
  if (value === undefined || status !== "active") return status;
  // A machine may have no states, only what it does.
  return stateText(value) || status;
}

/** A state value, with dots between a state and the one within it and commas between those that are active at once. */
function stateText(value: StateValue): string {
  if (typeof value === "string") return value;
  return Object.entries(value).map(([state, inner]) => {
    const text = stateText(inner);
    return text === "" ? state : `${state}.${text}`;
  }).join(", ");
}
