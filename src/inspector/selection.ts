/**
 * An actor that somebody selected: all about it, and the transitions that it takes.
 *
 * @module
 */
import type { AnyTransitionDefinition } from "xstate";
import { transitionId } from "./chart.ts";
import type { WatchedActor } from "./watched_actor.ts";

/** Looks after which an actor is described though nothing was heard of it: what changes in place tells nobody. */
const looksUnheardMax = 10;

/** A selected actor. */
export class Selection {
  #text = "";
  #fired: ReadonlySet<string> = new Set();
  /** Transitions since the last look. */
  #taken = new Set<string>();
  #looksUnheard = 0;
  /** What it had received, and its row, when it was described. */
  #described = { events: -1, row: "" };

  /** All about it as JSON; empty before it was first seen, and when there is no such actor. */
  get text(): string {
    return this.#text;
  }

  /** Ids of the transitions that it took between the last two looks. */
  get fired(): ReadonlySet<string> {
    return this.#fired;
  }

  /** Notes transitions that it takes. */
  take(transitions: readonly AnyTransitionDefinition[]): void {
    for (const each of transitions) {
      const id = transitionId(each);
      if (id !== undefined) this.#taken.add(id);
    }
  }

  /** Describes it anew, if something happened to it. */
  look(actor: WatchedActor | undefined): void {
    this.#fired = this.#taken;
    this.#taken = new Set();
    if (!actor || !this.#isDue(actor)) return;
    this.#looksUnheard = 0;
    this.#described = { events: actor.events, row: actor.text };
    try {
      this.#text = JSON.stringify(actor.detail());
    } catch {
      // What somebody wrote by hand may be anything.
    }
  }

  #isDue({ events, text }: WatchedActor): boolean {
    this.#looksUnheard++;
    return events !== this.#described.events || text !== this.#described.row ||
      this.#looksUnheard >= looksUnheardMax;
  }
}
