/**
 * Looks at a node's actors again and again, and has shown what it sees. It asks instead of being told: that way the tree is
 * right after whatever happened in between, the node's own restart included.
 *
 * @module
 */
import type { Clock } from "../ports/world.ts";
import type { Actors } from "./actor_rows.ts";
import { pause, unlessAborted } from "./interruption.ts";
import { clientCodes, ClientError } from "./rest_client.ts";

/** Shows what is seen, until it is disposed of. */
export interface ActorsDisplay extends Disposable {
  /** The actors are these. */
  tree(actors: Actors): void;
  /** Nothing is heard of the node: why. */
  waiting(why: string): void;
}

/** What is watched, and how. */
export interface Watching {
  /** Asks for the actors. */
  readonly look: () => Promise<Actors>;
  /** Shows them. */
  readonly display: ActorsDisplay;
  /** Time. */
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** The shortest pause between two looks, in ms: what changes faster nobody reads. */
export const pauseMsMin = 250;

/** A pause lasts so many times as long as the look before it, so that a big tree costs its node little. */
const pausePerLook = 9;

/** The longest pause, in ms: a node that was slow once, or did not answer, is looked at again soon. */
const pauseMsMax = 5_000;

/**
 * Watches until it is aborted. A node that was heard once is waited for.
 *
 * @throws {ClientError} If it cannot be reached at first, or ever refuses to tell.
 */
export async function watchActors(
  { look, display, clock, signal }: Watching,
): Promise<void> {
  let wasHeard = false;
  while (!signal.aborted) {
    const beganAtMs = clock.nowMs();
    try {
      const actors = await unlessAborted(look(), signal);
      if (!actors) return;
      wasHeard = true;
      display.tree(actors);
    } catch (error) {
      if (!wasHeard || !mayPass(error)) throw error;
      display.waiting(error.message);
    }
    const pauseMs = pausePerLook * (clock.nowMs() - beganAtMs);
    const bounded = Math.min(Math.max(pauseMs, pauseMsMin), pauseMsMax);
    await pause(clock, bounded, signal);
  }
}

function mayPass(error: unknown): error is ClientError {
  return error instanceof ClientError && error.code === clientCodes.unreachable;
}
