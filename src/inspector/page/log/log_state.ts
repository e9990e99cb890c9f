/**
 * What somebody wants to see of what happens, and what follows from it.
 *
 * @module
 */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { LifecycleEntry, LogEntry } from "../../frame.ts";
import { lifecycle, log, nameOf, selected, selectedPath } from "../model.ts";
import { type LogLine, logLines } from "./log_lines.ts";

/** What was there when somebody stopped the lines. */
interface Held {
  readonly log: readonly LogEntry[];
  readonly lifecycle: readonly LifecycleEntry[];
}

/** Words that must be in a line. */
export const logQuery: Signal<string> = signal("");

/** Whether only what the selected actor sends and receives is shown. */
export const isOnlySelected: Signal<boolean> = signal(false);

/** Types of events that are not shown. */
export const hiddenTypes: Signal<ReadonlySet<string>> = signal(new Set());

/** Whether what supervision did is shown. */
export const showsLifecycle: Signal<boolean> = signal(true);

/** What is shown while the lines are stopped. */
const held: Signal<Held | undefined> = signal(undefined);

/** Whether the lines are stopped. */
export const isPaused: ReadonlySignal<boolean> = computed(() =>
  held.value !== undefined
);

/** The lines. */
export const logShown: ReadonlySignal<readonly LogLine[]> = computed(() => {
  const { log: events, lifecycle: deeds } = held.value ??
    { log: log.value, lifecycle: lifecycle.value };
  const id = selected.value;
  const path = selectedPath.value;
  const isOnly = isOnlySelected.value && id !== undefined && path !== undefined;
  return logLines(events, deeds, {
    query: logQuery.value,
    only: isOnly ? { id, path } : undefined,
    hidden: hiddenTypes.value,
    lifecycle: showsLifecycle.value,
    nameOf,
  });
});

/** How many events came since the lines were stopped, as far as they are kept. */
export const waiting: ReadonlySignal<number> = computed(() => {
  if (!held.value) return 0;
  const last = held.value.log.at(-1);
  const seen = last ? log.value.lastIndexOf(last) + 1 : 0;
  return log.value.length - seen;
});

/** Stops the lines, or lets them go on. What happens meanwhile is kept. */
export function pause(isWanted: boolean): void {
  held.value = isWanted
    ? { log: log.peek(), lifecycle: lifecycle.peek() }
    : undefined;
}

/** Hides events of a type, or shows them again. */
export function hideType(type: string, isHidden: boolean): void {
  const hidden = new Set(hiddenTypes.value);
  if (isHidden) hidden.add(type);
  else hidden.delete(type);
  hiddenTypes.value = hidden;
}
