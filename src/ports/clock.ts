/**
 * Time of the real world.
 *
 * @module
 */

import type { Clock } from "./world.ts";

/** Beyond this a platform timer fires at once instead of late. */
const DELAY_MS_MAX = 2 ** 31 - 1;

/**
 * The system's time as it was when the process began, and from then on as a stopwatch counts: a clock set back or
 * forward by an operator makes no member look silent.
 */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimeout: (fire, delayMs) =>
    setTimeout(fire, Math.min(delayMs, DELAY_MS_MAX)),
  clearTimeout: (timer) => clearTimeout(timer),
};
