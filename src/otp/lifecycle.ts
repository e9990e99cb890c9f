/**
 * What happened to the actors of one system: starts, ends, crashes with their causes, restarts,
 * and supervisors that gave up. Observable as it happens, and kept in a bounded recorder so
 * that someone who looks later still sees what came before.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";
import { type Trouble, Troubles } from "./troubles.ts";

/**
 * One thing that happened to one actor. What an actor's `dispose` throws is one more `crashed`, beside
 * the event that says how the actor ended.
 */
export type LifecycleEvent =
  & LifecycleMark
  & (
    | { readonly type: "started" | "stopped" | "completed" }
    | { readonly type: "crashed" | "gave_up"; readonly error: unknown }
    | { readonly type: "restarted"; readonly restarts: number }
  );

/** What every lifecycle event says. */
export interface LifecycleMark {
  /** Position in the history of the system, from 1 without gaps. */
  readonly sequence: number;
  /** When, in milliseconds on the system's clock. */
  readonly atMs: number;
  /** The actor's place in the tree, e.g. `topologies/gossip/socket`. */
  readonly path: string;
}

/** A lifecycle event before the recorder has numbered it. */
export type LifecycleNews =
  & { readonly path: string }
  & (
    | { readonly type: "started" | "stopped" | "completed" }
    | { readonly type: "crashed" | "gave_up"; readonly error: unknown }
    | { readonly type: "restarted"; readonly restarts: number }
  );

/**
 * Hears lifecycle events with the actor they are about. `started` comes before the actor's own first
 * actions, so what it emits from the beginning can still be subscribed to.
 */
export type LifecycleListener = (event: LifecycleEvent, ref: AnyRef) => void;

/** How many routine events (started, stopped, completed) are kept: a screen of them, many times over. */
export const routineEventsMax = 1_024;

/** How many events of trouble (crashed, restarted, gave_up) are kept; routine never pushes them out. */
export const troubleEventsMax = 1_024;

/** A bounded, observable history of one actor system. */
export class Lifecycle {
  #sequence = 0;
  /** The time on the system's clock, in milliseconds. */
  readonly nowMs: () => number;
  readonly #routine = new Ring<LifecycleEvent>(routineEventsMax);
  readonly #trouble = new Ring<LifecycleEvent>(troubleEventsMax);
  readonly #troubles = new Troubles();
  readonly #listeners = new Set<LifecycleListener>();

  /** A recorder that reads the time from `nowMs`. */
  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** The events still remembered, oldest first. */
  recent(): readonly LifecycleEvent[] {
    return [...this.#routine.values(), ...this.#trouble.values()]
      .sort((a, b) => a.sequence - b.sequence);
  }

  /** How often actors of that path were started again, and what one died of last: remembered for longer than the events are. */
  troubleOf(path: string): Trouble {
    return this.#troubles.of(path);
  }

  /** How many events happened so far, remembered or not. */
  get count(): number {
    return this.#sequence;
  }

  /**
   * Calls `listener` for each event from now on; returns what ends that. A throwing listener is dropped.
   * What a listener causes is told at once, within what it is being told: `sequence` has the order.
   */
  subscribe(listener: LifecycleListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Adds one event. Supervision does this; a user has no reason to. */
  record(news: LifecycleNews, ref: AnyRef): void {
    const event: LifecycleEvent = {
      ...news,
      sequence: ++this.#sequence,
      atMs: this.nowMs(),
    };
    (isTrouble(event) ? this.#trouble : this.#routine).push(event);
    this.#troubles.note(event);
    for (const listener of this.#listeners) {
      try {
        listener(event, ref);
      } catch {
        // A listener that throws must not become the crash of the actor it watches.
        this.#listeners.delete(listener);
      }
    }
  }
}

function isTrouble({ type }: LifecycleEvent): boolean {
  return type === "crashed" || type === "restarted" || type === "gave_up";
}

/** A list that forgets its oldest entry when it is full. */
class Ring<T> {
  readonly #slots: T[] = [];
  #next = 0;
  constructor(readonly capacity: number) {}

  push(value: T): void {
    this.#slots[this.#next] = value;
    this.#next = (this.#next + 1) % this.capacity;
  }

  values(): T[] {
    return this.#slots.length < this.capacity
      ? [...this.#slots]
      : [...this.#slots.slice(this.#next), ...this.#slots.slice(0, this.#next)];
  }
}
