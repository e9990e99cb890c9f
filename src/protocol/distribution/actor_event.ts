/**
 * What an actor hears from other processes, of this node or any other.
 *
 * @module
 */
import type { Encodable, Pid, Reference, Term } from "../../wire/etf/mod.ts";

/** What an actor hears from other processes. Its logic takes what it knows, and ignores the rest. */
export type ActorEvent =
  | ActorCall
  | ActorCast
  | ActorInfo
  | ActorDown
  | ActorExited;

/** Somebody asks, and waits: `GenServer.call/2`, or `call` of an actor's handle. */
export interface ActorCall {
  /** Tells it from other events. */
  readonly type: "call";
  /** What is asked. */
  readonly request: Term;
  /** Who asks. */
  readonly from: Pid;
  /**
   * Answers, now or later; only the first answer counts, and none is owed. Nobody may wait for it any more.
   *
   * @throws {TypeError} If no term stands for something in it.
   * @throws {RangeError} If a number is not exact, text is no Unicode, or terms are nested too deep.
   */
  readonly reply: (answer: Encodable) => void;
}

/** Somebody tells: `GenServer.cast/2`, or `cast` of an actor's handle. */
export interface ActorCast {
  /** Tells it from other events. */
  readonly type: "cast";
  /** What is told. */
  readonly request: Term;
}

/** Any other message: `send/2`, or `send` of an actor's handle. */
export interface ActorInfo {
  /** Tells it from other events. */
  readonly type: "info";
  /** The message. */
  readonly message: Term;
}

/** A process that this actor watches has ended. */
export interface ActorDown {
  /** Tells it from other events. */
  readonly type: "down";
  /** What `monitor` gave. */
  readonly reference: Reference;
  /** Who was watched: a pid or a name. */
  readonly process: Pid | string;
  /** The node of who was watched. */
  readonly node: string;
  /** Why it ended: `noproc` if there was none, `noconnection` if its node is out of reach. */
  readonly reason: Term;
}

/** A process that this actor is linked to has ended, or told it to end; only where it traps exits. */
export interface ActorExited {
  /** Tells it from other events. */
  readonly type: "exit";
  /** Who. */
  readonly from: Pid;
  /** Why. */
  readonly reason: Term;
}
