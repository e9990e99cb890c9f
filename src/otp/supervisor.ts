/**
 * An OTP supervisor as a statechart: one state, one rule.
 *
 * Children start in order and stop in reverse. A child that crashes (or completes, if it is
 * `permanent`) is started again together with whatever the strategy ties to it; a supervisor that
 * spends its restart budget crashes itself, with the child's error as the cause, and so hands the
 * decision to its own supervisor. Children come and go at run time by `startChild`,
 * `stopChild` and `restartChild`.
 *
 * It refuses: two children of one id (a programmer's error, thrown at the caller).
 *
 * @module
 */
import { assign, enqueueActions, type EventObject, setup } from "xstate";
import { spend } from "./budget.ts";
import { kindOf, marked } from "./kind.ts";
import type { AnyRef, AnyState, Logic } from "./logic.ts";
import {
  affected,
  type Ending,
  type Intensity,
  intensityDefault,
  isRestarted,
  type Restart,
  type Strategy,
} from "./strategy.ts";
import {
  adopt,
  childPath,
  isNewsOf,
  onTermination,
  parentOf,
  pathOf,
  terminate,
} from "./system.ts";

/** One child that a supervisor keeps alive. */
export interface ChildSpec {
  /** Name within the supervisor. The child's system id is its path, e.g. `topologies/gossip/socket`. */
  readonly id: string;
  /** What to run. */
  // deno-lint-ignore no-explicit-any
  readonly logic: Logic<any, any>;
  /** Input of every incarnation. */
  readonly input?: unknown;
  /** When it is started again; `permanent` unless said otherwise. */
  readonly restart?: Restart;
}

/** How a supervisor is set up. */
export interface SupervisorSpec {
  /** Name of the kind of supervisor, shown in drawings. */
  readonly id: string;
  /** How siblings share a failure. */
  readonly strategy: Strategy;
  /** Restart budget; three in five seconds unless said otherwise. */
  readonly intensity?: Intensity;
  /** Children in start order. */
  readonly children?: readonly ChildSpec[];
}

/** What a supervisor hears. */
export type SupervisorEvent =
  | { readonly type: "child.start"; readonly spec: ChildSpec }
  | { readonly type: "child.stop"; readonly id: string }
  | { readonly type: "child.restart"; readonly id: string }
  | ChildEnded;

/** What XState tells a parent about a child that crashed or completed. */
export interface ChildEnded {
  /** Which of the two, and the child's id. */
  readonly type: `xstate.error.actor.${string}` | `xstate.done.actor.${string}`;
  /** The child's id. */
  readonly actorId: string;
  /** What a crashed child threw. */
  readonly error?: unknown;
}

type State = AnyState & { readonly context: Context };

interface Context {
  /** Specifications in start order. */
  readonly specs: readonly ChildSpec[];
  /** Times of recent restarts, in ms, oldest first. */
  readonly restarts: readonly number[];
}

/**
 * Actor logic of a supervisor.
 *
 * @example
 * ```ts
 * import { createActor, fromPromise } from "xstate";
 * import { supervisor } from "@rookery/rookery/otp";
 *
 * const job = fromPromise(() => Promise.resolve("done"));
 * const jobs = supervisor({
 *   id: "jobs",
 *   strategy: "one_for_one",
 *   children: [{ id: "nightly", logic: job, restart: "transient" }],
 * });
 * const root = createActor(jobs).start();
 * root.stop();
 * ```
 *
 * @throws When two children have one id.
 */
