/**
 * Whose connection an actor is. One that came in is called by the address that it came from, since nobody knew then who it
 * would prove to be.
 *
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";
import { moment } from "../model.ts";
import { callersIn } from "./places.ts";

/** Nodes, by the path of its connection's actor, of those whose name does not say it. */
export const callers: ReadonlySignal<ReadonlyMap<string, string>> = computed(
  () => callersIn(moment.value.facts),
);
