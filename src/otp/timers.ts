/**
 * Which of an actor's timers run. XState 5.33.3 keeps them as `_scheduledEvents`, by the wall clock whatever clock fires them.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";
import { delayNameOf } from "./timer_steps.ts";

/** A timer that runs. */
export interface WaitingTimer {
  /** The delay's name in the chart or its ms, or the type of the event that will be sent. */
  readonly name: string;
  /** When it fires, in ms since the Unix epoch. */
  readonly atMs: number;
}

interface WithTimers {
  getSnapshot(): {
    readonly _scheduledEvents: Readonly<Record<string, Scheduled>>;
  };
}

interface Scheduled {
  readonly source: AnyRef;
  readonly event: { readonly type: string };
  readonly delay: number;
  readonly startedAt: number;
}

/** The actor's timers that run, the next first. Looks at all timers of the system. */
export function timersOf(ref: AnyRef): readonly WaitingTimer[] {
  const system = ref.system as unknown as WithTimers;
  return Object.values(system.getSnapshot()._scheduledEvents)
    .filter(({ source }) => source === ref)
    .map(({ event: { type }, startedAt, delay }) => ({
      name: delayNameOf(type) ?? type,
      atMs: startedAt + delay,
    }))
    .sort((a, b) => a.atMs - b.atMs);
}
