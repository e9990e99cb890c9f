/**
 * The public face of actors: written by hand, so that no user depends on one version of XState's
 * type parameters. Every XState logic and every XState actor fits.
 *
 * @module
 */
// deno-lint-ignore-file no-explicit-any -- what an actor is inside is its own business

/**
 * Actor logic known by its events and its input; its inner states stay private.
 * Machines, promises, callbacks, ports, pools and supervisors all are.
 */
export interface Logic<TEvent = any, TInput = any> {
  /** The first state, from the input. */
  getInitialSnapshot: (scope: any, input: TInput) => any;
  /** The next state. */
  transition: (state: any, event: TEvent, scope: any) => any;
  /** What XState would store of a state. */
  getPersistedSnapshot: (state: any, options?: unknown) => any;
  /** What happens when an actor starts. */
  start?: (state: any, scope: any) => void;
}

/** A running actor of any kind. */
export interface AnyRef {
  /** Name within its parent. */
  readonly id: string;
  /** The system it belongs to. */
  readonly system: AnySystem;
  /** Delivers an event. */
  send(event: any): void;
  /** What it is now. */
  getSnapshot(): any;
  /** Observes its states, its error and its end. */
  subscribe(observer: any): { unsubscribe(): void };
  /** Hears what it emits; `*` for everything. */
  on(type: string, listener: (event: any) => void): { unsubscribe(): void };
}

/** The system that actors under one root share. */
export interface AnySystem {
  /** The running actor of that system id, which supervision sets to its path. */
  get(systemId: string): any;
  /** Observes everything that happens in the system. */
  inspect(observer: any): { unsubscribe(): void };
}

/** The parts of a snapshot that any kind of actor may have. */
export interface AnyState {
  /** Whether the actor lives, and if not, how it ended. */
  readonly status: "active" | "done" | "error" | "stopped";
  /** What it threw. */
  readonly error?: unknown;
  /** The children that a machine holds. */
  readonly children?: Readonly<Record<string, AnyRef | undefined>>;
}

/** What is used of the enqueuer that `enqueueActions` hands out, whose own type XState does not export. */
export interface Enqueuer {
  /** Sends an event once the step is done, with its sender. */
  sendTo(target: any, event: any): void;
  /** Emits an event to listeners outside. */
  emit(event: any): void;
}
