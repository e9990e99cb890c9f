/**
 * Who is connected, and who says that it is about to be.
 *
 * @module
 */
import type { Traffic } from "./traffic.ts";

/** A connected node. */
export interface Connected {
  /** Its name, `name@host`. */
  readonly node: string;
  /** The connection's name among connections. */
  readonly id: string;
  /** Whether it is not counted as one of the cluster, by its wish or ours. */
  readonly hidden: boolean;
  /** Who connected: we (`out`) or it (`in`). */
  readonly direction: "in" | "out";
  /** Since when, in ms since the Unix epoch. */
  readonly sinceMs: number;
  /** What goes through the connection; changes in place. */
  readonly traffic: Traffic;
}

/** Connected nodes, and strangers by the names they claim; changes in place. */
export class Roster {
  readonly #connected = new Map<string, Connected>();
  readonly #claims = new Map<string, string>();

  /** All who are connected. */
  get connected(): ReadonlyMap<string, Connected> {
    return this.#connected;
  }

  /** One is connected; what was known of that name before is replaced. */
  add(node: Connected): void {
    this.#connected.set(node.node, node);
  }

  /** The node whose connection this is. */
  ofId(id: string): Connected | undefined {
    // Asked at an end, of which there are few: an index would have to be kept right by all others.
    for (const node of this.#connected.values()) {
      if (node.id === id) return node;
    }
    return undefined;
  }

  /** One is not connected any more. */
  remove(node: string): void {
    this.#connected.delete(node);
  }

  /** The stranger `id` says that it is `node`. */
  claim(id: string, node: string): void {
    this.#claims.set(id, node);
  }

  /** The name that the stranger `id` claims. */
  claimOf(id: string): string | undefined {
    return this.#claims.get(id);
  }

  /** The stranger `id` is gone, or has proved its name. */
  settle(id: string): void {
    this.#claims.delete(id);
  }

  /** Whether some stranger says that it is `node`. There are so few that looking at each is cheapest. */
  isClaimed(node: string): boolean {
    return this.#claims.values().some((claimed) => claimed === node);
  }

  /** Nobody is connected any more; returns those who were. */
  clear(): readonly Connected[] {
    const were = [...this.#connected.values()];
    this.#connected.clear();
    this.#claims.clear();
    return were;
  }
}
