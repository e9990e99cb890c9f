/**
 * A graph that ELK laid out, as the drawing that it stands for.
 *
 * @module
 */
import type {
  Box,
  Drawing,
  DrawnArrow,
  DrawnRow,
  DrawnState,
  DrawnText,
} from "./drawing.ts";
import type { ElkEdge, ElkNode } from "./elk_graph.ts";
import type { Graph, GraphArrow, GraphState } from "./graph.ts";
import * as measures from "./measures.ts";
import type { Paragraph } from "./paragraph.ts";

/** Puts everything in its place. */
export function drawingOf(graph: Graph, laid: ElkNode): Drawing {
  const boxes = [...within(laid)];
  return {
    width: laid.width!,
    height: laid.height!,
    states: boxes.flatMap((box) => {
      const state = graph.states.get(box.id);
      return state ? [stateOf(state, box)] : [];
    }),
    marks: boxes.flatMap((box) => {
      const mark = graph.marks.get(box.id);
      return mark ? [{ ...mark, ...placeOf(box) }] : [];
    }),
    arrows: laid.edges!.map((edge) =>
      arrowOf(graph.arrows.get(edge.id)!, edge)
    ),
  };
}

function* within({ children = [] }: ElkNode): Iterable<ElkNode> {
  for (const child of children) {
    yield child;
    yield* within(child);
  }
}

function stateOf(
  { node, parent, title, rows, head }: GraphState,
  box: ElkNode,
): DrawnState {
  const place = placeOf(box);
  const frame = node.type === "final" ? measures.finalGap : 0;
  const x = place.x + frame + measures.statePadding.x;
  let y = place.y + frame + measures.statePadding.y;
  const drawnTitle = textAt(title, x, y);
  y += drawnTitle.height + measures.titleGap;
  const drawnRows = rows.map((row): DrawnRow => {
    const drawn = textAt(row, x, y);
    y += drawn.height;
    return { ...drawn, ...(row.transition && { transition: row.transition }) };
  });
  return {
    ...place,
    node,
    ...(parent && { parent }),
    title: drawnTitle,
    rows: drawnRows,
    head,
  };
}

function arrowOf(
  { type, transition, from, to, text }: GraphArrow,
  { id, sections, labels }: ElkEdge,
): DrawnArrow {
  const { startPoint, bendPoints = [], endPoint } = sections![0]!;
  return {
    id,
    type,
    ...(transition && { transition }),
    from: from.id,
    to: to.id,
    points: [startPoint, ...bendPoints, endPoint],
    ...(text && { label: { ...placeOf(labels![0]!), lines: text.lines } }),
  };
}

function textAt({ lines, width }: Paragraph, x: number, y: number): DrawnText {
  return { x, y, width, height: lines.length * measures.lineHeight, lines };
}

function placeOf(
  { x = 0, y = 0, width = 0, height = 0 }: Partial<Box>,
): Box {
  return { x, y, width, height };
}
