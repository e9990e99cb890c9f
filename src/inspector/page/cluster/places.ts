/**
 * Which actor of the tree a member, a peer or a connection is.
 *
 * @module
 */
import type { NodeFacts } from "../../frame.ts";
import { idAt, type Moment } from "../world.ts";

/** Something that facts tell of, which an actor may stand for. */
export type Fact =
  | { readonly kind: "overlay"; readonly overlay: string }
  | { readonly kind: "member"; readonly overlay: string; readonly name: string }
  | { readonly kind: "topology"; readonly topology: string }
  | { readonly kind: "peer"; readonly topology: string; readonly node: string }
  | {
    readonly kind: "connection";
    readonly node: string;
    /** Where the node says that its actor is. */
    readonly path?: string;
  };

/** Id of the actor that a fact is about, where the tree has it. */
export function actorOf(moment: Moment, fact: Fact): string | undefined {
  return idAt(moment, pathOf(fact));
}

/** Nodes by the paths of their connections, of those paths that do not end with their names. */
export function callersIn(
  facts: NodeFacts | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { node, path } of facts?.connections ?? []) {
    if (path && !path.endsWith(`/${node}`)) found.set(path, node);
  }
  return found;
}

// The places are those of docs/architecture.md.
function pathOf(fact: Fact): string {
  switch (fact.kind) {
    case "overlay":
      return `overlays/${fact.overlay}`;
    case "member":
      return `overlays/${fact.overlay}/members/crowd/${fact.name}`;
    case "topology":
      return `topologies/${fact.topology}`;
    case "peer":
      return `topologies/${fact.topology}/peers/crowd/${fact.node}`;
    case "connection":
      return fact.path ?? `distribution/connections/crowd/${fact.node}`;
  }
}
