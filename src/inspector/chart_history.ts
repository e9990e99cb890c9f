/**
 * Where a history state goes when there is no history yet.
 *
 * @module
 */
import type { AnyStateNode } from "xstate";

/** Ids of the states that a history state names; none where it leaves that to its parent. */
export function historyTargets(node: AnyStateNode): readonly string[] {
  // A history state's target is no transition: XState reads it from the configuration each time.
  const { target } = node.config as { readonly target?: string | string[] };
  const named = target === undefined ? [] : [target].flat();
  return named.map((name) => stateOf(node, name).id);
}

function stateOf(node: AnyStateNode, name: string): AnyStateNode {
  if (name.startsWith("#")) return node.machine.getStateNodeById(name);
  return name.split(".").reduce<AnyStateNode>(
    (at, key) => at.states[key]!,
    node.parent!,
  );
}
