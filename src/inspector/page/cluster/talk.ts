/**
 * How many messages a second go from node to node, from the counts that nodes tell of their connections.
 *
 * @module
 */
import type { ConnectionFacts } from "../../frame.ts";

/** Tellings of a node that a rate is taken over: some seconds of the node that is shown, more of those looked at in turn. */
const toldMax = 4;

interface Told {
  readonly atMs: number;
  readonly connections: readonly ConnectionFacts[];
}

/** Remembers what nodes told last. */
export class Talk {
  readonly #told = new Map<string, Told[]>();

  /** Notes what `node` told at `atMs` of its own clock. */
  note(node: string, atMs: number, connections: Told["connections"]): void {
    const told = this.#told.get(node) ?? [];
    // A clock that went back is that of another life.
    const before = told.filter((one) => one.atMs < atMs).slice(1 - toldMax);
    this.#told.set(node, [...before, { atMs, connections }]);
  }

  /** Messages a second from one to another, by what either told; undefined where nobody told twice. */
  perSecond(from: string, to: string): number | undefined {
    return this.#rate(from, to, "messagesOut") ??
      this.#rate(to, from, "messagesIn");
  }

  #rate(node: string, other: string, count: string): number | undefined {
    const counts = (this.#told.get(node) ?? []).flatMap((told) => {
      const about = told.connections.find(({ node }) => node === other)?.about;
      const value = about?.[count];
      return typeof value === "number" ? [{ atMs: told.atMs, value }] : [];
    });
    const [first, last] = [counts[0], counts.at(-1)];
    if (!first || !last || first === last) return undefined;
    // A connection that was made anew counts from nothing.
    const more = Math.max(0, last.value - first.value);
    return more * 1_000 / (last.atMs - first.atMs);
  }
}
