/**
 * How high rows of lists are: a finger needs more than a mouse.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";

const finger = matchMedia("(pointer: coarse)");

/** Height of a row, in px. */
export const rowPx: Signal<number> = signal(heightOf(finger.matches));

finger.addEventListener("change", ({ matches }) => {
  rowPx.value = heightOf(matches);
});

function heightOf(isFinger: boolean): number {
  return isFinger ? 36 : 26;
}
