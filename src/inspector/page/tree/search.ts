/**
 * What a person looks for in the tree.
 *
 * @module
 */
import type { ActorRow } from "../../frame.ts";
import { stateOf } from "../words/state_text.ts";
import { isTroubled } from "../words/tone.ts";

/** Whether an actor is meant. */
export type Matcher = (row: ActorRow, path: string) => boolean;

/**
 * Finds the actors that have all words of `query` in their path, state, tags, kind or status; upper and lower case are
 * the same. `troubled` and `crashed` find those who are or have. Nothing where nothing is looked for.
 */
export function matcherOf(query: string): Matcher | undefined {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return undefined;
  return (row, path) => {
    const text = textOf(row, path);
    return words.every((word) => text.includes(word));
  };
}

function textOf(row: ActorRow, path: string): string {
  return [
    path,
    stateOf(row),
    ...row.tags ?? [],
    row.kind,
    row.status,
    ...isTroubled(row) ? ["troubled"] : [],
    ...row.crash ? ["crashed"] : [],
    ...row.restarts > 0 ? ["restarted"] : [],
  ].join("\n").toLowerCase();
}
