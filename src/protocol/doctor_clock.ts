/**
 * Clocks that differ.
 *
 * @module
 */
import type { Finding } from "./doctor.ts";

/** Difference that nobody notices, in ms: gossiperl tells time in whole seconds. */
export const skewMsMax = 3_000;

/** That the clock of `who` is so many ms ahead of ours; nothing if that is not much. */
export function clockFinding(
  who: string,
  aheadMs: number,
): Finding | undefined {
  if (Math.abs(aheadMs) <= skewMsMax) return undefined;
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return {
    level: "hint",
    code: "clock_skew",
    what: `${who}: its clock is ${seconds} s ${
      aheadMs > 0 ? "ahead of" : "behind"
    } ours`,
    advice:
      "set both by NTP: we measure silence on our own clock, but gossiperl's own nodes trust that of others",
  };
}