export function supervisor(spec: SupervisorSpec): Logic<SupervisorEvent> {
  const { strategy, children = [], intensity = intensityDefault } = spec;
  refuseTwins(spec);

  const machine = setup({
    types: { context: {} as Context, events: {} as SupervisorEvent },
    guards: {
      unknown: ({ context, event }) => !specOf(context, event),
      temporary: ({ context, event }) =>
        specOf(context, event)?.restart === "temporary",
      resting: ({ context, event }) =>
        !isRestarted(
          specOf(context, event)?.restart ?? "permanent",
          endingOf(event),
        ),
    },
    actions: {
      startAll: enqueueActions(({ context, enqueue, self }) => {
        adopt(self);
        onTermination(self, () => stopInReverse(self.getSnapshot()));
        for (const child of context.specs) start(enqueue, self, child);
      }),
      startOne: enqueueActions(({ context, enqueue, event, self }) => {
        if (event.type !== "child.start") return;
        enqueue.assign({ specs: [...context.specs, event.spec] });
        start(enqueue, self, event.spec);
      }),
      stopOne: enqueueActions(({ enqueue, event, self }) => {
        stop(enqueue, self, idOf(event));
      }),
      restartOne: enqueueActions(({ context, enqueue, event, self }) => {
        const child = specOf(context, event);
        if (!child) return;
        stop(enqueue, self, child.id);
        start(enqueue, self, child);
      }),
      forget: assign({
        specs: ({ context, event }) =>
          context.specs.filter(({ id }) => id !== idOf(event)),
      }),
      restartAffected: enqueueActions(({ context, enqueue, event, self }) => {
        const failed = idOf(event);
        const restarts = spend(
          context.restarts,
          intensity,
          self,
          failed,
          event,
        );
        const order = context.specs.map(({ id }) => id);
        const hit = affected(strategy, order, failed);
        const specs = context.specs.filter(({ id, restart }) =>
          restart !== "temporary" || !hit.includes(id)
        );
        for (const id of hit.toReversed()) {
          stop(enqueue, self, id);
        }
        for (const child of specs) {
          if (hit.includes(child.id)) start(enqueue, self, child);
        }
        enqueue.assign({ restarts, specs });
      }),
    },
  }).createMachine({
    id: spec.id,
    context: { specs: children, restarts: [] },
    entry: "startAll",
    initial: "supervising",
    states: {
      supervising: {
        description:
          `Every child is meant to be alive. ${strategy}; more than ${intensity.restarts} restarts within ${intensity.withinMs} ms are a failure of the supervisor.`,
        tags: ["healthy"],
        on: {
          "child.start": { guard: "unknown", actions: "startOne" },
          "child.stop": { actions: ["stopOne", "forget"] },
          "child.restart": { actions: "restartOne" },
          "xstate.error.actor.*": [
            { guard: "temporary", actions: ["stopOne", "forget"] },
            { actions: "restartAffected" },
          ],
          "xstate.done.actor.*": [
            { guard: "temporary", actions: ["stopOne", "forget"] },
            { guard: "resting", actions: "stopOne" },
            { actions: "restartAffected" },
          ],
        },
      },
    },
  });
  return marked(
    "supervisor",
    tended(machine as unknown as Logic<SupervisorEvent>),
  );
}

/**
 * Starts a child and returns it.
 *
 * @throws When the supervisor has a child of that id already, does not run, gave up over this child,
 * or is in the middle of a step; and when the child ended as soon as it started, so that there is none.
 */
export function startChild(supervisor: AnyRef, child: ChildSpec): AnyRef {
  const refuse = (reason: string, cause?: unknown) => {
    const attempt = `Cannot start ${child.id} under ${pathOf(supervisor)}`;
    return new Error(`${attempt}: ${reason}`, { cause });
  };
  const before = supervisor.getSnapshot() as State;
  if (before.status !== "active") throw refuse("the supervisor does not run");
  if (before.context.specs.some(({ id }) => id === child.id)) {
    throw refuse("it is there already");
  }
  supervisor.send({ type: "child.start", spec: child });
  const { status, error } = supervisor.getSnapshot() as State;
  if (status === "error") throw refuse("the supervisor gave up", error);
  const started = childOf(supervisor, child.id);
  if (started) return started;
  throw refuse(
    "it ended at once, or the supervisor is in the middle of a step (send it `child.start` then)",
  );
}

