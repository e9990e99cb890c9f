/**
 * Whether the rows of frames make a tree: what walks up from an actor, or down to all, must come to an end.
 *
 * @module
 */
import type { ActorRow, Frame } from "../../frame.ts";
import type { Wrong } from "./shape.ts";

/** What is wrong with the rows of frames of a right shape, if anything is. */
export function wrongFamily(frames: readonly Frame[]): Wrong | undefined {
  const parents = new Map<string, string | undefined>();
  for (const [place, { all, rows, gone }] of frames.entries()) {
    if (all) parents.clear();
    for (const id of gone ?? []) parents.delete(id);
    const wrong = wrongRow(parents, all ?? rows ?? []);
    if (!wrong) continue;
    const [row, expected] = wrong;
    return { at: ["frames", place, all ? "all" : "rows", row], expected };
  }
}

function wrongRow(
  parents: Map<string, string | undefined>,
  rows: readonly ActorRow[],
): readonly [place: number, expected: string] | undefined {
  const told = new Set<string>();
  for (const [place, { id, parent }] of rows.entries()) {
    if (told.has(id)) return [place, "an actor that is told once"];
    told.add(id);
    if (parents.has(id)) {
      if (parents.get(id) === parent) continue;
      return [place, "where it was before"];
    }
    if (isUnder(parents, parent, id)) {
      return [place, "an actor that lives under others"];
    }
    parents.set(id, parent);
  }
}

function isUnder(
  parents: ReadonlyMap<string, string | undefined>,
  start: string | undefined,
  id: string,
): boolean {
  // The steps are as many as the tree is deep: no loop was let in before.
  for (let at = start; at !== undefined; at = parents.get(at)) {
    if (at === id) return true;
  }
  return false;
}
