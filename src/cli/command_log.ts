/**
 * The log of the command, which may begin and end while the node runs.
 *
 * @module
 */
import * as v from "valibot";
import type { LogControl } from "../log_control.ts";
import type { NodeEvent } from "../node_events.ts";
import type { Node } from "../node_types.ts";
import { realClock } from "../ports/clock.ts";
import {
  loggingSchema,
  type LogLevels,
  type ResolvedLogging,
} from "../protocol/logging_settings.ts";
import { type Log, startLog } from "./log.ts";

/** The log of the command, on standard error, if there is to be one. */
export class CommandLog implements LogControl, Disposable {
  #log: Log | undefined;
  #node: Node | undefined;

  /** Without settings there is none. */
  constructor(settings: ResolvedLogging | undefined) {
    this.reconfigure(settings);
  }

  /** Takes changed settings; without any the log ends. */
  reconfigure(settings: ResolvedLogging | undefined): void {
    if (!settings) return this[Symbol.dispose]();
    if (this.#log) return this.#log.reconfigure(settings);
    this.#log = startLog(settings, console.error, realClock);
    if (this.#node) this.#log.follow(this.#node);
  }

  /** The levels in force. */
  levels(): LogLevels {
    const { "": level = "off", ...levels } = this.#log?.levels.all() ?? {};
    return { level, levels };
  }

  /** Sets all levels anew; a log begins with that if there was none. */
  setLevels(given: LogLevels): void {
    if (this.#log) this.#log.levels.reset(given.level, given.levels);
    else this.reconfigure(v.parse(loggingSchema, given));
  }

  /** Logs an event of the node. */
  told(event: NodeEvent): void {
    this.#log?.told(event);
  }

  /** Logs the coming and going of the node's actors, from now on. */
  follow(node: Node): void {
    this.#node = node;
    this.#log?.follow(node);
  }

  /** Ends the log. */
  [Symbol.dispose](): void {
    this.#log?.[Symbol.dispose]();
    this.#log = undefined;
  }
}