/** Stops a child for good; returns whether it was there. */
export function stopChild(supervisor: AnyRef, id: string): boolean {
  const known = specsOf(supervisor).some((child) => child.id === id);
  supervisor.send({ type: "child.stop", id });
  return known;
}

/** Starts a child afresh, at no cost to the restart budget; returns whether it was there. */
export function restartChild(supervisor: AnyRef, id: string): boolean {
  const known = specsOf(supervisor).some((child) => child.id === id);
  supervisor.send({ type: "child.restart", id });
  return known;
}

/** The running child of that id. */
export function childOf(supervisor: AnyRef, id: string): AnyRef | undefined {
  return (supervisor.getSnapshot() as AnyState).children?.[id];
}

/** Whether a supervisor has this actor among its children, so that it can be started afresh. */
export function isSupervised(ref: AnyRef): boolean {
  const parent = parentOf(ref);
  return parent !== undefined &&
    specsOf(parent).some(({ id }) => id === ref.id);
}

/** What a supervisor keeps alive, in start order, whatever was restarted since; nothing if it is no supervisor. */
export function specsOf(ref: AnyRef): readonly ChildSpec[] {
  if (kindOf(ref) !== "supervisor") return [];
  // One that is being made has no state yet.
  return (ref.getSnapshot() as State | undefined)?.context.specs ?? [];
}

type ChildEvent = { readonly id: string } | { readonly actorId: string };

/**
 * Mends what a machine cannot say by itself: children stop in reverse start order (XState stops the
 * oldest first), also when the supervisor gives up; and news of an ended child may be older
 * than the child that has its name now.
 */
function tended(machine: Logic<SupervisorEvent>): Logic<SupervisorEvent> {
  const { transition } = machine;
  // XState would start the first children here, in the order of an object's keys ("2" before "10" before "a"),
  // and again, harmlessly, in the order in which they were spawned.
  machine.start = () => {};
  machine.transition = (state, event, scope) => {
    if (isStale(state, event)) return state;
    if ((event as EventObject).type === "xstate.stop") stopInReverse(state);
    return transition(state, event, scope);
  };
  return machine;
}

function stopInReverse({ children, context }: State): void {
  for (const { id } of context.specs.toReversed()) {
    const child = children?.[id];
    if (child) terminate(child);
  }
}

function isStale({ children }: State, event: SupervisorEvent): boolean {
  if (!event.type.startsWith("xstate.") || !("actorId" in event)) return false;
  const child = children?.[event.actorId];
  return !child || !isNewsOf(child, event);
}

/** What is used of XState's enqueuer, whose own type is not exported. */
interface Enqueue {
  (action: () => void): void;
  // deno-lint-ignore no-explicit-any
  spawnChild(logic: Logic<any, any>, options: object): void;
  stopChild(id: string): void;
}

function start(enqueue: Enqueue, self: AnyRef, child: ChildSpec): void {
  const { id, logic, input } = child;
  enqueue.spawnChild(logic, { id, systemId: childPath(self, id), input });
}

function stop(enqueue: Enqueue, self: AnyRef, id: string): void {
  const child = childOf(self, id);
  if (!child) return;
  // Terminated before its successor is made, so that what it held is free again.
  enqueue(() => terminate(child));
  enqueue.stopChild(id);
}

function refuseTwins({ id: name, children = [] }: SupervisorSpec): void {
  const ids = new Set(children.map(({ id }) => id));
  if (ids.size < children.length) {
    throw new Error(`Supervisor ${name} has two children of one id`);
  }
}

function idOf(event: SupervisorEvent): string {
  if (event.type === "child.start") return event.spec.id;
  const other = event as ChildEvent;
  return "id" in other ? other.id : other.actorId;
}

function specOf({ specs }: Context, event: SupervisorEvent) {
  return specs.find(({ id }) => id === idOf(event));
}

function endingOf({ type }: SupervisorEvent): Ending {
  return type.startsWith("xstate.error.") ? "crashed" : "completed";
}
