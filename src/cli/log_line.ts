/**
 * How an entry of a log looks: a line for a person, or one JSON object a line. Nothing in it moves a cursor or forges a line.
 *
 * @module
 */
import { printable } from "../protocol/reason.ts";
import type { LogEntry } from "./log_entry.ts";

/** When an entry was made, and how many said the same since the one before it. */
export interface LogMoment {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** 0 with the first of its kind. */
  readonly repeats: number;
}

/** `12:34:56.789 WARNING topologies/gossip/socket: refused (the same 4 times since)`, in UTC. */
export function textLogLine(
  { path, level, message }: LogEntry,
  { atMs, repeats }: LogMoment,
): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  const more = repeats === 0
    ? ""
    : ` (the same ${repeats} ${repeats === 1 ? "time" : "times"} since)`;
  const head = `${time} ${level.toUpperCase().padEnd(7)}`;
  return printable(`${head} ${path}: ${message}${more}`);
}

/** `{"at", "level", "category", "message", "repeats"?, "event", …}`. */
export function jsonLogLine(
  { path: category, level, message, fields }: LogEntry,
  { atMs, repeats }: LogMoment,
): string {
  const at = new Date(atMs).toISOString();
  const counted = repeats === 0 ? {} : { repeats };
  // An event's own words never take the place of the log's: `message` is told within its sentence.
  const entry = { ...fields, at, level, category, message, ...counted };
  return printable(JSON.stringify(entry));
}
