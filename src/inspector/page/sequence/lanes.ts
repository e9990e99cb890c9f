/**
 * Who has a lane of its own in a sequence diagram. Members of a crowd share one, so that five thousand of them are not
 * five thousand lanes.
 *
 * @module
 */
import type { Happening } from "./story.ts";

/** From this many actors of one parent on, they share a lane. */
export const crowdMin = 9;

/** Lanes that a person can follow. */
export const lanesMax = 24;

/** One lane. */
export interface Lane {
  /** The actor's path; of a crowd, its parent's path and `/*`. */
  readonly path: string;
  /** The actor's name, or `*`. */
  readonly name: string;
  /** Path of its parent; empty where there is none. */
  readonly parent: string;
  /** How many actors share it. */
  readonly actors: number;
}

/** Lanes from left to right, and who is where. */
export interface Lanes {
  /** From left to right. */
  readonly lanes: readonly Lane[];
  /** The place of an actor's lane, by its path; undefined for those that have none. */
  readonly placeOf: (path: string) => number | undefined;
  /** Actors that are left out since there would be too many lanes. */
  readonly leftOut: number;
}

/** Lanes for a story, in the order that `rankOf` gives to paths. */
export function lanesOf(
  story: readonly Happening[],
  rankOf: (path: string) => number,
): Lanes {
  const activity = activityOf(story);
  const keys = keysOf(activity.keys());
  const crowds = Map.groupBy(activity.keys(), (path) => keys.get(path)!);
  const busyness = (key: string) =>
    crowds.get(key)!.reduce((sum, path) => sum + activity.get(path)!, 0);
  const rank = (key: string) =>
    Math.min(...crowds.get(key)!.map((path) => rankOf(path)));
  const chosen = [...crowds.keys()]
    .map((key) => ({ key, busy: busyness(key), rank: rank(key) }))
    .sort((a, b) => b.busy - a.busy || a.rank - b.rank)
    .slice(0, lanesMax)
    .sort((a, b) => a.rank - b.rank)
    .map(({ key }) => key);
  const places = new Map(chosen.map((key, place) => [key, place]));
  const shown = chosen.map((key) => crowds.get(key)!.length);
  return {
    lanes: chosen.map((key, place) => laneOf(key, shown[place]!)),
    placeOf: (path) => places.get(keys.get(path) ?? path),
    leftOut: activity.size - shown.reduce((sum, count) => sum + count, 0),
  };
}

/** Ranks of paths in the order of the tree; one that is gone comes right after the nearest that it was under. */
export function treeRanks(paths: Iterable<string>): (path: string) => number {
  const ranks = new Map<string, number>();
  for (const path of paths) ranks.set(path, ranks.size);
  return (path) => {
    for (let at = path; at !== ""; at = parentOf(at)) {
      const rank = ranks.get(at);
      if (rank !== undefined) return at === path ? rank : rank + 0.5;
    }
    return ranks.size;
  };
}

/** How often each path takes part. */
function activityOf(story: readonly Happening[]): Map<string, number> {
  const activity = new Map<string, number>();
  const note = (path: string) =>
    activity.set(path, (activity.get(path) ?? 0) + 1);
  for (const happening of story) {
    if (happening.kind === "mark") note(happening.path);
    else {
      note(happening.to);
      if (happening.from !== undefined) note(happening.from);
    }
  }
  return activity;
}

/** The path of each one's lane. */
function keysOf(paths: Iterable<string>): Map<string, string> {
  const families = Map.groupBy(paths, parentOf);
  const keys = new Map<string, string>();
  for (const [parent, family] of families) {
    const isCrowd = parent !== "" && family.length >= crowdMin;
    for (const path of family) keys.set(path, isCrowd ? `${parent}/*` : path);
  }
  return keys;
}

function laneOf(path: string, actors: number): Lane {
  const parent = parentOf(path);
  const name = parent === "" ? path : path.slice(parent.length + 1);
  return { path, name, parent, actors };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
