/**
 * How the levels of a node's log are asked and set by other parts of the program: whoever writes the log offers it, since a
 * library keeps none.
 *
 * @module
 */
import type { Node } from "./node_types.ts";
import type { LogLevels } from "./protocol/logging_settings.ts";

/** The levels of a log that is written. */
export interface LogControl {
  /** From which level on each actor is logged. */
  levels(): LogLevels;
  /** Sets all levels anew, at once. */
  setLevels(levels: LogLevels): void;
}

const offered = new WeakMap<object, LogControl>();

/** Says who writes the log of a node. */
export function offerLogControl(
  node: Pick<Node, "name">,
  control: LogControl,
): void {
  offered.set(node, control);
}

/** Who writes the log of a node, if anybody does. */
export function logControlOf(
  node: Pick<Node, "name">,
): LogControl | undefined {
  return offered.get(node);
}
