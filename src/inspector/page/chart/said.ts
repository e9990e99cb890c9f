/**
 * What the box of a state says, in lines.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import * as measures from "./measures.ts";
import { type Measure, type Paragraph, paragraphOf } from "./paragraph.ts";
import { rowsOf, titlePieces } from "./words.ts";

/** What the box of a state says. */
export interface Said {
  /** Its name and its tags. */
  readonly title: Paragraph;
  /** What stands below them. */
  readonly rows: readonly SaidRow[];
  /** Height of all that with the space around it, in px. */
  readonly head: number;
}

/** A line, which may be broken into several. */
export interface SaidRow extends Paragraph {
  /** Id of the transition that it tells, if it tells one. */
  readonly transition?: string;
}

/** Breaks what a state says into lines. A state with states in it is wide anyway, so that its lines may be longer. */
export function saidIn(
  node: ChartNode,
  told: ReadonlySet<ChartTransition>,
  measure: Measure,
): Said {
  const widthMax = node.states.length > 0
    ? measures.headWidthMax
    : measures.rowWidthMax;
  const title = paragraphOf(titlePieces(node), widthMax, measure);
  const rows = rowsOf(node, told).map(({ pieces, transition }) => ({
    ...paragraphOf(pieces, widthMax, measure),
    ...(transition && { transition: transition.id }),
  }));
  const lines = [title, ...rows]
    .reduce((count, { lines }) => count + lines.length, 0);
  const gap = rows.length > 0 ? measures.titleGap : 0;
  return {
    title,
    rows,
    head: lines * measures.lineHeight + gap + 2 * measures.statePadding.y,
  };
}

/** Width of a box that has room for it, in px. */
export function saidWidth({ title, rows }: Said): number {
  const text = Math.max(title.width, ...rows.map(({ width }) => width));
  return Math.max(
    measures.stateWidthMin,
    Math.ceil(text) + 2 * measures.statePadding.x,
  );
}
