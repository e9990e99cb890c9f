/**
 * What just happened, as lines: the events that actors received, and among them what supervision did.
 *
 * @module
 */
import type { LifecycleEntry, LogEntry } from "../../frame.ts";
import { seekerOf } from "../words/sought.ts";

/** One line. Numbers begin anew when the server does, which a recording outlives, so a key has the time as well. */
export type LogLine =
  | { readonly kind: "event"; readonly key: string; readonly entry: LogEntry }
  | {
    readonly kind: "lifecycle";
    readonly key: string;
    readonly entry: LifecycleEntry;
  };

/** What a person wants to see. */
export interface LogView {
  /** Words that must all be in a line: in its event's type, or in the name of who sent or received it. */
  readonly query: string;
  /** Only what this actor sent or received. */
  readonly only?: { readonly id: string; readonly path: string } | undefined;
  /** Types of events that are noise. */
  readonly hidden: ReadonlySet<string>;
  /** Whether what supervision did is shown. */
  readonly lifecycle: boolean;
  /** An actor's name. */
  readonly nameOf: (id: string) => string;
}

/** The lines, oldest first. Both lists are in order of time already. */
export function logLines(
  log: readonly LogEntry[],
  lifecycle: readonly LifecycleEntry[],
  view: LogView,
): LogLine[] {
  const isSought = seekerOf(view.query);
  const hasWords = (...texts: string[]) => isSought(texts.join("\n"));
  const { only, hidden, nameOf } = view;
  const events = log.filter(({ from, to, type }) =>
    !hidden.has(type) &&
    (!only || to === only.id || from === only.id) &&
    hasWords(type, nameOf(to), from === undefined ? "" : nameOf(from))
  );
  const deeds = !view.lifecycle
    ? []
    : lifecycle.filter((entry) =>
      (!only || entry.path === only.path) &&
      hasWords(entry.type.replace("_", " "), entry.path, ...entry.causes ?? [])
    );
  return merged(events, deeds);
}

/** How often each type of event is in a log, the most frequent first. */
export function typesIn(log: readonly LogEntry[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { type } of log) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function merged(
  events: readonly LogEntry[],
  deeds: readonly LifecycleEntry[],
): LogLine[] {
  const lines: LogLine[] = [];
  let next = 0;
  const addDeedsUntil = (atMs: number) => {
    while (next < deeds.length && deeds[next]!.atMs <= atMs) {
      const entry = deeds[next++]!;
      const key = `l${entry.sequence}@${entry.atMs}`;
      lines.push({ kind: "lifecycle", key, entry });
    }
  };
  for (const entry of events) {
    addDeedsUntil(entry.atMs);
    const key = `e${entry.number}@${entry.atMs}`;
    lines.push({ kind: "event", key, entry });
  }
  addDeedsUntil(Infinity);
  return lines;
}
