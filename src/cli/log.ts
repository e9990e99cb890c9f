/**
 * The log of a node, by LogTape: a category for each actor, its place in the tree below `rookery`; levels that may change
 * while the node runs; lines that repeat themselves folded.
 *
 * It is written beside what the command prints, not in place of it: events are for programs and have a form that is
 * promised, a log is for whoever looks for a fault.
 *
 * @module
 */
import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import type { NodeEvent } from "../node_events.ts";
import { insidesOf } from "../node_insides.ts";
import type { Node } from "../node_types.ts";
import type { ResolvedLogging } from "../protocol/logging_settings.ts";
import {
  entryOf,
  foldingKey,
  lifecycleEntryOf,
  type LogEntry,
} from "./log_entry.ts";
import { Folding, type FoldingClock } from "./log_folding.ts";
import { LogLevels } from "./log_levels.ts";
import { jsonLogLine, textLogLine } from "./log_line.ts";

/** A log that is being written. */
export interface Log extends Disposable {
  /** From which level on each actor is logged; may be changed at any time. */
  readonly levels: LogLevels;
  /** Takes changed settings, at once; levels that were set meanwhile are forgotten. */
  reconfigure(settings: ResolvedLogging): void;
  /** Logs an event of a node. */
  told(event: NodeEvent): void;
  /** Logs the coming and going of a node's actors, from now on. */
  follow(node: Node): void;
}

/** The category that all others are below. */
const category = "rookery";

interface Written {
  readonly entry: LogEntry;
  readonly atMs: number;
}

/**
 * Starts a log. There is one in a process: LogTape is set up anew by each.
 *
 * @param write Gets each line.
 */
export function startLog(
  settings: ResolvedLogging,
  write: (line: string) => void,
  clock: FoldingClock,
): Log {
  const levels = new LogLevels(settings.level, settings.levels);
  let lineOf = formOf(settings);
  const folding = new Folding<Written>(
    clock,
    settings.fold_seconds * 1_000,
    ({ entry, atMs }, repeats) => write(lineOf(entry, { atMs, repeats })),
  );
  let stopFollowing = () => {};
  configureSync({
    reset: true,
    sinks: {
      lines({ properties, timestamp: atMs }: LogRecord) {
        const entry = properties.entry as LogEntry;
        folding.take(foldingKey(entry), { entry, atMs });
      },
      faults: ({ message }: LogRecord) => write(message.join("")),
    },
    filters: {
      levels({ properties }: LogRecord) {
        const { path, level } = properties.entry as LogEntry;
        return levels.allows(path, level);
      },
    },
    loggers: [
      { category, sinks: ["lines"], filters: ["levels"] },
      {
        category: ["logtape", "meta"],
        sinks: ["faults"],
        lowestLevel: "error",
      },
    ],
  });
  return {
    levels,
    reconfigure(changed) {
      levels.reset(changed.level, changed.levels);
      folding.everyMs = changed.fold_seconds * 1_000;
      lineOf = formOf(changed);
    },
    told: (event) => log(entryOf(event)),
    follow(node) {
      stopFollowing();
      stopFollowing = insidesOf(node)?.lifecycle.subscribe((event) => {
        const entry = lifecycleEntryOf(event);
        if (entry && levels.allows(entry.path, entry.level)) log(entry);
      }) ?? stopFollowing;
    },
    [Symbol.dispose]() {
      stopFollowing();
      folding[Symbol.dispose]();
    },
  };
}

/** The entry goes along whole: its text may have braces, which LogTape would take for names of properties. */
function log(entry: LogEntry): void {
  const logger = getLogger([category, ...entry.path.split("/")]);
  logger[entry.level]("{message}", { message: entry.message, entry });
}

function formOf({ format }: ResolvedLogging) {
  return format === "json" ? jsonLogLine : textLogLine;
}
