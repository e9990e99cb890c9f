/**
 * Places everything in a chart: boxes in boxes, arrows around them, and labels on the arrows, none over another.
 *
 * What reads best depends on the chart, so it is laid out in some ways, and the one is taken that is largest when it is
 * fitted into a pane.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import type {
  Drawing,
  DrawnArrow,
  DrawnRow,
  DrawnState,
  DrawnText,
  Point,
} from "./drawing.ts";
import { crowdedIn } from "./crowd.ts";
import type { Elk, ElkEdge, ElkNode } from "./elk_graph.ts";
import {
  type Direction,
  type Graph,
  type GraphArrow,
  graphOf,
  type GraphState,
} from "./graph.ts";
import * as measures from "./measures.ts";
import { overlapsIn } from "./overlaps.ts";
import type { Measure, Paragraph } from "./paragraph.ts";

/** The pane that a chart is laid out for, in px: what is left of a window of 1280 by 800 beside the tree and the panel. */
export const pane = { width: 700, height: 450 } as const;

/**
 * Lays out a chart.
 *
 * @throws When ELK can lay it out in none of our ways.
 */
export async function layoutOf(
  chart: ChartNode,
  elk: Elk,
  measure: Measure,
): Promise<Drawing> {
  const crowded = crowdedIn(chart);
  const drawings = await layoutsOf(new Set());
  const isReadable = drawings.some((one) =>
    scaleOf(one) >= measures.readableScale
  );
  if (!isReadable && crowded.size > 0) {
    drawings.push(...await layoutsOf(crowded));
  }
  return drawings.reduce((best, other) =>
    worthOf(other) > worthOf(best) ? other : best
  );

  async function layoutsOf(told: ReadonlySet<ChartTransition>) {
    const done: Drawing[] = [];
    let failure: unknown;
    for (const direction of ["DOWN", "RIGHT"] as const) {
      const graph = graphOf(chart, measure, told, direction);
      try {
        done.push(drawingOf(graph, await elk(elkGraphOf(graph, direction))));
      } catch (error) {
        // What ELK fails at in one direction, it mostly does in the other.
        failure = error;
      }
    }
    if (done.length > 0) return done;
    throw new Error("ELK cannot lay out this chart", { cause: failure });
  }
}

type Options = Readonly<Record<string, string>>;

/** For every box: options are not inherited. */
const everywhere: Options = {
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.edgeLabels.inline": "true",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.thoroughness": "20",
  "elk.spacing.nodeNode": "18",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "9",
  "elk.spacing.edgeLabel": "2",
  "elk.spacing.labelNode": "4",
  "elk.spacing.nodeSelfLoop": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeNodeBetweenLayers": "10",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
};

function elkGraphOf({ root, edges }: Graph, direction: Direction): ElkNode {
  const options = { ...everywhere, "elk.direction": direction };
  return {
    id: "drawing",
    layoutOptions: {
      ...options,
      "elk.padding": "[top=8,left=8,bottom=8,right=8]",
    },
    children: [withOptions(root, options)],
    edges,
  };
}

function withOptions(box: ElkNode, options: Options): ElkNode {
  if (!box.children) return box;
  return {
    ...box,
    layoutOptions: { ...options, ...box.layoutOptions },
    children: box.children.map((child) => withOptions(child, options)),
  };
}

/**
 * How good a drawing is. What has to be moved about in one direction only, since it is long and narrow, is better than what
 * is small because it is large both ways; nothing makes up for overlaps.
 */
function worthOf(drawing: Drawing): number {
  const across = Math.min(pane.width / drawing.width, 1);
  const down = Math.min(pane.height / drawing.height, 1);
  const size = Math.sqrt(scaleOf(drawing) * Math.max(across, down));
  return size - overlapsIn(drawing).length;
}

function scaleOf({ width, height }: Drawing): number {
  return Math.min(pane.width / width, pane.height / height, 1);
}

function drawingOf(graph: Graph, laid: ElkNode): Drawing {
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

function arrowOf({ text, ...arrow }: GraphArrow, edge: ElkEdge): DrawnArrow {
  const [section] = edge.sections!;
  const { startPoint, bendPoints = [], endPoint } = section!;
  const [label] = edge.labels ?? [];
  return {
    id: edge.id,
    ...arrow,
    points: [startPoint, ...bendPoints, endPoint].map(pointOf),
    ...(text && label && { label: { ...placeOf(label), lines: text.lines } }),
  };
}

function textAt({ lines, width }: Paragraph, x: number, y: number): DrawnText {
  return { x, y, width, height: lines.length * measures.lineHeight, lines };
}

function placeOf(
  { x = 0, y = 0, width = 0, height = 0 }: Partial<ElkNode>,
) {
  return { x, y, width, height };
}

function pointOf({ x, y }: Point): Point {
  return { x, y };
}
