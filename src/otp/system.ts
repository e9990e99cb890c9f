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
 * and when it ends (XState 5.33.3; `tests/otp/xstate_contract_test.ts` fails by name if not).
 *
 * @module
 */
import { Lifecycle } from "./lifecycle.ts";
import type { AnyRef, AnyState } from "./logic.ts";

type System = AnyRef["system"];

/** The parts of an actor that its public type hides. */
interface Insides {
  readonly _parent?: AnyRef;
  readonly options: { readonly input?: unknown };
  _stop(): void;
}

interface SystemInsides {
  _register(sessionId: string, ref: AnyRef): string;
  _unregister(ref: AnyRef): void;
  _relay(source: AnyRef | undefined, target: AnyRef, event: unknown): void;
}

interface Adopted {
  readonly lifecycle: Lifecycle;
  readonly children: WeakMap<AnyRef, Set<AnyRef>>;
}

const adoptedSystems = new WeakMap<System, Adopted>();
const disposers = new WeakMap<AnyRef, () => void>();

/** Starts to look after the system of an actor; `nowMs` counts only the first time. */
export function adopt(
  { system }: AnyRef,
  nowMs: () => number = () => performance.now(),
): Lifecycle {
  const known = adoptedSystems.get(system);
  if (known) return known.lifecycle;

  const adopted: Adopted = {
    lifecycle: new Lifecycle(nowMs),
    children: new WeakMap(),
  };
  adoptedSystems.set(system, adopted);
  const insides = system as unknown as SystemInsides;
  const { _register: register, _unregister: unregister } = insides;
  insides._register = (sessionId, ref) => {
    welcome(adopted, ref);
    return register(sessionId, ref);
  };
  insides._unregister = (ref) => {
    unregister(ref);
    bury(adopted, ref);
  };
  return adopted.lifecycle;
}

/** The history of the system that `ref` belongs to. */
export function lifecycle(ref: AnyRef): Lifecycle {
  return adopt(ref);
}

/** The actor's parent; the root has none. */
export function parentOf(ref: AnyRef): AnyRef | undefined {
  return (ref as unknown as Insides)._parent;
}

/** What the actor was started with. */
export function inputOf(ref: AnyRef): unknown {
  return (ref as unknown as Insides).options.input;
}

/** The actor's place in the tree: ids from below the root, joined by `/`; the root's own id for the root. */
export function pathOf(ref: AnyRef): string {
  const parent = parentOf(ref);
  return parent ? childPath(parent, ref.id) : ref.id;
}

/** The place in the tree that a child of `parent` has. */
export function childPath(parent: AnyRef, id: string): string {
  return parentOf(parent) ? `${pathOf(parent)}/${id}` : id;
}

/** The actor's live children, in start order. */
export function childrenOf(ref: AnyRef): readonly AnyRef[] {
  return [...adoptedSystems.get(ref.system)?.children.get(ref) ?? []];
}

/** Delivers `event` with its sender, so that inspection can draw the arrow. */
export function relay(source: AnyRef, target: AnyRef, event: unknown): void {
  (source.system as unknown as SystemInsides)._relay(source, target, event);
}

/** Has `dispose` called the moment `ref` is taken down or dies, even in the middle of one of its own steps. */
export function onTermination(ref: AnyRef, dispose: () => void): void {
  disposers.set(ref, dispose);
}

/** Ends `ref` and all that lives under it: youngest first, children before their parents. Safe to call twice. */
export function terminate(ref: AnyRef): void {
  disposers.get(ref)?.();
  reap(ref);
  (ref as unknown as Insides)._stop();
}

/** Ends all that lives under `ref`, youngest first, and leaves `ref` itself alone. */
export function reap(ref: AnyRef): void {
  for (const child of childrenOf(ref).toReversed()) terminate(child);
}

function welcome({ children, lifecycle }: Adopted, ref: AnyRef): void {
  const parent = parentOf(ref);
  if (parent) {
    const siblings = children.get(parent);
    if (siblings) siblings.add(ref);
    else children.set(parent, new Set([ref]));
  }
  lifecycle.record({ type: "started", path: pathOf(ref) }, ref);
}

function bury({ children, lifecycle }: Adopted, ref: AnyRef): void {
  const parent = parentOf(ref);
  // An actor passes here again when it is stopped after it was unregistered.
  if (parent && !children.get(parent)?.delete(ref)) return;
  const state = ref.getSnapshot() as AnyState;
  const path = pathOf(ref);
  if (state.status === "error") {
    lifecycle.record({ type: "crashed", path, error: state.error }, ref);
  } else {
    const type = state.status === "done" ? "completed" : "stopped";
    lifecycle.record({ type, path }, ref);
  }
  disposers.get(ref)?.();
  reap(ref);
}
