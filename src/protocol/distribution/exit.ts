/**
 * How actors end for the sake of others, and what others are told of their end.
 *
 * @module
 */
import {
  Atom,
  type Encodable,
  format,
  type Pid,
  type Term,
  toTerm,
  Tuple,
} from "../../wire/etf/mod.ts";
import { printable } from "../reason.ts";

/** Characters of an error's text that others are told. */
const textCharsMax = 500;

/** Lines of an error's stack that others are told. */
const stackLinesMax = 8;

/**
 * Ends the actor that throws it with a reason for others, as Erlang's `exit(Reason)` does. Any other error is told as
 * `{{rookery_crash, <<"Error: text">>}, [<<"at …">>]}`.
 */
export class ActorExit extends Error {
  /** Tells it from other errors. */
  override readonly name = "ActorExit";
  /** What linked processes and watchers are told. */
  readonly reason: Term;

  /** Ends with `reason`; `message` is for people. */
  constructor(reason: Encodable, message?: string) {
    const term = toTerm(reason);
    super(message ?? `It ended with ${format(term)}`);
    this.reason = term;
  }
}

/** An event that ends the process it is for, because of another one. */
export class ExitOrder {
  /** Tells it from other events in an inspector; actors tell it by its class, which nobody else can make events of. */
  readonly type = "process.exit";
  /** What the process ends with. */
  readonly error: ActorExit;

  /** Ends it since `from` did, or wants it to. */
  constructor(from: Pid, reason: Term) {
    const message = `${format(from)} has it end: ${format(reason)}`;
    this.error = new ActorExit(reason, message);
  }
}

/** What others are told of an actor that threw. */
export function reasonOfCrash(error: unknown): Term {
  if (error instanceof ActorExit) return error.reason;
  const text = textOf(error);
  const stack = error instanceof Error ? stackOf(error) : [];
  const crash = new Tuple<Encodable>([new Atom("rookery_crash"), text]);
  return toTerm(new Tuple<Encodable>([crash, stack]));
}

/** What was thrown may be anything, also what has no text. */
function textOf(thrown: unknown): string {
  try {
    return bounded(String(thrown));
  } catch {
    return `a thrown ${typeof thrown}`;
  }
}

function stackOf(error: Error): string[] {
  const lines = typeof error.stack === "string" ? error.stack.split("\n") : [];
  return lines.map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, stackLinesMax).map(bounded);
}

function bounded(text: string): string {
  return printable(text.slice(0, textCharsMax)).toWellFormed()
    .slice(0, textCharsMax).toWellFormed();
}
