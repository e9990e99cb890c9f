/**
 * The time that ages are told by. It ticks once a second, and where something counts down four times as often.
 *
 * @module
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { nowMs } from "../model.ts";

const ticks = signal(0);
const fastTicks = signal(0);

/** The time on the server's clock, to the second. */
export const nowSlow: ReadonlySignal<number> = computed(() => {
  ticks.value;
  return nowMs();
});

/** The time on the server's clock, to a quarter of a second. */
export const nowFast: ReadonlySignal<number> = computed(() => {
  fastTicks.value;
  return nowMs();
});

/** Lets the time go on. */
export function startTicks(): void {
  setInterval(() => {
    fastTicks.value++;
    if (fastTicks.value % 4 === 0) ticks.value++;
  }, 250);
}
