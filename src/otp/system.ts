/**
 * What supervision adds to an XState actor system: who lives under whom, and a history of who
 * came and went.
 *
 * XState marks an actor that throws as `error` and tells its parent, but leaves the dead actor's
 * own children running, and an unhandled error empties `children` before anyone could find them.
 * OTP's links would have taken them down. Here every death, whatever its cause, takes the whole
 * subtree with it, in reverse start order, before the parent hears of it.
 *
 * It hooks `_register` and `_unregister`, which every actor of a system passes when it starts
 * and when it ends, and `_set`, which gives out system ids (XState 5.33.3;
 * `tests/otp/xstate_contract*_test.ts` fails by name if not).
 *
 * @module
 */
import { Lifecycle, type LifecycleNews } from "./lifecycle.ts";
import type { AnyRef, AnyState, Logic } from "./logic.ts";

type System = AnyRef["system"];

/** The parts of an actor that its public type hides. */
interface Insides {
  readonly sessionId: string;
  readonly systemId?: string;
  readonly logic: Logic;
  readonly _parent?: AnyRef;
  readonly _processingStatus: number;
  readonly options: { readonly input?: unknown };
  _stop(): void;
}

/** XState's `ProcessingStatus`, which it does not export. */
const notStarted = 0, running = 1, ended = 2;

interface SystemInsides {
  readonly _clock: { nowMs?(): number };
  _register(sessionId: string, ref: AnyRef): string;
  _unregister(ref: AnyRef): void;
  _set(systemId: string, ref: AnyRef): void;
  _relay(source: AnyRef | undefined, target: AnyRef, event: unknown): void;
}

interface EndNews {
  readonly type: string;
  readonly error?: unknown;
}

interface Adopted {
  readonly lifecycle: Lifecycle;
  /** Live actors in start order, by their parent; the root by its system. */
  readonly children: WeakMap<AnyRef | System, Set<AnyRef>>;
}

const adoptedSystems = new WeakMap<System, Adopted>();
const disposers = new WeakMap<AnyRef, () => void>();

/**
 * Starts to look after the system of an actor. Of the actors that run already, all are known from now on that a
 * machine holds as its children, and so are `ref` and those above it.
 */
export function adopt(ref: AnyRef): Lifecycle {
  const { system } = ref;
  const known = adoptedSystems.get(system);
  if (known) return known.lifecycle;

  const insides = system as unknown as SystemInsides;
  const { _clock: clock } = insides;
  const nowMs = () => clock.nowMs?.() ?? performance.now();
  const adopted: Adopted = {
    lifecycle: new Lifecycle(nowMs),
    children: new WeakMap(),
  };
  adoptedSystems.set(system, adopted);
  hook(insides, adopted);
  for (const each of [...heldBelow(rootOf(ref)), ...aboveOf(ref)]) {
    if (isRunning(each)) enrol(adopted, each);
  }
  return adopted.lifecycle;
}

/** The history of the system that `ref` belongs to. */
export function lifecycle(ref: AnyRef): Lifecycle {
  return adopt(ref);
}

/** Whether the actor has started and not ended. */
export function isRunning(ref: AnyRef): boolean {
  return statusOf(ref) === running;
}

/** Tells this incarnation of an actor from all other actors of the process, e.g. `x:12`. */
export function sessionIdOf(ref: AnyRef): string {
  return (ref as unknown as Insides).sessionId;
}

/** The actor's name in its system, if it has one. */
export function systemIdOf(ref: AnyRef): string | undefined {
  return (ref as unknown as Insides).systemId;
}

/** What the actor runs. */
export function logicOf(ref: AnyRef): Logic {
  return (ref as unknown as Insides).logic;
}

/** The actor that all others of its system live under. */
export function rootOf(ref: AnyRef): AnyRef {
  let root = ref;
  for (const above of aboveOf(ref)) root = above;
  return root;
}

/** The actor's parent; the root has none. */
export function parentOf(ref: AnyRef): AnyRef | undefined {
  return (ref as unknown as Insides)._parent;
}

/** What the actor was started with. */
export function inputOf(ref: AnyRef): unknown {
  return (ref as unknown as Insides).options.input;
}

/** The actor's place in the tree: ids from below the root, joined by `/`; the root's own name for the root. */
export function pathOf(ref: AnyRef): string {
  const parent = parentOf(ref);
  return parent ? childPath(parent, ref.id) : rootName(ref);
}

/** What XState 5.33.3 calls a machine without an id. */
const unnamed = "(machine)";

/** Its id; where it was given none, and goes by its session's, its name in the system or else its machine's id. */
function rootName(ref: AnyRef): string {
  if (ref.id !== sessionIdOf(ref)) return ref.id;
  const { id = unnamed } = logicOf(ref) as { readonly id?: string };
  return systemIdOf(ref) ?? (id === unnamed ? ref.id : id);
}

