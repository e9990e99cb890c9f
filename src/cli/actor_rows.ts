/**
 * A node's actors as rows of a tree, each indented below its parent.
 *
 * @module
 */
import * as v from "valibot";
import { reasonOf } from "../protocol/reason.ts";
import { answerOf, segment } from "./client_command.ts";
import type { RestClient } from "./rest_client.ts";
import type { Cell } from "./table.ts";

const actorsAnswer = v.object({
  actors: v.array(v.object({
    path: v.string(),
    kind: v.optional(v.string()),
    state: v.string(),
    tags: v.array(v.string()),
    children: v.number(),
    restarts: v.number(),
    last_crash: v.optional(v.object({ at_ms: v.number(), reason: v.string() })),
  })),
  truncated: v.boolean(),
});

/** The actors of a node, parents before their children, and whether there are more than it tells at once. */
export type Actors = v.InferOutput<typeof actorsAnswer>;

/** One of them. */
export type Actor = Actors["actors"][number];

/** Actors asked for: the most that a node tells at once. */
export const actorsMax = 10_000;

/** One row: an actor, or what is folded below one. */
export interface ActorRow {
  /** The actor; of what is folded, the one above it. */
  readonly actor: Actor;
  /** Whether it stands for what is below the actor. */
  readonly isFold: boolean;
  /** What stands under {@linkcode actorColumns}. */
  readonly cells: readonly Cell[];
}

/** The columns of a tree. */
export const actorColumns: readonly string[] = [
  "actor",
  "state",
  "restarts",
  "last crash",
];

/**
 * Asks a node for its actors, or for those under one.
 *
 * @throws {ClientError} If it refuses that, or cannot be reached.
 */
export async function askForActors(
  client: RestClient,
  under: string | undefined,
): Promise<Actors> {
  const part = under === undefined ? "" : `&under=${segment(under)}`;
  const path = `/v1/actors?limit=${actorsMax}${part}`;
  return answerOf(actorsAnswer, await client.get(path));
}

/** A row each, in the order of a tree; with `folds`, the members of a pool are one row that counts them by state. */
export function treeRows(
  actors: readonly Actor[],
  { folds = false }: { readonly folds?: boolean } = {},
): readonly ActorRow[] {
  const children = childrenByPath(actors);
  const rows: ActorRow[] = [];
  // A stack, since a tree of strangers may be of any depth.
  const due = (children.get(undefined) ?? [])
    .map((actor) => ({ actor, parent: "", depth: 0 })).reverse();
  while (due.length > 0) {
    const { actor, parent, depth } = due.pop()!;
    const { path } = actor;
    const name = parent === "" ? path : path.slice(parent.length + 1);
    rows.push(rowOf(actor, name, depth));
    const below = children.get(path) ?? [];
    if (folds && actor.kind === "pool" && below.length > 0) {
      rows.push(foldOf(actor, below, depth + 1));
      continue;
    }
    const next = below.map((actor) => ({
      actor,
      parent: path,
      depth: depth + 1,
    }));
    due.push(...next.reverse());
  }
  return rows;
}

function childrenByPath(
  actors: readonly Actor[],
): ReadonlyMap<string | undefined, readonly Actor[]> {
  const children = new Map<string | undefined, Actor[]>();
  const paths = new Set(actors.map(({ path }) => path));
  for (const actor of actors) {
    const parent = parentOf(actor.path, paths);
    const siblings = children.get(parent) ?? [];
    siblings.push(actor);
    children.set(parent, siblings);
  }
  return children;
}

function rowOf(actor: Actor, name: string, depth: number): ActorRow {
  const { state, restarts, last_crash } = actor;
  const crash = last_crash && reasonOf(last_crash.reason);
  const cells = [indented(name, depth), state, restarts, crash];
  return { actor, isFold: false, cells };
}

/** `3 members`, `alive.reachable 2, alive.quarantine 1`. */
function foldOf(
  actor: Actor,
  members: readonly Actor[],
  depth: number,
): ActorRow {
  const counts = Map.groupBy(members, ({ state }) => state);
  const states = [...counts]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([state, { length }]) => `${state} ${length}`).join(", ");
  const restarts = members.reduce((sum, { restarts }) => sum + restarts, 0);
  const what = members.length === 1 ? "1 member" : `${members.length} members`;
  const cells = [indented(what, depth), states, restarts, undefined];
  return { actor, isFold: true, cells };
}

function indented(text: string, depth: number): string {
  return "  ".repeat(depth) + text;
}

/** The nearest actor above a path that is shown too. */
function parentOf(
  path: string,
  paths: ReadonlySet<string>,
): string | undefined {
  for (let at = path.length; (at = path.lastIndexOf("/", at - 1)) > 0;) {
    const parent = path.slice(0, at);
    if (paths.has(parent)) return parent;
  }
  return undefined;
}
