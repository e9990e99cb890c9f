/**
 * Who is in whom in a chart.
 *
 * @module
 */
import type { StateValue } from "../../frame.ts";
import type { ChartNode, ChartTransition } from "../../chart.ts";

/** The states of one chart, by their ids, and the state that each is in. */
export class Kin {
  /** The machine itself. */
  readonly chart: ChartNode;
  readonly #nodes = new Map<string, ChartNode>();
  readonly #parents = new Map<ChartNode, ChartNode>();

  /** Looks through a chart. */
  constructor(chart: ChartNode) {
    this.chart = chart;
    this.#add(chart);
  }

  /** Every state, each before those in it. */
  nodes(): Iterable<ChartNode> {
    return this.#nodes.values();
  }

  /** The state of that id. A chart names no others. */
  node(id: string): ChartNode {
    return this.#nodes.get(id)!;
  }

  /** The state it is in; the machine is in none. */
  parentOf(node: ChartNode): ChartNode | undefined {
    return this.#parents.get(node);
  }

  /** Where a transition leads. */
  targetsOf({ targets = [] }: ChartTransition): ChartNode[] {
    return targets.map((id) => this.node(id));
  }

  /** Whether `node` is somewhere in `outer`, and is not `outer` itself. */
  isInside(node: ChartNode, outer: ChartNode): boolean {
    const parent = this.parentOf(node);
    return parent !== undefined &&
      (parent === outer || this.isInside(parent, outer));
  }

  #add(node: ChartNode): void {
    this.#nodes.set(node.id, node);
    for (const state of node.states) {
      this.#parents.set(state, node);
      this.#add(state);
    }
  }
}

/** The states that a machine is in, each before those in it; the machine itself is the first. */
export function activeIn(
  node: ChartNode,
  value: StateValue | undefined,
): ChartNode[] {
  if (value === undefined) return [node];
  const inside = typeof value === "string" ? { [value]: {} } : value;
  return [
    node,
    ...node.states.filter(({ key }) => Object.hasOwn(inside, key))
      .flatMap((state) => activeIn(state, inside[state.key])),
  ];
}
