/**
 * What happened between actors, in the order in which it happened: events of the log and what supervision did, told by
 * paths, so that an actor that was started again is the same one as before.
 *
 * @module
 */
import type { LifecycleEntry, LogEntry } from "../../frame.ts";
import { eventText } from "../words/event_text.ts";
import { seekerOf } from "../words/sought.ts";

/** One event from one actor to another. */
export interface Message {
  /** Tells it from a {@linkcode Mark}. */
  readonly kind: "message";
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** Path of the sender, where it is known. */
  readonly from?: string;
  /** Path of the receiver. */
  readonly to: string;
  /** Id of the receiver: which incarnation it was. */
  readonly toId: string;
  /** The event's type. */
  readonly type: string;
}

/** Something that supervision did. */
export interface Mark {
  /** Tells it from a {@linkcode Message}. */
  readonly kind: "mark";
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** Path of the actor. */
  readonly path: string;
  /** What was done. */
  readonly type: LifecycleEntry["type"];
  /** Of a crash: what was thrown. */
  readonly cause?: string;
}

/** One thing that happened. */
export type Happening = Message | Mark;

/** What somebody wants told. */
export interface StoryWish {
  /** Only what this actor and those under it sent or received; a path. */
  readonly only?: string;
  /** Only events whose type, sender or receiver contain all of these words. */
  readonly words?: string;
}

/** What an actor died of concerns the story even if nobody wrote to it. */
const grave: ReadonlySet<string> = new Set(["crashed", "gave_up"]);

/** A start and the restart that it was are told within this time, in ms. */
const restartMs = 5;

/** Tells a story from the log, oldest first, and from what supervision did meanwhile. */
export function storyOf(
  log: readonly LogEntry[],
  lifecycle: readonly LifecycleEntry[],
  pathOf: (id: string) => string,
  { only, words = "" }: StoryWish = {},
): readonly Happening[] {
  const isSought = seekerOf(words);
  const messages = log.map((entry) => messageOf(entry, pathOf))
    .filter((message) => concerns(message, only) && isSought(textOf(message)));
  if (log.length === 0) return [];
  const fromMs = log[0]!.atMs;
  const toMs = log.at(-1)!.atMs;
  const restarts = Map.groupBy(
    lifecycle.filter(({ type }) => type === "restarted"),
    ({ path }) => path,
  );
  const known = new Set(messages.flatMap(({ from, to }) => [from, to]));
  const marks = lifecycle
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .filter(({ path, type }) =>
      known.has(path) ||
      grave.has(type) && isWithin(path, only) && isSought(path)
    )
    .filter((entry) => !isSaidByRestart(entry, restarts))
    .map(markOf);
  // Where both say the same time, the event came first: it is what an actor dies of.
  return [...messages, ...marks].sort((a, b) => a.atMs - b.atMs);
}

/** A restart is told as two things, of which one is enough. */
function isSaidByRestart(
  { type, path, atMs }: LifecycleEntry,
  restarts: ReadonlyMap<string, readonly LifecycleEntry[]>,
): boolean {
  return type === "started" &&
    (restarts.get(path) ?? []).some((restart) =>
      Math.abs(restart.atMs - atMs) <= restartMs
    );
}

function messageOf(
  { atMs, from, to, type }: LogEntry,
  pathOf: (id: string) => string,
): Message {
  return {
    kind: "message",
    atMs,
    ...(from !== undefined && { from: pathOf(from) }),
    to: pathOf(to),
    toId: to,
    type,
  };
}

function markOf({ atMs, path, type, causes }: LifecycleEntry): Mark {
  const cause = causes?.[0];
  return {
    kind: "mark",
    atMs,
    path,
    type,
    ...(cause !== undefined && { cause }),
  };
}

function concerns({ from, to }: Message, only: string | undefined): boolean {
  return isWithin(to, only) || from !== undefined && isWithin(from, only);
}

function textOf({ from, to, type }: Message): string {
  return `${from ?? ""} ${to} ${type} ${eventText(type)}`;
}

function isWithin(path: string, only: string | undefined): boolean {
  return only === undefined || path === only || path.startsWith(`${only}/`);
}
