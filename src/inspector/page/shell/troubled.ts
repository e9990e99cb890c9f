/**
 * How many actors somebody should have a look at.
 *
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";
import { moment } from "../model.ts";
import { isTroubled } from "../words/tone.ts";

/** How many actors are troubled or have crashed and are still there. */
export const troubled: ReadonlySignal<number> = computed(() => {
  let count = 0;
  for (const row of moment.value.actors.values()) {
    if (isTroubled(row)) count++;
  }
  return count;
});
