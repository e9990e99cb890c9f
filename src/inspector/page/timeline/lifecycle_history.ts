/**
 * What supervision did, put together from frames: the first frame of each connection repeats what is known already, and
 * a server that was started anew counts from the beginning.
 *
 * @module
 */
import type { LifecycleEntry } from "../../frame.ts";

/** Entries that are kept, twice as many as a server remembers. */
const lifecycleEntriesMax = 4_096;

/** What supervision did, each thing once. */
export class LifecycleHistory {
  #entries: LifecycleEntry[] = [];
  #known = new Set<string>();

  /** All that is kept, oldest first. */
  get entries(): readonly LifecycleEntry[] {
    return this.#entries;
  }

  /** What was done until a time, in ms since the Unix epoch. */
  until(ms: number): readonly LifecycleEntry[] {
    const last = this.#entries.findLastIndex(({ atMs }) => atMs <= ms);
    return this.#entries.slice(0, last + 1);
  }

  /** Adds what is new of what a frame says. */
  add(told: readonly LifecycleEntry[] = []): void {
    const fresh = told.filter((entry) => !this.#known.has(keyOf(entry)));
    if (fresh.length === 0) return;
    const all = [...this.#entries, ...fresh];
    this.#entries = all.slice(-lifecycleEntriesMax);
    for (const entry of fresh) this.#known.add(keyOf(entry));
    const gone = all.length - this.#entries.length;
    for (const entry of all.slice(0, gone)) this.#known.delete(keyOf(entry));
  }
}

/** The number alone does not say it: a server that was started anew counts from 1 again. */
function keyOf({ sequence, atMs, path }: LifecycleEntry): string {
  return `${sequence} ${atMs} ${path}`;
}
