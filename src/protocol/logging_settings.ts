/**
 * The settings of logs: from which level on what is logged, for everything and for single actors, and how a line looks.
 *
 * @module
 */
import * as v from "valibot";
import { notAList, text, whole } from "./checks.ts";

/** Settings of logs; everything may be left out. */
export interface LoggingSettings {
  /** The least level that is logged, `info`. */
  readonly level?: LogLevel;
  /** Levels of single actors and of all below them, by their place in the tree: `{"topologies/gossip": "debug"}`. */
  readonly levels?: Readonly<Record<string, LogLevel>>;
  /** How a line looks: `text` for a person, `json` for a machine. */
  readonly format?: "text" | "json";
  /** Time within which a line that says the same again is only counted, 10 s; 0: every line is written. */
  readonly fold_seconds?: number;
}

/** How much something matters; `off` as a setting is beyond all of them. */
export type LogLevel = (typeof logLevels)[number];

/** Levels, the least first. */
export const logLevels = ["debug", "info", "warning", "error", "off"] as const;

/** Actors with a level of their own: a person sets each. */
export const logLevelsMax = 256;

/** One level. */
export const logLevel = v.picklist(
  logLevels,
  `allowed: ${logLevels.map((level) => `"${level}"`).join(", ")}`,
);

/** An hour: what repeats more slowly is news again. */
const foldSecondsMax = 3_600;

/** Keys that valibot leaves out of records without a word. */
const inheritedNames = ["__proto__", "prototype", "constructor"];

const levelEntries = {
  level: v.optional(logLevel, "info"),
  levels: v.optional(
    v.pipe(
      notAList("levels by places in the tree"),
      v.check(
        (given) => !inheritedNames.some((name) => Object.hasOwn(given, name)),
        `allowed as an actor's place: none of ${inheritedNames.join(", ")}`,
      ),
      v.check(
        (given) => Object.keys(given).length <= logLevelsMax,
        `allowed: at most ${logLevelsMax} levels`,
      ),
      v.record(text(255), logLevel),
    ),
    {},
  ),
};

/** Checks the levels of a log, all of them. */
export const logLevelsSchema = v.pipe(
  notAList("levels of a log"),
  v.strictObject(levelEntries),
  v.description(
    '`level` is that of everything, "info" without it; `levels` are those of single actors and of all below them, by their place in the tree.',
  ),
);

/** The levels of a log: of everything, and of single actors. */
export type LogLevels = v.InferOutput<typeof logLevelsSchema>;

/** Checks the settings of logs. */
export const loggingSchema = v.pipe(
  notAList("settings of logs"),
  v.strictObject({
    ...levelEntries,
    format: v.optional(
      v.picklist(["text", "json"], 'allowed: "text" or "json"'),
      "text",
    ),
    fold_seconds: v.optional(whole(0, foldSecondsMax), 10),
  }),
);

/** Settings of logs with every default filled in. */
export type ResolvedLogging = v.InferOutput<typeof loggingSchema>;
