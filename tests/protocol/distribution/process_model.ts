/**
 * What links and monitors promise, said as simply as possible: one world without messages, in which everything happens
 * at once.
 *
 * @module
 */

/** The model of processes 0, 1, 2 and so on, on nodes 0, 1, 2 in turn. */
export class ProcessModel {
  /** What each heard, in words. */
  readonly heard: string[][];
  /** Why each ended. */
  readonly ended: (string | undefined)[];
  readonly #traps: readonly boolean[];
  readonly #nodes: number;
  readonly #links = new Set<string>();
  readonly #watches: { readonly by: number; readonly of: number }[] = [];
  readonly #cuts = new Set<string>();

  /** Processes that trap exits or do not, on so many nodes. */
  constructor(traps: readonly boolean[], nodes: number) {
    this.#traps = traps;
    this.#nodes = nodes;
    this.heard = traps.map(() => []);
    this.ended = traps.map(() => undefined);
  }

  /** Whether two processes can reach each other. */
  reaches(a: number, b: number): boolean {
    return !this.#cuts.has(pair(a % this.#nodes, b % this.#nodes));
  }

  /** Links a to b. */
  link(a: number, b: number): void {
    if (a === b) return;
    if (this.ended[b] === undefined) this.#links.add(pair(a, b));
    else this.#exit(a, "noproc");
  }

  /** Undoes that. */
  unlink(a: number, b: number): void {
    this.#links.delete(pair(a, b));
  }

  /** Has a watch b. */
  watch(a: number, b: number): void {
    if (this.ended[b] === undefined) this.#watches.push({ by: a, of: b });
    else this.heard[a]!.push("down noproc");
  }

  /** Ends a. */
  end(a: number, reason: string): void {
    if (this.ended[a] !== undefined) return;
    this.ended[a] = reason;
    for (
      const { by, of } of this.#takeWatches((by, of) => by === a || of === a)
    ) {
      if (of === a && by !== a) this.heard[by]!.push(`down ${reason}`);
    }
    const others = this.#takeLinks((x, y) => x === a || y === a)
      .map(([x, y]) => x === a ? y : x);
    for (const other of others) this.#exit(other, reason);
  }

  /** Cuts two nodes off from each other. */
  cut(a: number, b: number): void {
    if (this.#cuts.has(pair(a, b))) return;
    this.#cuts.add(pair(a, b));
    const isCut = (x: number, y: number) =>
      pair(x % this.#nodes, y % this.#nodes) === pair(a, b);
    for (const { by } of this.#takeWatches(isCut)) {
      this.heard[by]!.push("down noconnection");
    }
    for (const [x, y] of this.#takeLinks(isCut)) {
      this.#exit(x, "noconnection");
      this.#exit(y, "noconnection");
    }
  }

  /** Connects them again. */
  heal(a: number, b: number): void {
    this.#cuts.delete(pair(a, b));
  }

  /** Links that are there, as texts. */
  links(): readonly string[] {
    return [...this.#links].sort();
  }

  #exit(a: number, reason: string): void {
    if (this.ended[a] !== undefined) return;
    if (this.#traps[a]) this.heard[a]!.push(`exit ${reason}`);
    else if (reason !== "normal") this.end(a, reason);
  }

  #takeWatches(isMeant: (by: number, of: number) => boolean) {
    const taken = this.#watches.filter(({ by, of }) => isMeant(by, of));
    for (const watch of taken) {
      this.#watches.splice(this.#watches.indexOf(watch), 1);
    }
    return taken;
  }

  #takeLinks(isMeant: (x: number, y: number) => boolean): [number, number][] {
    const all = [...this.#links].map((key) => key.split("-").map(Number));
    const taken = (all as [number, number][]).filter(([x, y]) => isMeant(x, y));
    for (const [x, y] of taken) this.#links.delete(pair(x, y));
    return taken;
  }
}

/** The same text for the same two. */
export function pair(a: number, b: number): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}
