/**
 * How many events wait for an actor. XState 5.33.3 handles what is sent at once, unless the actor is in the middle of
 * a step: so something waits only within a step, and in an actor that was not started.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";

interface Item {
  readonly next: Item | null;
}

interface WithMailbox {
  readonly mailbox?: { readonly _current: Item | null };
}

/** Events counted at most: beyond it the answer is this. */
export const mailboxDepthMax = 10_000;

/** Events that wait for the actor, the one in hand among them. */
export function mailboxDepth(ref: AnyRef): number {
  let item = (ref as unknown as WithMailbox).mailbox?._current ?? null;
  let depth = 0;
  while (item !== null && depth < mailboxDepthMax) {
    depth++;
    item = item.next;
  }
  return depth;
}
