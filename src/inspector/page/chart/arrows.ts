/**
 * The arrows of a chart: from where to where, and what they say.
 *
 * An arrow from a state to one in it starts from a ring, which stands for any state in the box: from the border it would
 * run through what the box says.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import type { DrawnArrow, DrawnMark } from "./drawing.ts";
import type { Kin } from "./kin.ts";
import { actionPieces, type Piece, piecesOf, staysIn } from "./words.ts";

/** An arrow. */
export interface Arrow {
  /** What it is. */
  readonly type: DrawnArrow["type"];
  /** The transition, if it is one. */
  readonly transition?: ChartTransition;
  /** The state that it leaves, or in which the mark is that it starts from. */
  readonly from: ChartNode;
  /** Whether it starts from the state itself or from a mark in it. */
  readonly start: "state" | DrawnMark["type"];
  /** The state that it leads to. */
  readonly to: ChartNode;
  /** What it says. */
  readonly pieces: readonly Piece[];
}

/** All arrows of a chart but those of the transitions `told`, state by state. */
export function arrowsOf(
  kin: Kin,
  told: ReadonlySet<ChartTransition>,
): readonly Arrow[] {
  return [...kin.nodes()].flatMap((node) => [
    ...beginningOf(node, kin),
    ...firstTimes(node, kin),
    ...node.transitions
      .filter((one) => !told.has(one) && !staysIn(node, one))
      .flatMap((one) => arrowsAlong(node, one, kin)),
  ]);
}

function beginningOf(from: ChartNode, kin: Kin): Arrow[] {
  const { initial } = from;
  if (!initial) return [];
  return [{
    type: "beginning",
    from,
    start: "beginning",
    to: kin.node(initial.target),
    pieces: actionPieces(initial.actions),
  }];
}

function firstTimes(from: ChartNode, kin: Kin): Arrow[] {
  const targets = from.history?.targets ?? [];
  return targets.map((id) => ({
    type: "history",
    from,
    start: "state",
    to: kin.node(id),
    pieces: [{ text: "the first time", role: "word" }],
  }));
}

function arrowsAlong(
  from: ChartNode,
  transition: ChartTransition,
  kin: Kin,
): Arrow[] {
  return kin.targetsOf(transition).map((to) => ({
    type: "transition",
    transition,
    from,
    start: kin.isInside(to, from) ? "anywhere" : "state",
    to,
    pieces: piecesOf(transition),
  }));
}
