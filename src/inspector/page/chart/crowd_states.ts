/**
 * The children of an actor by the states that they are in.
 *
 * @module
 */
import type { ActorRow } from "../../frame.ts";
import { stateOf } from "../words/state_text.ts";
import { type Tone, toneOf } from "../words/tone.ts";

/** Those that are in one state. */
export interface CrowdState {
  /** The state. */
  readonly state: string;
  /** How those in it fare. */
  readonly tone: Tone;
  /** How many there are. */
  readonly count: number;
  /** Id of one of them. */
  readonly first: string;
}

/** Counts them, the most frequent state first. */
export function crowdOf(
  ids: readonly string[],
  actors: ReadonlyMap<string, ActorRow>,
): readonly CrowdState[] {
  const rows = ids.flatMap((id) => actors.get(id) ?? []);
  const groups = Map.groupBy(rows, stateOf);
  return [...groups].map(([state, [first, ...others]]) => ({
    state,
    tone: toneOf(first!),
    count: 1 + others.length,
    first: first!.id,
  })).toSorted((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1));
}
