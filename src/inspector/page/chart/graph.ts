/**
 * A chart as a graph for ELK, with what its ids stand for. The ids are numbers of ours, since a state may be called
 * anything.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import { type Arrow, arrowsOf } from "./arrows.ts";
import type { DrawnMark } from "./drawing.ts";
import type { ElkEdge, ElkLabel, ElkNode } from "./elk_graph.ts";
import { Kin } from "./kin.ts";
import * as measures from "./measures.ts";
import { type Measure, type Paragraph, paragraphOf } from "./paragraph.ts";
import { type Said, saidIn, saidWidth } from "./said.ts";

/** The graph of a chart. */
export interface Graph {
  /** The box of the machine. */
  readonly root: ElkNode;
  /** All arrows. */
  readonly edges: readonly ElkEdge[];
  /** States by the ids of their boxes. */
  readonly states: ReadonlyMap<string, GraphState>;
  /** Marks by the ids of theirs. */
  readonly marks: ReadonlyMap<string, GraphMark>;
  /** Arrows by their ids. */
  readonly arrows: ReadonlyMap<string, GraphArrow>;
}

/** A state and what its box says. */
export interface GraphState extends Said {
  /** The state. */
  readonly node: ChartNode;
  /** The state it is in. */
  readonly parent?: ChartNode;
}

/** A sign from which arrows start. */
export type GraphMark = Pick<DrawnMark, "type" | "state">;

/** An arrow and what it says. */
export interface GraphArrow extends Arrow {
  /** That in lines; none if it says nothing. */
  readonly text?: Paragraph;
}

/** How a graph is made. */
export interface GraphWay {
  /** Where arrows point that lead ahead. */
  readonly direction: "DOWN" | "RIGHT";
  /** Transitions without an arrow: their states say where they lead. */
  readonly told: ReadonlySet<ChartTransition>;
}

/** Makes the graph of a chart. */
export function graphOf(
  chart: ChartNode,
  measure: Measure,
  { direction, told }: GraphWay,
): Graph {
  const kin = new Kin(chart);
  const numbers = new Map([...kin.nodes()].map((node, at) => [node, at]));
  const drawn = arrowsOf(kin, told);
  const states = new Map<string, GraphState>();
  const marks = new Map<string, GraphMark>();
  const arrows = new Map<string, GraphArrow>();

  const root = boxOf(chart);
  const edges = drawn.map(edgeOf);
  return { root, edges, states, marks, arrows };

  function boxOf(node: ChartNode): ElkNode {
    const id = idOf("state", node);
    const parent = kin.parentOf(node);
    const said = saidIn(node, told, measure);
    states.set(id, { node, ...(parent && { parent }), ...said });
    if (node.states.length === 0) return { id, ...sizeOf(node, said) };
    return {
      id,
      children: [...marksIn(node), ...node.states.map(boxOf)],
      layoutOptions: {
        "elk.padding": paddingBelow(said.head),
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        "elk.nodeSize.minimum": minimumOf(saidWidth(said), direction),
      },
    };
  }

  function marksIn(node: ChartNode): ElkNode[] {
    const starts = drawn.filter(({ from }) => from === node)
      .flatMap(({ start }) => start === "state" ? [] : [start]);
    return [...new Set(starts)].map((type) => {
      const id = idOf(type, node);
      marks.set(id, { type, state: node.id });
      return { id, width: measures.markSize, height: measures.markSize };
    });
  }

  function edgeOf(arrow: Arrow, at: number): ElkEdge {
    const { from, start, to, pieces } = arrow;
    const id = `arrow${at}`;
    const text = pieces.length > 0 &&
      paragraphOf(pieces, measures.labelWidthMax, measure);
    arrows.set(id, { ...arrow, ...(text && { text }) });
    return {
      id,
      sources: [idOf(start, from)],
      targets: [idOf("state", to)],
      ...(text && { labels: [labelOf(text)] }),
      layoutOptions: { "elk.layered.priority.direction": priorityOf(arrow) },
    };
  }

  /** Where not all arrows can point ahead, those do that lead to what stands below in the machine's source. */
  function priorityOf({ from, to }: Arrow): string {
    return numbers.get(from)! < numbers.get(to)! ? "10" : "1";
  }

  function idOf(what: Arrow["start"], node: ChartNode): string {
    return `${what}${numbers.get(node)}`;
  }
}

function sizeOf({ history, type }: ChartNode, said: Said) {
  const { historySize, finalGap } = measures;
  if (history) return { width: historySize, height: historySize };
  const frame = type === "final" ? 2 * finalGap : 0;
  return { width: saidWidth(said) + frame, height: said.head + frame };
}

function labelOf({ lines, width }: Paragraph): ElkLabel {
  return {
    width: Math.ceil(width) + 2 * measures.labelPadding.x,
    height: lines.length * measures.lineHeight + 2 * measures.labelPadding.y,
    text: "label",
    layoutOptions: { "elk.edgeLabels.inline": "true" },
  };
}

/** The least size of a box with boxes in it, of which only the width is not a matter of course. */
function minimumOf(width: number, direction: GraphWay["direction"]): string {
  // ELK lays out from left to right and turns the result, but not this option.
  return direction === "RIGHT" ? `(${width},0)` : `(0,${width})`;
}

function paddingBelow(head: number): string {
  const { inset } = measures;
  return `[top=${head + inset},left=${inset},bottom=${inset},right=${inset}]`;
}
