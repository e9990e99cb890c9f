/**
 * What happens in a system, as XState's `system.inspect` tells it, at a fraction of the cost: that copies each event of each
 * actor, several for one step, which takes a tenth of the time of a small step. This hands out the event itself, which the
 * listener must leave as it is.
 *
 * It hooks `_sendInspectionEvent`, which every actor of a system calls (XState 5.33.3; `tests/otp/xstate_contract*_test.ts`
 * fails by name if not), for as long as somebody listens.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";

/** What is used of an inspection event. */
export interface Inspected {
  /** `@xstate.event`, `@xstate.snapshot`, `@xstate.microstep`, `@xstate.action` or `@xstate.actor`. */
  readonly type: string;
  /** Whom it is about: who receives an event, who takes a step. */
  readonly actorRef: AnyRef;
  /** Who sent an event, where that is known. */
  readonly sourceRef?: AnyRef;
  /** The event. */
  readonly event?: { readonly type: string };
  /** The transitions of a microstep, as definitions of XState's. */
  // deno-lint-ignore no-explicit-any
  readonly _transitions?: readonly any[];
}

/** Hears what happens, in the middle of it: what it throws is thrown at whoever sends. */
export type InspectionListener = (event: Inspected) => void;

interface Inspecting {
  _sendInspectionEvent: InspectionListener;
}

interface Hook {
  readonly listeners: Set<InspectionListener>;
  remove(): void;
}

const hooks = new WeakMap<Inspecting, Hook>();

/** Has `listener` told of what happens in the system of `ref`; returns what ends that. */
export function onInspection(
  ref: AnyRef,
  listener: InspectionListener,
): () => void {
  const system = ref.system as unknown as Inspecting;
  const hook = hooks.get(system) ?? hookInto(system);
  hook.listeners.add(listener);
  return () => {
    if (hook.listeners.delete(listener) && hook.listeners.size === 0) {
      hook.remove();
    }
  };
}

function hookInto(system: Inspecting): Hook {
  const { _sendInspectionEvent: tell } = system;
  const listeners = new Set<InspectionListener>();
  const hooked: InspectionListener = (event) => {
    for (const listener of listeners) listener(event);
    tell(event);
  };
  system._sendInspectionEvent = hooked;
  const hook: Hook = {
    listeners,
    remove() {
      // Somebody else may have hooked in since, and calls ours.
      if (system._sendInspectionEvent !== hooked) return;
      system._sendInspectionEvent = tell;
      hooks.delete(system);
    },
  };
  hooks.set(system, hook);
  return hook;
}
