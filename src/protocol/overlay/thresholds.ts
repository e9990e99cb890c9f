/**
 * In which stage a silence puts a member.
 *
 *     reachable ──silence ≥ quarantine_after──▶ quarantine
 *     quarantine ──silence ≥ quarantine_after + max_quarantined──▶ unreachable
 *     unreachable ──drop_unreachable_after > 0 and silence ≥ drop_unreachable_after──▶ dropped
 *
 * Silence is the time since the member was last heard, on our own clock.
 *
 * @module
 */
import type { ResolvedCommon } from "./settings.ts";

/** What a member is, as gossiperl calls it; `dropped` is no longer one. */
export type Stage = "reachable" | "quarantine" | "unreachable" | "dropped";

/** Silences at which a member's stage changes, in ms. */
export interface Thresholds {
  /** From this silence on: quarantine. */
  readonly quarantineMs: number;
  /** From this silence on: unreachable. */
  readonly unreachableMs: number;
  /** From this silence on: dropped, once unreachable; `Infinity`: never. */
  readonly dropMs: number;
}

/** The thresholds that an overlay's settings ask for. */
export function thresholdsOf(
  settings: Pick<
    ResolvedCommon,
    "quarantine_after" | "max_quarantined" | "drop_unreachable_after"
  >,
): Thresholds {
  const { quarantine_after, max_quarantined, drop_unreachable_after } =
    settings;
  const unreachableMs = (quarantine_after + max_quarantined) * 1_000;
  return {
    quarantineMs: quarantine_after * 1_000,
    unreachableMs,
    dropMs: drop_unreachable_after === 0
      ? Infinity
      : Math.max(unreachableMs, drop_unreachable_after * 1_000),
  };
}

/** The silence at which a member leaves `stage`, in ms. */
export function silenceMsMax(stage: Stage, thresholds: Thresholds): number {
  switch (stage) {
    case "reachable":
      return thresholds.quarantineMs;
    case "quarantine":
      return thresholds.unreachableMs;
    case "unreachable":
      return thresholds.dropMs;
    case "dropped":
      return Infinity;
  }
}

/**
 * The stage that a silence asks for.
 *
 * A sweep that comes late may find that a member skipped a stage: its statechart goes through each in turn all the
 * same, since subscribers count on every event.
 */
export function stageOf(silenceMs: number, thresholds: Thresholds): Stage {
  if (silenceMs < thresholds.quarantineMs) return "reachable";
  if (silenceMs < thresholds.unreachableMs) return "quarantine";
  return silenceMs < thresholds.dropMs ? "unreachable" : "dropped";
}
