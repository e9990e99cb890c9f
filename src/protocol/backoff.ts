/**
 * How long to wait before trying again what was refused.
 *
 * Full jitter: many nodes that were refused together must not come back together
 * (Brooker, "Exponential Backoff And Jitter").
 *
 * @module
 */

/** Shortest wait, so that a refusal never becomes a busy loop. */
export const backoffMsMin = 250;

/** Longest wait: what comes back is noticed within half a minute. */
export const backoffMsMax = 30_000;

/** Doublings after which the longest wait is reached. */
const doublingsMax = 8;

/** Milliseconds to wait after `attempt` refusals in a row (0 for the first); `random` is in `[0, 1)`. */
export function backoffMs(attempt: number, random: number): number {
  const doublings = Math.min(attempt, doublingsMax);
  const ceilingMs = Math.min(backoffMsMax, 2 * backoffMsMin * 2 ** doublings);
  return Math.max(backoffMsMin, Math.round(random * ceilingMs));
}
