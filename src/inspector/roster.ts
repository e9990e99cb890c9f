/**
 * Who is there in a system that is watched, and whose rows have to be written anew.
 *
 * @module
 */
import {
  type AnyRef,
  type AnyState,
  childrenOf,
  inFamilyOrder,
  isRunning,
  parentOf,
  sessionIdOf,
} from "../otp/mod.ts";
import type { Charts } from "./charts.ts";
import { type RowTrouble, WatchedActor } from "./watched_actor.ts";

/** What a roster is made of. */
export interface RosterParts {
  /** The root of the system. */
  readonly root: AnyRef;
  /** Where charts are kept. */
  readonly charts: Charts;
  /** What became of the actors of a path before. */
  readonly troubleOf: (path: string) => RowTrouble;
}

/** What is different from the time before. */
export interface RosterChanges {
  /** Ids of actors whose rows are new or others, parents before their children. */
  readonly changed: readonly string[];
  /** Ids of actors that are gone. */
  readonly gone: readonly string[];
}

/** Actors looked at in one go: a few ms, so that nothing else waits for long while somebody opens a page of thousands. */
const sliceActors = 250;

/** The actors of a system. */
export class Roster {
  readonly #parts: RosterParts;
  readonly #actors = new Map<string, WatchedActor>();
  /** Actors that ended while their parents still hold them. */
  readonly #ended = new Set<WatchedActor>();
  /** Actors that were there before, with all below them, that have not been looked at. */
  readonly #unseen: AnyRef[];
  #dirty: WatchedActor[] = [];

  /** Empty. Who is there is found out by `discover`. */
  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#unseen = [parts.root];
  }

  /** How many actors there are. */
  get size(): number {
    return this.#actors.size;
  }

  /** Whether all have been looked at who were there before. */
  get isComplete(): boolean {
    return this.#unseen.length === 0;
  }

  /** The actor of that id. */
  get(id: string): WatchedActor | undefined {
    return this.#actors.get(id);
  }

  /** Rows of these actors as JSON. */
  *texts(ids: Iterable<string>): Generator<string, void, void> {
    for (const id of ids) {
      const text = this.#actors.get(id)?.text;
      if (text) yield text;
    }
  }

  /** Rows of all as JSON, parents before their children, siblings as their supervisor has them or as they were started. */
  *allTexts(): Generator<string, void, void> {
    const families = Map.groupBy(
      this.#actors.values(),
      ({ parent = "" }) => this.#actors.has(parent) ? parent : undefined,
    );
    const waiting = (families.get(undefined) ?? []).toReversed();
    while (waiting.length > 0) {
      const { ref, id, text } = waiting.pop()!;
      if (text) yield text;
      const family = families.get(id) ?? [];
      const idOf = ({ ref }: WatchedActor) => ref.id;
      waiting.push(...inFamilyOrder(ref, family, idOf).toReversed());
    }
  }

  /** Looks at some more of those who were there before; says whether that is all. */
  discover(): boolean {
    for (let slice = 0; slice < sliceActors; slice++) {
      const ref = this.#unseen.pop();
      if (!ref) break;
      this.#see(ref);
    }
    return this.isComplete;
  }

  /** Adds an actor, after its parent: who is started while its parent is being made is heard of first. */
  add(ref: AnyRef): WatchedActor {
    const known = this.#actors.get(sessionIdOf(ref));
    if (known) return known;
    const parent = parentOf(ref);
    if (parent) this.add(parent);
    const actor = new WatchedActor(ref, this.#parts.charts);
    this.#actors.set(actor.id, actor);
    this.touch(actor);
    return actor;
  }

  /** Has the row of an actor written anew with the others. */
  touch(actor: WatchedActor): void {
    if (actor.isDirty) return;
    actor.isDirty = true;
    this.#dirty.push(actor);
  }

  /** Writes anew what was touched. */
  flush(): RosterChanges {
    const dirty = this.#dirty;
    this.#dirty = [];
    const changed: string[] = [];
    for (const actor of dirty) {
      actor.isDirty = false;
      if (this.#write(actor)) changed.push(actor.id);
      if (actor.hasEnded) this.#ended.add(actor);
    }
    const gone = this.#bury();
    return { changed: changed.filter((id) => this.#actors.has(id)), gone };
  }

  #see(ref: AnyRef): void {
    if (ref !== this.#parts.root && !isRunning(ref)) return;
    try {
      // Written at once, since the first flush would take long to write them all.
      this.#write(this.add(ref));
    } catch {
      // An actor that cannot be shown is not shown.
    }
    for (const child of childrenOf(ref).toReversed()) this.#unseen.push(child);
  }

  #write(actor: WatchedActor): boolean {
    try {
      return actor.write(this.#parts.troubleOf);
    } catch {
      // A snapshot that somebody wrote by hand may be anything.
      return false;
    }
  }

  #bury(): string[] {
    const gone: string[] = [];
    for (const actor of this.#ended) {
      if (isHeld(actor.ref)) continue;
      this.#ended.delete(actor);
      this.#actors.delete(actor.id);
      gone.push(actor.id);
    }
    return gone;
  }
}

/** Whether an actor that ended still stands somewhere: the root does, and so does the child of a machine that keeps it. */
function isHeld(ref: AnyRef): boolean {
  const parent = parentOf(ref);
  if (!parent) return true;
  // A logic that somebody wrote by hand may have any state.
  const state = parent.getSnapshot() as Partial<AnyState> | null | undefined;
  return state?.status === "active" && state.children?.[ref.id] === ref;
}
