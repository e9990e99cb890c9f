/**
 * How long actors take when one of their timers fires: sweeps, rounds, retries. A sweep tells each member the time and
 * all of that is done before the timer's step is over, so this is how long nobody else was heard.
 *
 * It hooks `_relay`, through which XState 5.33.3 delivers a delayed event named `xstate.after.<delay>.<state>`.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";
import { pathOf } from "./system.ts";

/** One step that a timer began, once it is over. */
export interface TimerStep {
  /** The actor's place in the tree. */
  readonly path: string;
  /** The delay's name in the actor's chart, e.g. `untilSweep`; its milliseconds where it has no name. */
  readonly delay: string;
  /** How long it took, in ms. */
  readonly durationMs: number;
}

interface Relaying {
  _relay(
    source: AnyRef | undefined,
    target: AnyRef,
    event: { readonly type: string },
  ): void;
}

/** What the events of `after` begin with. */
const prefix = "xstate.after.";

/**
 * Has `listener` told of each step that a timer begins in the system of `ref`, for as long as that lives. What the listener
 * throws is the caller's own fault, and crashes the actor.
 */
export function onTimerSteps(
  ref: AnyRef,
  nowMs: () => number,
  listener: (step: TimerStep) => void,
): void {
  const system = ref.system as unknown as Relaying;
  const { _relay: relay } = system;
  system._relay = (source, target, event) => {
    // Only timers and the actor itself send to itself, so that what others send is not even looked at.
    if (source !== target || !event.type.startsWith(prefix)) {
      return relay(source, target, event);
    }
    const beganAtMs = nowMs();
    // Read first: an actor that ends in this step may have no parent afterwards.
    const path = pathOf(target);
    relay(source, target, event);
    const durationMs = Math.max(0, nowMs() - beganAtMs);
    listener({ path, delay: delayOf(event.type), durationMs });
  };
}

/** The delay that an event of `after` is named after, as in `TimerStep`; nothing if it is another event. */
export function delayNameOf(type: string): string | undefined {
  return type.startsWith(prefix) ? delayOf(type) : undefined;
}

function delayOf(type: string): string {
  const end = type.indexOf(".", prefix.length);
  return type.slice(prefix.length, end < 0 ? undefined : end);
}
