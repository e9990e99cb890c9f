/**
 * Names of states in a Mermaid diagram, and where the states are.
 *
 * @module
 */
import type { ChartNode } from "./chart.ts";

/** The states of one chart: found by their ids, with a name each that Mermaid takes and that no other has. */
export class MermaidNames {
  readonly #nodes = new Map<string, ChartNode>();
  readonly #parents = new Map<ChartNode, ChartNode>();
  readonly #names = new Map<ChartNode, string>();
  readonly #taken = new Set<string>();

  /** Names the states of `chart`. */
  constructor(chart: ChartNode) {
    this.#add(chart, wordOf(chart.key));
  }

  /** Every state, in the order of the drawing. */
  nodes(): Iterable<ChartNode> {
    return this.#nodes.values();
  }

  /** The state of that id. */
  node(id: string): ChartNode {
    return this.#nodes.get(id)!;
  }

  /** Its name in the diagram. */
  of(node: ChartNode): string {
    return this.#names.get(node)!;
  }

  /** Name of the box that stands for any state in `node`. */
  anyOf(node: ChartNode): string {
    return `${this.of(node)}__any`;
  }

  /** The state it is in. */
  parentOf(node: ChartNode): ChartNode | undefined {
    return this.#parents.get(node);
  }

  /** Whether `node` is somewhere within `outer`, and is not `outer` itself. */
  isInside(node: ChartNode, outer: ChartNode): boolean {
    const parent = this.#parents.get(node);
    return parent !== undefined &&
      (parent === outer || this.isInside(parent, outer));
  }

  #add(node: ChartNode, wanted: string): void {
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#nodes.set(node.id, node);
    this.#names.set(node, name);
    this.#taken.add(name).add(this.anyOf(node));
    for (const state of node.states) {
      this.#parents.set(state, node);
      // With its parent's name in front it is none of Mermaid's own words (`end`, `note`, `state`).
      this.#add(state, `${name}_${wordOf(state.key)}`);
    }
  }
}

function wordOf(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, "_");
}
