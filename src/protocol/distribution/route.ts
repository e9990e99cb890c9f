/**
 * How what processes tell each other finds its way, and the words that every node knows.
 *
 * @module
 */
import type { OutgoingMessage } from "../../wire/distribution/message.ts";
import { Atom, type Pid, type Term } from "../../wire/etf/mod.ts";

/** A process: by its pid, or by its name on a node. */
export type Address = Pid | NamedProcess;

/** Whatever process has that name on that node. */
export interface NamedProcess {
  /** The name. */
  readonly name: string;
  /** The node. */
  readonly node: string;
}

/** The node of a process. */
export function nodeOf({ node }: Address): string {
  return node;
}

/** What is done where a message cannot go out at once. */
export type Urgency =
  /** Follows from what its receiver did: without a connection it is pointless, and dropped. */
  | "answer"
  /** Waits for a connection, which is asked for. */
  | "signal"
  /** Waits for a connection too, and while that is busy. */
  | "request";

/** Brings messages to processes of this node and of others. */
export interface Route {
  /** Sends a message to a node, which may be our own. Messages of one urgency to one node never overtake each other. */
  post(message: OutgoingMessage<Term>, node: string, urgency: Urgency): void;
}

/** Why a process ended, or is taken for ended. */
export const reason = {
  /** As it should. */
  normal: new Atom("normal"),
  /** It was told to by who supervises it. */
  shutdown: new Atom("shutdown"),
  /** It never was, or is no more. */
  noproc: new Atom("noproc"),
  /** Its node is out of reach. */
  noconnection: new Atom("noconnection"),
  /** There are too many already. */
  systemLimit: new Atom("system_limit"),
  /** It was told to in a way that cannot be refused. */
  killed: new Atom("killed"),
  /** No answer came. */
  timeout: new Atom("timeout"),
} as const;
