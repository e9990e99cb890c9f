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

/** What was dropped somewhere else than in an actor's own state. */
export interface Drops {
  /** The place in the tree that it was about. */
  readonly place: string;
  /** Why, in one word. */
  readonly reason: string;
  /** How much, since the node began, or what it was about came. */
  readonly count: number;
}

const drops = new WeakMap<Node, () => readonly Drops[]>();

/** Says what was dropped of `node`; asked whenever somebody wants to know. */
export function offerDrops(node: Node, drop: () => readonly Drops[]): void {
  drops.set(node, drop);
}

/** What was dropped of `node`. */
export function dropsOf(node: Node): readonly Drops[] {
  return drops.get(node)?.() ?? [];
}

/** Remembers the tree that is behind `node`, and returns it. */
export function withInsides(node: Node, tree: Tree): Tree {
  insides.set(node, tree);
  return tree;
}
