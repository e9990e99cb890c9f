/**
 * Which actor of the tree a member, a peer or a connection is.
 *
 * @module
 */
import { idAt, type Moment } from "../world.ts";

/** Something that facts tell of, which an actor may stand for. */
export type Fact =
  | { readonly kind: "overlay"; readonly overlay: string }
  | { readonly kind: "member"; readonly overlay: string; readonly name: string }
  | { readonly kind: "topology"; readonly topology: string }
  | { readonly kind: "peer"; readonly topology: string; readonly node: string }
  | { readonly kind: "connection"; readonly node: string };

/** Id of the actor that a fact is about, where the tree has it. */
export function actorOf(moment: Moment, fact: Fact): string | undefined {
  return idAt(moment, pathOf(fact));
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
      return `distribution/connections/crowd/${fact.node}`;
  }
}
