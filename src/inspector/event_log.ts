/**
 * Events between two frames, bounded: in a flood the first are kept, and the others are counted.
 *
 * @module
 */
import type { LogEntry } from "./frame.ts";

/** Events told in one frame: what a person can read, a few times over. */
export const logEntriesMax = 200;

/** Characters of an event's type. */
export const typeCharsMax = 200;

/** What stands for a type that is no text. */
const unnamed = "an event without a name";

/** Some events as JSON, without the brackets, and how many are not among them. */
export interface LogPart {
  /** Entries, separated by commas. */
  readonly text: string;
  /** How many those are. */
  readonly count: number;
  /** How many more there were. */
  readonly dropped: number;
}

/** Gathers events until they are taken. */
export class EventLog {
  #number = 0;
  #dropped = 0;
  #entries: LogEntry[] = [];

  /** Whether there is room for one more; if not, it is counted. */
  hasRoom(): boolean {
    this.#number++;
    if (this.#entries.length < logEntriesMax) return true;
    this.#dropped++;
    return false;
  }

  /** Adds the event for which there was room; its type may be anything, since nobody checks what is sent. */
  add(
    atMs: number,
    from: string | undefined,
    to: string,
    type: unknown,
  ): void {
    this.#entries.push({
      number: this.#number,
      atMs: Math.round(atMs),
      ...(from !== undefined && { from }),
      to,
      type: typeof type === "string" ? type.slice(0, typeCharsMax) : unnamed,
    });
  }

  /** What was gathered; it begins anew. */
  take(): LogPart {
    const text = JSON.stringify(this.#entries).slice(1, -1);
    const part = {
      ...{ text, count: this.#entries.length, dropped: this.#dropped },
    };
    this.#entries = [];
    this.#dropped = 0;
    return part;
  }
}
