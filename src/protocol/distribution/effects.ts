/**
 * What follows from what processes do, as plain data: who is told what, in the order in which it is due. Whoever has
 * the actors performs it.
 *
 * @module
 */
import type { OutgoingMessage } from "../../wire/distribution/message.ts";
import type { Pid, Reference, Term } from "../../wire/etf/mod.ts";

/** One thing that follows. */
export type Effect =
  /** An actor hears something. */
  | {
    readonly to: "actor";
    readonly handle: object;
    readonly pid: Pid;
    readonly event: ProcessEvent;
  }
  /** An actor ends with `reason`, since it is linked to `from`, or since `from` wants it so. */
  | {
    readonly to: "crash";
    readonly handle: object;
    readonly from: Pid;
    readonly reason: Term;
  }
  /** A message goes out. */
  | {
    readonly to: "line";
    readonly line: object;
    readonly message: OutgoingMessage<Term>;
  }
  /** A connection is wanted. */
  | { readonly to: "dial"; readonly node: string }
  /** A call has ended. */
  | {
    readonly to: "caller";
    readonly caller: Caller;
    readonly outcome: Outcome;
  }
  /** What was watched has ended. */
  | { readonly to: "watcher"; readonly watcher: Watcher; readonly down: Down }
  /** Members of a group came or went. */
  | {
    readonly to: "onlooker";
    readonly onlooker: Onlooker;
    readonly change: GroupChange;
  };

/** What an actor hears from other processes. */
export type ProcessEvent =
  | {
    readonly type: "call";
    readonly request: Term;
    readonly from: Pid;
    /** Goes back with the answer, as it came. */
    readonly tag: Term;
  }
  | { readonly type: "cast"; readonly request: Term }
  | { readonly type: "info"; readonly message: Term }
  | Down & { readonly type: "down" }
  | { readonly type: "exit"; readonly from: Pid; readonly reason: Term };

/** A watched process ended, was never there, or its node is out of reach. */
export interface Down {
  /** Which watch it was. */
  readonly reference: Reference;
  /** What was watched. */
  readonly process: Pid | string;
  /** The node of the process. */
  readonly node: string;
  /** Why: `noproc` if there was none, `noconnection` if its node is out of reach. */
  readonly reason: Term;
}

/** Why a call has no answer. */
export type CallFailure =
  /** There is no such process. */
  | "noproc"
  /** Its node is out of reach. */
  | "noconnection"
  /** No answer came in time. */
  | "timeout"
  /** It ended before it answered. */
  | "exit"
  /** Too much waits already. */
  | "busy";

/** How a call ended. */
export type Outcome =
  | { readonly ok: true; readonly value: Term }
  | {
    readonly ok: false;
    readonly code: CallFailure;
    /** Why the process ended, where that is so. */
    readonly reason: Term;
  };

/** Hears how a call ended, once. */
export type Caller = (outcome: Outcome) => void;

/** Hears that what it watches has ended, once. */
export type Watcher = (down: Down) => void;

/** Hears what becomes of the groups of a scope. */
export type Onlooker = (change: GroupChange) => void;

/** Members of a group came or went. */
export interface GroupChange {
  /** Which of both. */
  readonly type: "joined" | "left";
  /** The group. */
  readonly group: Term;
  /** The members, once per mention. */
  readonly members: readonly Pid[];
}

/** Gathers effects in their order. */
export class Outbox {
  #effects: Effect[] = [];

  /** Adds one. */
  push(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** Gives all that gathered, and begins anew. */
  take(): readonly Effect[] {
    const effects = this.#effects;
    if (effects.length > 0) this.#effects = [];
    return effects;
  }
}
