/**
 * How the page is divided among its parts, which a person may change; kept for the next time.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

/** A part whose size can be changed. */
export type Part = "tree" | "activity" | "actor";

/** What a part may have of the page's width, or of its height, in hundredths. */
export interface Share {
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

/** The shares of each part. The chart has what is left. */
export const shares: Readonly<Record<Part, Share>> = {
  tree: { usual: 23, min: 14, max: 45 },
  activity: { usual: 42, min: 15, max: 80 },
  actor: { usual: 23, min: 14, max: 45 },
};

/** What each part has now. */
export const sizes: Readonly<Record<Part, Signal<number>>> = {
  tree: signal(keptSize("tree")),
  activity: signal(keptSize("activity")),
  actor: signal(keptSize("actor")),
};

/** Gives a part as much as is wanted and allowed. */
export function resize(part: Part, wanted: number): void {
  sizes[part].value = allowed(part, wanted);
  keep(`size-${part}`, sizes[part].value.toFixed(1));
}

function keptSize(part: Part): number {
  const size = Number(kept(`size-${part}`) ?? NaN);
  return Number.isNaN(size) ? shares[part].usual : allowed(part, size);
}

function allowed(part: Part, wanted: number): number {
  const { min, max } = shares[part];
  return Math.max(min, Math.min(max, wanted));
}
