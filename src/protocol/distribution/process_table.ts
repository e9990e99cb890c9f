/**
 * Who lives on this node: processes by their pids and by their names. A name is of one process at a time; a pid is
 * never of another one.
 *
 * @module
 */
import type { Pid, Reference, Term } from "../../wire/etf/mod.ts";
import type { Down } from "./effects.ts";
import type { Numbering } from "./numbering.ts";

/** What a process does with what comes to it. */
export interface Receiver {
  /** A message. */
  message(message: Term, own: LocalProcess): void;
  /** What it watches has ended. */
  down(down: Down, own: LocalProcess): void;
  /** It traps exits, and somebody linked to it ended or told it to. */
  exit(from: Pid, reason: Term, own: LocalProcess): void;
  /** It is to end. */
  crash(from: Pid, reason: Term, own: LocalProcess): void;
}

/** A process of ours. */
export interface LocalProcess {
  /** Its pid. */
  readonly pid: Pid;
  /** Its name, if it has one. */
  readonly name: string | undefined;
  /** What it does with what comes to it. */
  readonly receiver: Receiver;
  /** Whether exits of linked processes are events for it. */
  readonly trapsExits: boolean;
  /** How what it sends of its own accord is sent. */
  readonly sends: "signal" | "request";
  /** Its links, by the key of the other's pid; changes in place. */
  readonly links: Map<string, LinkEntry>;
  /** Who watches it, by the key of the reference; changes in place. */
  readonly watchers: Map<string, WatcherEntry>;
  /** Whom it watches, by the key of the reference; changes in place. */
  readonly watching: Map<string, WatchEntry>;
}

/** One end of a link. */
export interface LinkEntry {
  /** Whose end. */
  readonly own: LocalProcess;
  /** The other end. */
  readonly other: Pid;
  /** Which undoing of it the other has not acknowledged yet; 0 while it is in force. */
  unlinking: number;
}

/** Somebody who watches a process of ours. */
export interface WatcherEntry {
  /** Who is watched. */
  readonly own: LocalProcess;
  /** Who watches. */
  readonly by: Pid;
  /** As what: its pid or its name. */
  readonly as: Pid | string;
  /** Which watch. */
  readonly reference: Reference;
}

/** Somebody whom a process of ours watches. */
export interface WatchEntry {
  /** Who watches. */
  readonly own: LocalProcess;
  /** Who is watched. */
  readonly target: Pid | string;
  /** The node of who is watched. */
  readonly node: string;
  /** Which watch. */
  readonly reference: Reference;
}

/** What a process is started with. */
export interface ProcessSpec {
  /** Its name. */
  readonly name?: string;
  /** What it does with what comes to it. */
  readonly receiver: Receiver;
  /** Whether exits of linked processes are events for it; not unless said. */
  readonly trapsExits?: boolean;
  /** How what it sends of its own accord is sent; `signal` unless said. */
  readonly sends?: "signal" | "request";
}

/** The processes of a node. */
export class ProcessTable {
  readonly #numbering: Numbering;
  readonly #byNumber = new Map<number, LocalProcess>();
  readonly #byName = new Map<string, LocalProcess>();

  /** Nobody is there. */
  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /** A new process. The name goes to it, whoever had it. */
  start(spec: ProcessSpec): LocalProcess {
    const { name, receiver, trapsExits = false, sends = "signal" } = spec;
    const own: LocalProcess = {
      pid: this.#numbering.pid(),
      name,
      receiver,
      trapsExits,
      sends,
      links: new Map(),
      watchers: new Map(),
      watching: new Map(),
    };
    this.#byNumber.set(this.#numbering.numberOf(own.pid), own);
    if (name !== undefined) this.#byName.set(name, own);
    return own;
  }

  /** Forgets a process; says whether it was there. */
  end({ pid, name }: LocalProcess): boolean {
    const number = this.#numbering.numberOf(pid);
    const own = this.#byNumber.get(number);
    // A successor may have the name already.
    if (name !== undefined && this.#byName.get(name) === own) {
      this.#byName.delete(name);
    }
    return this.#byNumber.delete(number);
  }

  /** The living process that this is, by pid or by name. */
  find(target: Pid | string): LocalProcess | undefined {
    if (typeof target === "string") return this.#byName.get(target);
    return this.#byNumber.get(this.#numbering.numberOf(target));
  }

  /** Everybody who lives. */
  all(): Iterable<LocalProcess> {
    return this.#byNumber.values();
  }
}
