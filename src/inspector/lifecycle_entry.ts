/**
 * What supervision did, as a viewer is told of it.
 *
 * @module
 */
import type { LifecycleEvent } from "../otp/mod.ts";
import { causesOf } from "../protocol/reason.ts";
import type { LifecycleEntry } from "./frame.ts";

/** The entry of an event; `epochMs` is what the Unix epoch's time is ahead of the lifecycle's. */
export function entryOf(
  event: LifecycleEvent,
  epochMs: number,
): LifecycleEntry {
  const { sequence, path, type } = event;
  return {
    ...{ sequence, atMs: Math.round(event.atMs + epochMs), path, type },
    ...("error" in event && { causes: causesOf(event.error) }),
  };
}
