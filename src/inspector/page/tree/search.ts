/**
 * What a person looks for in the tree.
 *
 * @module
 */
import type { ActorRow } from "../../frame.ts";
import { seekerOf } from "../words/sought.ts";
import { stateOf } from "../words/state_text.ts";
import { isTroubled } from "../words/tone.ts";

/** Whether an actor is meant. */
export type Matcher = (row: ActorRow, path: string) => boolean;

/**
 * Finds the actors that have all words of `query` in their path, state, tags, kind or status; upper and lower case are
 * the same. `troubled` and `crashed` find those who are or have. Nothing where nothing is looked for.
 */
export function matcherOf(query: string): Matcher | undefined {
  if (query.trim() === "") return undefined;
  const isSought = seekerOf(query);
  return (row, path) => isSought(textOf(row, path));
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
  ].join("\n");
}
