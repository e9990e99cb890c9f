/**
 * Entries by the node that they are about, so that the loss of a node costs what there is of that node.
 *
 * @module
 */

/** Links and monitors that one node may have with ours: about 300 bytes each. */
export const entriesPerNodeMax = 262_144;

/** Sets of entries, one a node. */
export class NodeIndex<Entry> {
  readonly #byNode = new Map<string, Set<Entry>>();

  /** Whether there is no room for one more of that node. */
  isFull(node: string): boolean {
    return (this.#byNode.get(node)?.size ?? 0) >= entriesPerNodeMax;
  }

  /** Adds an entry. */
  add(node: string, entry: Entry): void {
    const entries = this.#byNode.get(node);
    if (entries) entries.add(entry);
    else this.#byNode.set(node, new Set([entry]));
  }

  /** Takes an entry out. */
  delete(node: string, entry: Entry): void {
    const entries = this.#byNode.get(node);
    if (entries?.delete(entry) && entries.size === 0) this.#byNode.delete(node);
  }

  /** Takes out all that there is of a node. */
  take(node: string): Iterable<Entry> {
    const entries = this.#byNode.get(node) ?? [];
    this.#byNode.delete(node);
    return entries;
  }
}
