/**
 * The actors of a system as a viewer sees them at one moment, put together from the frames that it was sent. Used for
 * what is live and for what was recorded. Moments are values: a frame makes another one and leaves the one before alone.
 *
 * @module
 */
import type { ActorRow, Frame, NodeFacts } from "../frame.ts";

/** What there is at one moment. */
export interface Moment {
  /** The actors, by their ids. */
  readonly actors: ReadonlyMap<string, ActorRow>;
  /** Ids of the actors right under one, in the order of the tree; those without a parent are under `undefined`. */
  readonly children: ReadonlyMap<string | undefined, readonly string[]>;
  /** What the node is in the middle of, if it is a node and has told. */
  readonly facts?: NodeFacts;
  /** When this was, in ms since the Unix epoch on the server's clock; 0 before the first frame. */
  readonly atMs: number;
}

/** What there is before the first frame. */
export const emptyMoment: Moment = {
  actors: new Map(),
  children: new Map(),
  atMs: 0,
};

/** What there is after a frame. */
export function apply(moment: Moment, frame: Frame): Moment {
  const { all, rows, gone, facts = moment.facts, atMs } = frame;
  const before = all ? emptyMoment : moment;
  const told = all ?? rows ?? [];
  const kept = {
    atMs,
    ...(facts !== undefined && { facts }),
  };
  if (told.length === 0 && !gone?.length && !all) {
    return { ...kept, actors: before.actors, children: before.children };
  }
  return { ...kept, ...withRows(before, told, gone ?? []) };
}

/** Ids of an actor and of all that it is in, the root first. */
export function lineageOf({ actors }: Moment, id: string): string[] {
  const ids: string[] = [];
  // A row that is wrongly its own ancestor must not hang the page.
  for (let row = actors.get(id); row && !ids.includes(row.id);) {
    ids.push(row.id);
    row = row.parent === undefined ? undefined : actors.get(row.parent);
  }
  return ids.reverse();
}

/** The place of an actor in the tree, as otp says it: `topologies/gossip/socket`; that of a root is its name. */
export function pathIn(moment: Moment, id: string): string {
  const names = lineageOf(moment, id).map((id) => moment.actors.get(id)!.name);
  return (names.length > 1 ? names.slice(1) : names).join("/");
}

/** Id of the actor at that place in the tree, as `pathIn` says it. */
export function idAt(
  { actors, children }: Moment,
  path: string,
): string | undefined {
  const roots = children.get(undefined) ?? [];
  const root = roots.find((id) => actors.get(id)?.name === path);
  if (root !== undefined) return root;
  for (const start of roots) {
    let id: string | undefined = start;
    for (const name of path.split("/")) {
      id = id && children.get(id)?.find((id) => actors.get(id)?.name === name);
    }
    if (id) return id;
  }
  return undefined;
}

function withRows(
  before: Moment,
  told: readonly ActorRow[],
  gone: readonly string[],
): Pick<Moment, "actors" | "children"> {
  const isNew = told.some(({ id }) => !before.actors.has(id));
  if (gone.length === 0 && !isNew) {
    const actors = new Map(before.actors);
    for (const row of told) actors.set(row.id, row);
    return { actors, children: before.children };
  }
  const actors = inOrder(before.actors, told, new Set(gone));
  return { actors, children: familiesOf(actors) };
}

/** An actor that was started again takes the place in the order that its predecessor had; others come last. */
function inOrder(
  before: Moment["actors"],
  told: readonly ActorRow[],
  gone: ReadonlySet<string>,
): Map<string, ActorRow> {
  const waiting = new Map(told.map((row) => [row.id, row]));
  const successors = new Map(
    told.filter(({ id }) => !before.has(id)).map((row) => [placeOf(row), row]),
  );
  const actors = new Map<string, ActorRow>();
  for (const row of before.values()) {
    const next = gone.has(row.id)
      ? successors.get(placeOf(row))
      : waiting.get(row.id) ?? row;
    if (!next) continue;
    actors.set(next.id, next);
    waiting.delete(next.id);
  }
  for (const row of waiting.values()) actors.set(row.id, row);
  return actors;
}

function familiesOf(actors: Moment["actors"]): Moment["children"] {
  const families = new Map<string | undefined, string[]>();
  for (const row of actors.values()) {
    const parent = parentIn(actors, row);
    const family = families.get(parent);
    if (family) family.push(row.id);
    else families.set(parent, [row.id]);
  }
  return families;
}

function parentIn(
  actors: Moment["actors"],
  { parent }: ActorRow,
): string | undefined {
  return parent !== undefined && actors.has(parent) ? parent : undefined;
}

function placeOf({ parent, name }: ActorRow): string {
  return `${parent ?? ""}\n${name}`;
}
