/**
 * Rows of actors that tests of the page need.
 *
 * @module
 */
import type { ActorRow } from "../../../src/inspector/frame.ts";
import {
  apply,
  emptyMoment,
  type Moment,
} from "../../../src/inspector/page/world.ts";

/** A row of a machine that is well. */
export function rowOf(
  id: string,
  parent?: string,
  more: Partial<ActorRow> = {},
): ActorRow {
  return {
    id,
    ...(parent !== undefined && { parent }),
    name: id,
    kind: "machine",
    status: "active",
    events: 0,
    restarts: 0,
    ...more,
  };
}

/** A moment with these actors. */
export function momentOf(...all: readonly ActorRow[]): Moment {
  return apply(emptyMoment, { atMs: 1, all });
}

/** The tree as text: `root(a(b) c)`. */
export function treeText(moment: Moment): string {
  const textOf = (id: string): string => {
    const inner = familyText(id);
    const { name } = moment.actors.get(id)!;
    return inner === "" ? name : `${name}(${inner})`;
  };
  const familyText = (id: string | undefined): string =>
    (moment.children.get(id) ?? []).map(textOf).join(" ");
  return familyText(undefined);
}
