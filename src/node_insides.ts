/**
 * What is behind a running node, for those parts of the project that look at all of it: logs, metrics, REST. Users of
 * the library see `Node`.
 *
 * @module
 */
import type { Node } from "./node_types.ts";
import type { Tree } from "./otp/mod.ts";

/** What is behind a node. */
export type NodeInsides = Pick<Tree, "root" | "lifecycle">;

const insides = new WeakMap<Node, NodeInsides>();

/** What is behind `node`; nothing if it is none that `startNode` made. */
export function insidesOf(node: Node): NodeInsides | undefined {
  return insides.get(node);
}

/** Remembers the tree that is behind `node`, and returns it. */
export function withInsides(node: Node, tree: Tree): Tree {
  insides.set(node, tree);
  return tree;
}
