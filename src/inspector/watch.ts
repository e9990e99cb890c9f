/**
 * A system of actors while somebody watches it. What happens in it is only noted; what follows from that is found out when it
 * is asked for, ten times a second. It never throws into an actor.
 *
 * @module
 */
import type { AnyTransitionDefinition } from "xstate";
import {
  type AnyRef,
  type AnyState,
  childrenOf,
  type Inspected,
  isRunning,
  type LifecycleEvent,
  onInspection,
  parentOf,
  sessionIdOf,
} from "../otp/mod.ts";
import type { Clock } from "../ports/world.ts";
import { transitionId } from "./chart.ts";
import type { Charts } from "./charts.ts";
import { EventLog, type LogPart } from "./event_log.ts";
import type { Troubles } from "./troubles.ts";
import { WatchedActor } from "./watched_actor.ts";

/** What a watch is made of. */
export interface WatchParts {
  /** The root of the system. */
  readonly root: AnyRef;
  /** Time. */
  readonly clock: Clock;
  /** Where charts are kept. */
  readonly charts: Charts;
  /** What became of actors before. */
  readonly troubles: Troubles;
}

/** What is different from the time before. */
export interface Changes {
  /** Ids of actors whose rows are new or others, parents before their children. */
  readonly changed: readonly string[];
  /** Ids of actors that are gone. */
  readonly gone: readonly string[];
  /** What was received. */
  readonly log: LogPart;
}

/** An actor that somebody selected. */
export interface Selected {
  /** All about it as JSON; empty before it was first written, and when there is no such actor. */
  readonly text: string;
  /** Ids of the transitions that it took between the last two flushes. */
  readonly fired: ReadonlySet<string>;
}

/** Actors looked at in one go: a few ms, so that nothing else waits for long while somebody opens a page of thousands. */
const sliceActors = 250;

/** Flushes after which a selected actor is looked at though nothing was heard of it: what changes in place tells nobody. */
const flushesUnseenMax = 10;

class Selection implements Selected {
  text = "";
  fired: ReadonlySet<string> = new Set();
  /** Transitions since the last flush. */
  taken = new Set<string>();
  /** Whether something happened to the actor since it was looked at. */
  isTouched = true;
}

/** Watches a system until it is closed. */
export class Watch {
  /** Whether events are kept for the log. */
  wantsLog = false;
  readonly #parts: WatchParts;
  readonly #actors = new Map<string, WatchedActor>();
  /** Actors that ended while their parents still hold them. */
  readonly #ended = new Set<WatchedActor>();
  readonly #selections = new Map<string, Selection>();
  readonly #log = new EventLog();
  readonly #close: () => void;
  /** Actors that were there before, with all below them, that have not been looked at. */
  readonly #unseen: AnyRef[];
  #dirty: WatchedActor[] = [];
  #flushes = 0;