/** The place in the tree that a child of `parent` has. */
export function childPath(parent: AnyRef, id: string): string {
  return parentOf(parent) ? `${pathOf(parent)}/${id}` : id;
}

/** The actor's live children, in start order. */
export function childrenOf(ref: AnyRef): readonly AnyRef[] {
  return [...adoptedSystems.get(ref.system)?.children.get(ref) ?? []];
}

/** Whether it is this actor that XState's news of an end is about, and not an earlier one of its name. */
export function isNewsOf(ref: AnyRef, { type, error }: EndNews): boolean {
  const state = ref.getSnapshot() as AnyState;
  return type.startsWith("xstate.error.")
    ? state.status === "error" && Object.is(state.error, error)
    : state.status === "done";
}

/** Delivers `event` with its sender, so that inspection can draw the arrow. */
export function relay(source: AnyRef, target: AnyRef, event: unknown): void {
  (source.system as unknown as SystemInsides)._relay(source, target, event);
}

/** Has `dispose` called the moment `ref` is taken down or dies, once, even in the middle of one of its own steps. */
export function onTermination(ref: AnyRef, dispose: () => void): void {
  disposers.set(ref, dispose);
}

/**
 * Calls what `onTermination` was given. What it throws is recorded as a crash and goes no further:
 * whoever takes an actor down has siblings to take down too.
 */
export function dispose(ref: AnyRef): void {
  const disposer = disposers.get(ref);
  disposers.delete(ref);
  try {
    disposer?.();
  } catch (error) {
    adopt(ref).record({ type: "crashed", path: pathOf(ref), error }, ref);
  }
}

/** Ends `ref` and all that lives under it: youngest first, children before their parents. Safe to call twice. */
export function terminate(ref: AnyRef): void {
  dispose(ref);
  reap(ref);
  (ref as unknown as Insides)._stop();
  // In the middle of a step of its own it lingers until that step is over, and if it was never
  // started it just lies there: its system id must be free for its successor in both cases.
  (ref.system as unknown as SystemInsides)._unregister(ref);
  const adopted = adoptedSystems.get(ref.system);
  if (adopted) bury(adopted, ref);
}

/** Ends all that lives under `ref`, youngest first, and leaves `ref` itself alone. */
export function reap(ref: AnyRef): void {
  for (const child of childrenOf(ref).toReversed()) terminate(child);
}

function hook(system: SystemInsides, adopted: Adopted): void {
  const { _register: register, _unregister: unregister, _set: set } = system;
  system._register = (sessionId, ref) => {
    enrol(adopted, ref);
    adopted.lifecycle.record({ type: "started", path: pathOf(ref) }, ref);
    return register(sessionId, ref);
  };
  system._unregister = (ref) => {
    unregister(ref);
    // `stopChild` comes here early, to free the system id; the child still hears what its parent sent it last.
    if (statusOf(ref) !== running) bury(adopted, ref);
  };
  system._set = (systemId, ref) => {
    const holder = (system as unknown as System).get(systemId);
    if (holder && isLost(holder)) unregister(holder);
    set(systemId, ref);
  };
}

/** The actor and those above it, which is the root last. */
function* aboveOf(ref: AnyRef): Generator<AnyRef, void, void> {
  for (let each: AnyRef | undefined = ref; each; each = parentOf(each)) {
    yield each;
  }
}

/** All actors below `ref` that machines hold, parents before their children. */
function* heldBelow(ref: AnyRef): Generator<AnyRef, void, void> {
  // A machine that is being made has no snapshot yet.
  const state = ref.getSnapshot() as AnyState | undefined;
  for (const child of Object.values(state?.children ?? {})) {
    if (!child || parentOf(child) !== ref) continue;
    yield child;
    yield* heldBelow(child);
  }
}

function enrol({ children }: Adopted, ref: AnyRef): void {
  const holder = parentOf(ref) ?? ref.system;
  const siblings = children.get(holder);
  if (siblings) siblings.add(ref);
  else children.set(holder, new Set([ref]));
}

function bury({ children, lifecycle }: Adopted, ref: AnyRef): void {
  // An actor passes here more than once when it is taken down in the middle of a step.
  if (children.get(parentOf(ref) ?? ref.system)?.delete(ref)) {
    lifecycle.record(obituary(ref), ref);
  }
  dispose(ref);
  reap(ref);
}

function obituary(ref: AnyRef): LifecycleNews {
  const path = pathOf(ref);
  const { status, error } = ref.getSnapshot() as AnyState;
  if (status === "error") return { type: "crashed", path, error };
  return { type: status === "done" ? "completed" : "stopped", path };
}

/** Whether the actor was made in a step that threw, so that it will never start. */
function isLost(ref: AnyRef): boolean {
  if (statusOf(ref) !== notStarted) return false;
  for (let above = parentOf(ref); above; above = parentOf(above)) {
    if (statusOf(above) === ended) return true;
  }
  return false;
}

function statusOf(ref: AnyRef): number {
  return (ref as unknown as Insides)._processingStatus;
}
