/**
 * The statechart of one actor of a running node.
 *
 * @module
 */
import { actorAt } from "./actor_tree.ts";
import { type ChartNode, chartOf } from "./inspector/chart.ts";
import { insidesOf } from "./node_insides.ts";
import type { Node } from "./node_types.ts";
import { logicOf } from "./otp/mod.ts";

/** The chart of the actor at a path; `missing` if there is no such actor, `chartless` if it is no machine. */
export function chartAt(
  node: Node,
  path: string,
): ChartNode | "missing" | "chartless" {
  const insides = insidesOf(node);
  const ref = insides && actorAt(insides.root, path);
  return ref ? chartOf(logicOf(ref)) ?? "chartless" : "missing";
}
