/**
 * A system of actors while somebody watches it. What happens in it is only noted; what follows from that is found out when it
 * is asked for, ten times a second. It never throws into an actor.
 *
 * @module
 */
import {
  type AnyRef,
  type Inspected,
  type LifecycleEvent,
  onInspection,
  sessionIdOf,
} from "../otp/mod.ts";
import type { Clock } from "../ports/world.ts";
import { EventLog, type LogPart } from "./event_log.ts";
import { Roster, type RosterChanges, type RosterParts } from "./roster.ts";
import { Selection } from "./selection.ts";

/** What a watch is made of. */
export interface WatchParts extends RosterParts {
  /** Time. */
  readonly clock: Clock;
}

/** What is different from the time before. */
export interface Changes extends RosterChanges {
  /** What was received. */
  readonly log: LogPart;
}

/** Watches a system until it is closed. */
export class Watch {
  /** Who is there. */
  readonly roster: Roster;
  /** Whether events are kept for the log. */
  wantsLog = false;
  readonly #clock: Clock;
  readonly #selections = new Map<string, Selection>();
  readonly #log = new EventLog();
  readonly #close: () => void;

  /** Listens from now on. */
  constructor(parts: WatchParts) {
    this.roster = new Roster(parts);
    this.#clock = parts.clock;
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
  selected(id: string): Selection | undefined {
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
    const changes = this.roster.flush();
    for (const [id, selection] of this.#selections) {
      selection.look(this.roster.get(id));
    }
    return { ...changes, log: this.#log.take() };
  }

  #noteLife({ type }: LifecycleEvent, ref: AnyRef): void {
    if (type === "started") return void this.roster.add(ref);
    const actor = this.roster.get(sessionIdOf(ref));
    if (!actor) return;
    if (type !== "restarted" && type !== "gave_up") actor.hasEnded = true;
    this.roster.touch(actor);
  }

  /** Called several times for each event of each actor: what can wait for the flush waits for it. */
  #note(event: Inspected): void {
    if (event.type === "@xstate.event") return this.#noteEvent(event);
    if (event.type === "@xstate.microstep" && this.#selections.size > 0) {
      this.#selections.get(sessionIdOf(event.actorRef))
        ?.take(event._transitions ?? []);
    }
  }

  #noteEvent({ actorRef, sourceRef, event }: Inspected): void {
    const id = sessionIdOf(actorRef);
    const actor = this.roster.get(id);
    if (!actor) return;
    actor.events++;
    this.roster.touch(actor);
    if (this.wantsLog && this.#log.hasRoom()) {
      const from = sourceRef && sessionIdOf(sourceRef);
      this.#log.add(this.#clock.nowMs(), from, id, event?.type);
    }
  }
}
