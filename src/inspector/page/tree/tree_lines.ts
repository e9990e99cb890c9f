/**
 * The tree as a list of lines, which is how it is drawn: only the lines in view exist. The members of a crowd stand in
 * groups by their states, since thousands of lines tell nobody anything.
 *
 * @module
 */
import type { ActorRow } from "../../frame.ts";
import { stateOf } from "../words/state_text.ts";
import { isTroubled } from "../words/tone.ts";
import { lineageOf, type Moment } from "../world.ts";
import type { Matcher } from "./search.ts";

/** More children than these are a crowd. */
export const familyMax = 16;

/** One line. */
export type TreeLine = ActorLine | GroupLine;

/** What every line says. */
interface Line {
  /** The same for an actor and for the one that takes its place. */
  readonly key: string;
  /** How deep it is, from 1. */
  readonly level: number;
  /** Whether what is under it is shown; undefined where nothing is. */
  readonly isOpen: boolean | undefined;
  /** Its place among its siblings, from 1. */
  readonly position: number;
  /** How many siblings there are, itself included. */
  readonly setSize: number;
}

/** An actor. */
export interface ActorLine extends Line {
  readonly type: "actor";
  readonly row: ActorRow;
  readonly path: string;
  /** Whether the group that it stands in says its state already. */
  readonly isGrouped: boolean;
}

/** Members of a crowd that are in the same state. */
export interface GroupLine extends Line {
  readonly type: "group";
  /** The state. */
  readonly label: string;
  /** How many they are. */
  readonly count: number;
  /** One of them, for the mark. */
  readonly example: ActorRow;
}

/** What a person wants to see of the tree. */
export interface TreeView {
  /** The actor whose line is to be there, unless somebody closed what it is in. */
  readonly selected: string | undefined;
  /** What somebody opened (true) or closed (false), by key. */
  readonly opened: ReadonlyMap<string, boolean>;
  /** Shows only these and what they are in. */
  readonly matches?: Matcher | undefined;
}

/** The lines of a tree. */
export function treeLines(moment: Moment, view: TreeView): TreeLine[] {
  const wanted = view.matches && wantedOf(moment, view.matches);
  const towards = new Set(lineageOf(moment, view.selected ?? ""));
  const lines: TreeLine[] = [];
  const add = (line: TreeLine, byDefault: boolean): boolean => {
    const isOpen = line.isOpen === undefined
      ? undefined
      : wanted !== undefined || (view.opened.get(line.key) ?? byDefault);
    lines.push({ ...line, isOpen });
    return isOpen ?? false;
  };
  addFamily(undefined, "", 1, false);
  return lines;

  function addFamily(
    parent: string | undefined,
    prefix: string,
    level: number,
    isInCrowd: boolean,
  ): void {
    const all = moment.children.get(parent) ?? [];
    const ids = wanted ? all.filter((id) => wanted.has(id)) : all;
    if (ids.length > familyMax) addGroups(ids, prefix, level);
    else addActors(ids, prefix, level, isInCrowd, false);
  }

  function addActors(
    ids: readonly string[],
    prefix: string,
    level: number,
    isInCrowd: boolean,
    isGrouped: boolean,
  ): void {
    ids.forEach((id, at) => {
      const row = moment.actors.get(id)!;
      const line: ActorLine = {
        type: "actor",
        key: actorKey(row, prefix),
        level,
        isOpen: moment.children.has(id) ? true : undefined,
        position: at + 1,
        setSize: ids.length,
        row,
        path: prefix + row.name,
        isGrouped,
      };
      const isTowards = towards.has(id) && id !== view.selected;
      if (!add(line, !isInCrowd || isTowards)) return;
      addFamily(id, prefixUnder(row, prefix, moment), level + 1, isInCrowd);
    });
  }

  function addGroups(
    ids: readonly string[],
    prefix: string,
    level: number,
  ): void {
    const groups = groupsOf(moment, ids);
    groups.forEach(([label, members], at) => {
      const line: GroupLine = {
        type: "group",
        key: groupKey(label, prefix),
        level,
        isOpen: true,
        position: at + 1,
        setSize: groups.length,
        label,
        count: members.length,
        example: moment.actors.get(members[0]!)!,
      };
      const isTowards = members.some((id) => towards.has(id));
      if (add(line, isTowards)) {
        addActors(members, prefix, level + 1, true, true);
      }
    });
  }
}

/** Keys of all lines that must be open for that actor's line to be there. */
export function keysTowards(moment: Moment, id: string): string[] {
  const rows = lineageOf(moment, id).map((id) => moment.actors.get(id)!);
  let prefix = "";
  return rows.flatMap((row) => {
    const keys = [actorKey(row, prefix), groupKey(stateOf(row), prefix)];
    prefix = prefixUnder(row, prefix, moment);
    return keys;
  });
}

function actorKey({ name, parent }: ActorRow, prefix: string): string {
  return `${parent === undefined ? "root" : "actor"}:${prefix}${name}`;
}

function groupKey(label: string, prefix: string): string {
  return `group:${prefix}:${label}`;
}

/** What paths of an actor's children begin with; that of a root is left out. */
function prefixUnder(
  { name, parent }: ActorRow,
  prefix: string,
  { actors }: Moment,
): string {
  const isRoot = parent === undefined || !actors.has(parent);
  return isRoot ? "" : `${prefix}${name}/`;
}

/** Place of the line above that it is in; undefined for a root. */
export function parentLine(
  lines: readonly TreeLine[],
  index: number,
): number | undefined {
  const level = lines[index]?.level ?? 0;
  for (let i = index - 1; i >= 0; i--) {
    if (lines[i]!.level < level) return i;
  }
  return undefined;
}

/** Those who are meant, and all that they are in. */
function wantedOf(
  { actors, children }: Moment,
  matches: Matcher,
): ReadonlySet<string> {
  const wanted = new Set<string>();
  const visit = (id: string, prefix: string, isRoot: boolean): boolean => {
    const row = actors.get(id)!;
    const path = prefix + row.name;
    let isWanted = matches(row, path);
    for (const child of children.get(id) ?? []) {
      if (visit(child, isRoot ? "" : `${path}/`, false)) isWanted = true;
    }
    if (isWanted) wanted.add(id);
    return isWanted;
  };
  for (const id of children.get(undefined) ?? []) visit(id, "", true);
  return wanted;
}

/** Groups by state; those in trouble first, then by name, so that they stay where they are while members move. */
function groupsOf(
  { actors }: Moment,
  ids: readonly string[],
): readonly (readonly [string, readonly string[]])[] {
  const groups = Map.groupBy(ids, (id) => stateOf(actors.get(id)!));
  const isBad = ([, [first]]: readonly [string, readonly string[]]) =>
    isTroubled(actors.get(first!)!);
  return [...groups].sort((a, b) =>
    Number(isBad(b)) - Number(isBad(a)) || (a[0] < b[0] ? -1 : 1)
  );
}
