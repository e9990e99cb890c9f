/**
 * What somebody wants to see of the tree, and what follows from it.
 *
 * @module
 */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import { callers } from "../cluster/callers.ts";
import { moment, selected } from "../model.ts";
import { type Matcher, matcherOf } from "./search.ts";
import { keysTowards, type TreeLine, treeLines } from "./tree_lines.ts";

/** What is looked for. */
export const query: Signal<string> = signal("");

/** What somebody opened (true) or closed (false), by the keys of lines. */
const opened: Signal<ReadonlyMap<string, boolean>> = signal(new Map());

/** The lines of the tree. */
export const lines: ReadonlySignal<readonly TreeLine[]> = computed(() =>
  treeLines(moment.value, {
    selected: selected.value,
    opened: opened.value,
    matches: withCallers(matcherOf(query.value)),
  })
);

/** Who came in is found by the name of the node too. */
function withCallers(matches: Matcher | undefined): Matcher | undefined {
  const whose = callers.value;
  return matches &&
    ((row, path) => matches(row, `${path}\n${whose.get(path) ?? ""}`));
}

/** Shows what is under a line, or no more. */
export function setOpen(key: string, isOpen: boolean): void {
  opened.value = new Map(opened.value).set(key, isOpen);
}

/** Opens what somebody closed and what the actor is in. */
export function openTowards(id: string): void {
  const keys = new Set(keysTowards(moment.peek(), id));
  const kept = [...opened.peek()].filter(([key, isOpen]) =>
    isOpen || !keys.has(key)
  );
  if (kept.length < opened.peek().size) opened.value = new Map(kept);
}
