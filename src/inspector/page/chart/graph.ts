/**
 * A chart as a graph for ELK, with what its ids stand for. The ids are numbers of ours, since a state may be called
 * anything.
 *
 * An arrow from a state to one in it starts from a ring, which stands for any state in the box: from the border it would
 * run through what the box says.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import type { DrawnArrow, DrawnMark } from "./drawing.ts";
import type { ElkEdge, ElkLabel, ElkNode } from "./elk_graph.ts";
import { Kin } from "./kin.ts";
import * as measures from "./measures.ts";
import { type Measure, type Paragraph, paragraphOf } from "./paragraph.ts";
import { type Said, saidIn, saidWidth } from "./said.ts";
import { actionPieces, type Piece, piecesOf, staysIn } from "./words.ts";

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
export type GraphArrow =
  & Pick<DrawnArrow, "type" | "transition" | "from" | "to">
  & { readonly text?: Paragraph };

/** Where arrows point that lead ahead. */
export type Direction = "DOWN" | "RIGHT";

/** Makes the graph of a chart, in which the transitions `told` have no arrow: their states say where they lead. */
export function graphOf(
  chart: ChartNode,
  measure: Measure,
  told: ReadonlySet<ChartTransition>,
  direction: Direction,
): Graph {
  const kin = new Kin(chart);
  const numbers = new Map([...kin.nodes()].map((node, at) => [node, at]));
  const states = new Map<string, GraphState>();
  const marks = new Map<string, GraphMark>();
  const arrows = new Map<string, GraphArrow>();
  const edges: ElkEdge[] = [];

  const root = boxOf(chart);
  for (const node of kin.nodes()) connect(node);
  return { root, edges, states, marks, arrows };

  function boxOf(node: ChartNode): ElkNode {
    const id = idOf(node);
    const parent = kin.parentOf(node);
    const said = saidIn(node, told, measure);
    states.set(id, { node, ...(parent && { parent }), ...said });
    const { history, type } = node;
    if (history) {
      return { id, width: measures.historySize, height: measures.historySize };
    }
    const width = saidWidth(said);
    if (node.states.length === 0) {
      const frame = type === "final" ? 2 * measures.finalGap : 0;
      return { id, width: width + frame, height: said.head + frame };
    }
    return {
      id,
      children: [...marksIn(node), ...node.states.map(boxOf)],
      layoutOptions: {
        "elk.padding": paddingBelow(said.head),
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        "elk.nodeSize.minimum": minimumOf(width, direction),
      },
    };
  }

  function marksIn(node: ChartNode): ElkNode[] {
    const types = [
      ...node.initial ? ["beginning" as const] : [],
      ...node.transitions.some((one) => isInward(node, one))
        ? ["anywhere" as const]
        : [],
    ];
    return types.map((type) => {
      const id = markOf(type, node);
      marks.set(id, { type, state: node.id });
      return { id, width: measures.markSize, height: measures.markSize };
    });
  }

  function isInward(node: ChartNode, transition: ChartTransition): boolean {
    return !told.has(transition) &&
      kin.targetsOf(transition).some((target) => kin.isInside(target, node));
  }

  function connect(node: ChartNode): void {
    const { id: from, initial, history } = node;
    if (initial) {
      add(
        { type: "beginning", from, to: initial.target },
        markOf("beginning", node),
        actionPieces(initial.actions),
      );
    }
    for (const to of history?.targets ?? []) {
      const pieces = [{ text: "the first time", role: "word" }] as const;
      add({ type: "history", from, to }, idOf(node), pieces);
    }
    for (const transition of node.transitions) {
      if (told.has(transition) || staysIn(node, transition)) continue;
      for (const target of kin.targetsOf(transition)) {
        add(
          { type: "transition", transition, from, to: target.id },
          kin.isInside(target, node) ? markOf("anywhere", node) : idOf(node),
          piecesOf(transition),
        );
      }
    }
  }

  function add(
    arrow: Omit<GraphArrow, "text">,
    start: string,
    pieces: readonly Piece[],
  ): void {
    const id = `a${edges.length}`;
    const text = pieces.length > 0 &&
      paragraphOf(pieces, measures.labelWidthMax, measure);
    arrows.set(id, { ...arrow, ...(text && { text }) });
    edges.push({
      id,
      sources: [start],
      targets: [idOf(kin.node(arrow.to))],
      ...(text && { labels: [labelOf(text)] }),
      layoutOptions: { "elk.layered.priority.direction": straightness(arrow) },
    });
  }

  /** Which arrows are to point ahead, where not all of them can: the greater, the rather. */
  function straightness(
    { type, from, to }: Omit<GraphArrow, "text">,
  ): string {
    if (type === "beginning") return "20";
    const isAhead = numberOf(from) < numberOf(to);
    return isAhead ? "10" : "1";
  }

  function numberOf(id: string): number {
    return numbers.get(kin.node(id))!;
  }

  function idOf(node: ChartNode): string {
    return `s${numbers.get(node)}`;
  }

  function markOf(type: GraphMark["type"], node: ChartNode): string {
    return `${type}${numbers.get(node)}`;
  }
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
function minimumOf(width: number, direction: Direction): string {
  // ELK lays out from left to right and turns the result, but not this option.
  return direction === "RIGHT" ? `(${width},0)` : `(0,${width})`;
}

function paddingBelow(head: number): string {
  const { inset } = measures;
  return `[top=${head + inset},left=${inset},bottom=${inset},right=${inset}]`;
}
