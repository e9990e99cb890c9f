/**
 * `rookery actors [path]`: the live tree of a node's actors.
 *
 * @module
 */
import * as v from "valibot";
import { reasonOf } from "../protocol/reason.ts";
import {
  addClientCommand,
  answerOf,
  type ClientSetting,
  segment,
} from "./client_command.ts";
import { printJson } from "./json_argument.ts";
import { type Cell, tableLines } from "./table.ts";

const actorsAnswer = v.object({
  actors: v.array(v.object({
    path: v.string(),
    state: v.string(),
    tags: v.array(v.string()),
    children: v.number(),
    restarts: v.number(),
    last_crash: v.optional(v.object({ at_ms: v.number(), reason: v.string() })),
  })),
  truncated: v.boolean(),
});

type Actor = v.InferOutput<typeof actorsAnswer>["actors"][number];

/** Actors asked for: the most that a node tells at once. */
const actorsMax = 10_000;

/** Adds the command. */
export function addActors(setting: ClientSetting): void {
  addClientCommand(setting, {
    name: "actors",
    description: "Shows the live tree of a node's actors.",
    example: "actors overlays/office --user @user.txt",
    shape: (command) =>
      command.argument("[path]", "only this actor and those under it (all)"),
    async action(client, [under], { json }) {
      const part = under === undefined
        ? ""
        : `&under=${segment(String(under))}`;
      const path = `/v1/actors?limit=${actorsMax}${part}`;
      const { actors, truncated } = answerOf(
        actorsAnswer,
        await client.get(path),
      );
      if (json) return printJson(actors);
      const columns = ["actor", "state", "restarts", "last crash"];
      const lines = tableLines(columns, treeRows(actors));
      for (const line of lines) console.log(line);
      if (truncated) console.error(`only the first ${actorsMax} are shown`);
    },
  });
}

/** A row each, indented below its parent. */
function treeRows(actors: readonly Actor[]): readonly (readonly Cell[])[] {
  const children = new Map<string | undefined, Actor[]>();
  const paths = new Set(actors.map(({ path }) => path));
  for (const actor of actors) {
    const parent = parentOf(actor.path, paths);
    const siblings = children.get(parent) ?? [];
    siblings.push(actor);
    children.set(parent, siblings);
  }
  const rows: Cell[][] = [];
  // A stack, since a tree of strangers may be of any depth.
  const due = (children.get(undefined) ?? [])
    .map((actor) => ({ actor, parent: "", depth: 0 })).reverse();
  while (due.length > 0) {
    const { actor, parent, depth } = due.pop()!;
    const { path, state, restarts, last_crash } = actor;
    const name = parent === "" ? path : path.slice(parent.length + 1);
    rows.push([
      "  ".repeat(depth) + name,
      state,
      restarts,
      last_crash && reasonOf(last_crash.reason),
    ]);
    const below = (children.get(path) ?? [])
      .map((actor) => ({ actor, parent: path, depth: depth + 1 }));
    due.push(...below.reverse());
  }
  return rows;
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
