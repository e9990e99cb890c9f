/**
 * The time that ages of members and peers are told by.
 *
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";
import { past } from "../model.ts";
import { nowSlow } from "../shell/ticks.ts";

/** When the facts of the past are this old, one is told, in ms: otherwise they come once a second. */
const staleMs = 2_000;

/** The time now; of what is past the time at which the facts were told, since nobody knows what was heard after. */
export const factsNow: ReadonlySignal<number> = computed(() =>
  past.value ? past.value.factsAtMs ?? past.value.atMs : nowSlow.value
);

/** When the facts were told, where that was long before the moment that is shown. */
export const staleAtMs: ReadonlySignal<number | undefined> = computed(() => {
  if (!past.value) return undefined;
  const { atMs, factsAtMs } = past.value;
  return factsAtMs !== undefined && atMs - factsAtMs > staleMs
    ? factsAtMs
    : undefined;
});
