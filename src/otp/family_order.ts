/**
 * In which order children are shown: one that was started again has the place that it had before, though it is the youngest.
 *
 * @module
 */
import type { AnyRef } from "./logic.ts";
import { specsOf } from "./supervisor.ts";

/** Children of a supervisor as it keeps them alive, those that it keeps no more last; children of others as they are given. */
export function inFamilyOrder<Child>(
  parent: AnyRef,
  children: readonly Child[],
  idOf: (child: Child) => string,
): readonly Child[] {
  const specs = specsOf(parent);
  if (specs.length === 0) return children;
  const places = new Map(specs.map(({ id }, place) => [id, place]));
  const placeOf = (child: Child) => places.get(idOf(child)) ?? places.size;
  return children.toSorted((a, b) => placeOf(a) - placeOf(b));
}
