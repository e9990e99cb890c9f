/**
 * Commands that go on until the operator ends them.
 *
 * @module
 */
import { listenToSignals } from "../ports/signals.ts";
import type { Clock } from "../ports/world.ts";

/** Says when the operator ends the command, by Ctrl+C or SIGTERM, until it is disposed of. */
export interface Interruption extends Disposable {
  /** Aborted by then. */
  readonly signal: AbortSignal;
}

/** Listens to the operator from now on. */
export function interruption(): Interruption {
  const ending = new AbortController();
  const end = () => ending.abort();
  const stopListening = listenToSignals({ SIGINT: end, SIGTERM: end });
  return { signal: ending.signal, [Symbol.dispose]: stopListening };
}

/** What `promise` comes to; undefined as soon as `signal` is aborted. */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  if (signal.aborted) return undefined;
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export async function pause(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const paused = Promise.withResolvers<void>();
  const timer = clock.setTimeout(paused.resolve, ms);
  await unlessAborted(paused.promise, signal);
  clock.clearTimeout(timer);
}