  /** Listens from now on. Who is there is found out by `discover`. */
  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#unseen = [parts.root];
    this.#close = onInspection(parts.root, (event) => {
      try {
        this.#note(event);
      } catch {
        // An inspector that throws would make whoever sends throw.
      }
    });
  }

  /** Listens no more. */
  close(): void {
    this.#close();
  }

  /** Whether all have been looked at who were there before. */
  get isComplete(): boolean {
    return this.#unseen.length === 0;
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

  /** How many actors are watched. */
  get size(): number {
    return this.#actors.size;
  }

  /** Rows as JSON, parents before their children. */
  *texts(ids?: Iterable<string>): Generator<string, void, void> {
    for (const id of ids ?? this.#actors.keys()) {
      const text = this.#actors.get(id)?.text;
      if (text) yield text;
    }
  }

  /** Selects these actors, and no others. */
  select(ids: ReadonlySet<string>): void {
    for (const id of this.#selections.keys()) {
      if (!ids.has(id)) this.#selections.delete(id);
    }
    for (const id of ids) {
      if (!this.#selections.has(id)) this.#selections.set(id, new Selection());
    }
  }

  /** A selected actor, as it was at the last flush. */
  selected(id: string): Selected | undefined {
    return this.#selections.get(id);
  }

  /** Hears of starts and ends. */
  hear(event: LifecycleEvent, ref: AnyRef): void {
    try {
      this.#noteLife(event, ref);
    } catch {
      // As with inspection: an actor that cannot be shown is not shown.
    }
  }

  /** Writes anew what may have changed. */
  flush(): Changes {
    this.#flushes++;
    const dirty = this.#dirty;
    this.#dirty = [];
    const changed: string[] = [];
    for (const actor of dirty) {
      actor.isDirty = false;
      const selection = this.#selections.get(actor.id);
      if (selection) selection.isTouched = true;
      if (this.#write(actor)) changed.push(actor.id);
      if (actor.hasEnded) this.#ended.add(actor);
    }
    const gone = this.#bury();
    for (const [id, selection] of this.#selections) this.#look(id, selection);
    return {
      changed: changed.filter((id) => this.#actors.has(id)),
      gone,
      log: this.#log.take(),
    };
  }

  #noteLife({ type }: LifecycleEvent, ref: AnyRef): void {
    if (type === "started") return void this.#add(ref);
    const actor = this.#actors.get(sessionIdOf(ref));
    if (!actor) return;
    if (type !== "restarted" && type !== "gave_up") actor.hasEnded = true;
    this.#touch(actor);
  }

  /** Called several times for each event of each actor: what can wait for the flush waits for it. */
  #note(event: Inspected): void {
    if (event.type === "@xstate.event") return this.#noteEvent(event);
    if (event.type === "@xstate.microstep" && this.#selections.size > 0) {
      this.#fire(sessionIdOf(event.actorRef), event._transitions ?? []);
    }
  }

  #noteEvent({ actorRef, sourceRef, event }: Inspected): void {
    const id = sessionIdOf(actorRef);
    const actor = this.#actors.get(id);
    if (!actor) return;
    actor.events++;
    this.#touch(actor);
    if (this.wantsLog && this.#log.hasRoom()) {
      const from = sourceRef && sessionIdOf(sourceRef);
      this.#log.add(this.#parts.clock.nowMs(), from, id, event?.type);
    }
  }

  #fire(id: string, taken: readonly AnyTransitionDefinition[]): void {
    const selection = this.#selections.get(id);
    if (!selection) return;
    for (const each of taken) {
      const transition = transitionId(each);
      if (transition !== undefined) selection.taken.add(transition);
    }
  }

  #touch(actor: WatchedActor): void {
    if (actor.isDirty) return;
    actor.isDirty = true;
    this.#dirty.push(actor);
  }

  #see(ref: AnyRef): void {
    const isRoot = ref === this.#parts.root;
    if (!isRoot && !isRunning(ref)) return;
    try {
      // Written at once, since the first flush would take long to write them all.
      this.#write(this.#add(ref));
    } catch {
      // As with inspection.
    }
    this.#unseen.push(...childrenOf(ref).toReversed());
  }

  /** Adds an actor, after its parent: who is started while its parent is being made is heard of first. */
  #add(ref: AnyRef): WatchedActor {
    const known = this.#actors.get(sessionIdOf(ref));
    if (known) return known;
    const parent = parentOf(ref);
    if (parent) this.#add(parent);
    const actor = new WatchedActor(ref, this.#parts.charts);
    this.#actors.set(actor.id, actor);
    this.#touch(actor);
    return actor;
  }

  #write(actor: WatchedActor): boolean {
    try {
      return actor.write(this.#parts.troubles);
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

  #look(id: string, selection: Selection): void {
    selection.fired = selection.taken;
    selection.taken = new Set();
    const actor = this.#actors.get(id);
    const isDue = selection.isTouched ||
      this.#flushes % flushesUnseenMax === 0;
    if (!actor || !isDue) return;
    selection.isTouched = false;
    try {
      selection.text = JSON.stringify(actor.detail());
    } catch {
      // As with rows.
    }
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
