/**
 * Which pids are in which groups, and who said so. A pid may be in a group several times, once per mention.
 *
 * @module
 */
import { type Pid, type Term, termKey } from "../../wire/etf/mod.ts";
import { pidKey } from "./numbering.ts";

interface Group {
  readonly group: Term;
  readonly byOwner: Map<string, Pid[]>;
}

/** One group, and mentions of pids in it. */
export interface Mentions {
  /** The group. */
  readonly group: Term;
  /** The pids, once per mention. */
  readonly pids: readonly Pid[];
}

/** The groups of a scope. Owners are scope processes; what each of them said can be forgotten at once. */
export class GroupTable {
  readonly #groups = new Map<string, Group>();
  readonly #ofOwner = new Map<string, Map<string, Group>>();

  /** Names of the groups that have members. */
  groups(): readonly Term[] {
    return [...this.#groups.values()].map(({ group }) => group);
  }

  /** All members of a group; those that `owner` mentions, if that is given. */
  members(group: Term, owner?: string): readonly Pid[] {
    const byOwner = this.#groups.get(termKey(group))?.byOwner;
    if (owner !== undefined) return [...byOwner?.get(owner) ?? []];
    return [...byOwner?.values() ?? []].flat();
  }

  /** All that an owner mentions. */
  mentionsOf(owner: string): readonly Mentions[] {
    const groups = this.#ofOwner.get(owner)?.values() ?? [];
    return [...groups].map(({ group, byOwner }) => ({
      group,
      pids: [...byOwner.get(owner)!],
    }));
  }

  /** How many mentions an owner makes. */
  countOf(owner: string): number {
    let count = 0;
    for (const { byOwner } of this.#ofOwner.get(owner)?.values() ?? []) {
      count += byOwner.get(owner)!.length;
    }
    return count;
  }

  /** Adds mentions. */
  add(owner: string, { group, pids }: Mentions): void {
    if (pids.length === 0) return;
    const key = termKey(group);
    const entry = this.#groups.get(key) ?? { group, byOwner: new Map() };
    this.#groups.set(key, entry);
    const known = entry.byOwner.get(owner);
    // Not by spreading: a hundred thousand arguments are more than a stack takes.
    if (known) { for (const pid of pids) known.push(pid); }
    else entry.byOwner.set(owner, [...pids]);
    const own = this.#ofOwner.get(owner);
    if (own) own.set(key, entry);
    else this.#ofOwner.set(owner, new Map([[key, entry]]));
  }

  /** Takes out one mention of each of the pids; gives those that there were. */
  remove(owner: string, { group, pids }: Mentions): readonly Pid[] {
    const key = termKey(group);
    const entry = this.#groups.get(key);
    const known = entry?.byOwner.get(owner);
    if (!entry || !known) return [];
    const removed = takeEach(known, pids);
    if (known.length === 0) this.#forget(owner, key, entry);
    return removed;
  }

  /** Forgets all that an owner mentions; gives what it was. */
  removeOwner(owner: string): readonly Mentions[] {
    const mentions = this.mentionsOf(owner);
    const own = this.#ofOwner.get(owner) ?? new Map<string, Group>();
    for (const [key, entry] of own) this.#forget(owner, key, entry);
    return mentions;
  }

  #forget(owner: string, key: string, entry: Group): void {
    entry.byOwner.delete(owner);
    if (entry.byOwner.size === 0) this.#groups.delete(key);
    const own = this.#ofOwner.get(owner);
    own?.delete(key);
    if (own?.size === 0) this.#ofOwner.delete(owner);
  }
}

/** Takes one mention of each of the wanted out of `pids`, and gives them; in one pass, however many there are. */
function takeEach(pids: Pid[], wanted: readonly Pid[]): readonly Pid[] {
  const counts = new Map<string, number>();
  for (const pid of wanted) {
    const key = pidKey(pid);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const taken: Pid[] = [];
  let kept = 0;
  for (const pid of pids) {
    const key = pidKey(pid);
    const count = counts.get(key) ?? 0;
    if (count === 0) {
      pids[kept++] = pid;
      continue;
    }
    counts.set(key, count - 1);
    taken.push(pid);
  }
  pids.length = kept;
  return taken;
}
