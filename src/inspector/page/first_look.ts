/**
 * Whom to show first, before anybody chose.
 *
 * @module
 */
import type { ActorRow } from "../frame.ts";
import { lineageOf, type Moment, pathIn } from "./world.ts";
import { isTroubled } from "./words/tone.ts";

/**
 * Id of an actor that is worth a first look: one in trouble, one that crashed, one of the user's own, or any machine; of
 * machines rather one that has states.
 */
export function firstLook(moment: Moment): string | undefined {
  let best: ActorRow | undefined;
  let most = 0;
  for (const row of moment.actors.values()) {
    const worth = worthOf(moment, row);
    // Of equals the first, which is where one begins to read.
    if (worth > most) [best, most] = [row, worth];
  }
  return best?.id;
}

function worthOf(moment: Moment, row: ActorRow): number {
  const isOneOfMany = lineageOf(moment, row.id).slice(0, -1)
    .some((id) => moment.actors.get(id)?.kind === "pool");
  // There is most to see in a machine, and least in one of a crowd.
  if (isOneOfMany) return 1;
  if (row.kind !== "machine") return 2;
  if (isTroubled(row)) return 6;
  if (row.crash) return 5;
  const isOwn = pathIn(moment, row.id).startsWith("actors/");
  return (isOwn ? 4 : 3) + (hasStates(row) ? 0.5 : 0);
}

function hasStates({ value = {} }: ActorRow): boolean {
  return typeof value === "string" || Object.keys(value).length > 0;
}
