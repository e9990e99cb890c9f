/**
 * Places everything in a chart: boxes in boxes, arrows around them, and labels on the arrows, none over another.
 *
 * What reads best depends on the chart, so it is laid out in some ways, and the one is taken that is largest when it is
 * fitted into a pane.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import { crowdedIn } from "./crowd.ts";
import type { Drawing } from "./drawing.ts";
import type { Elk, ElkNode } from "./elk_graph.ts";
import { type Graph, graphOf, type GraphWay } from "./graph.ts";
import { readableScale } from "./measures.ts";
import { overlapsIn } from "./overlaps.ts";
import type { Measure } from "./paragraph.ts";
import { drawingOf } from "./placed.ts";

/** The pane that a chart is laid out for, in px: what is left of a window of 1280 by 800 beside the tree and the panel. */
export const pane = { width: 700, height: 450 } as const;

/** Arrows from afar, to states where there are too many, that may be tried to be drawn: it takes ELK long, and is in vain. */
const crowdMax = 10;

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
  const drawings: Drawing[] = [];
  if (crowded.size <= crowdMax) drawings.push(...await layoutsOf(new Set()));
  const isReadable = drawings.some((one) => scaleOf(one) >= readableScale);
  if (crowded.size > 0 && !isReadable) {
    drawings.push(...await layoutsOf(crowded));
  }
  return drawings.reduce((best, other) =>
    worthOf(other) > worthOf(best) ? other : best
  );

  async function layoutsOf(told: ReadonlySet<ChartTransition>) {
    const done: Drawing[] = [];
    let failure: unknown;
    for (const direction of ["DOWN", "RIGHT"] as const) {
      const graph = graphOf(chart, measure, { direction, told });
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
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "18",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "9",
  "elk.spacing.edgeLabel": "2",
  "elk.spacing.labelNode": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeNodeBetweenLayers": "10",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
};

function elkGraphOf(
  { root, edges }: Graph,
  direction: GraphWay["direction"],
): ElkNode {
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
