/**
 * What a message is for: a call, a cast, or just a message (OTP's `gen`), and what OTP's own tools ask of any process.
 *
 * @module
 */
import { Atom, isAtom, Pid, type Term, Tuple } from "../../wire/etf/mod.ts";

/** What a message is for. */
export type Letter =
  /** Somebody waits for an answer. */
  | {
    readonly type: "call";
    readonly from: Pid;
    /** Goes back as it came: a reference, `[alias | Ref]`, `{Ref, Node}` or whatever comes next. */
    readonly tag: Term;
    readonly request: Term;
  }
  /** Nobody waits. */
  | { readonly type: "cast"; readonly request: Term }
  /** Anything else. */
  | { readonly type: "info"; readonly message: Term }
  /** Something that we never do, and whose sender waits for this. */
  | { readonly type: "declined"; readonly to: Pid; readonly answer: Term };

/** The answer to what we do not do. */
export const unsupported: Term = new Tuple([
  new Atom("error"),
  new Atom("notsup"),
]);

/** Sorts a message. */
export function letterOf(message: Term): Letter {
  const elements = message instanceof Tuple ? message.elements : [];
  const [head, second, third, fourth] = elements;
  if (head instanceof Atom) {
    const { length } = elements;
    switch (head.name) {
      case "$gen_call":
        if (length !== 3 || third === undefined) break;
        return callOf(second, third) ?? info(message);
      case "$gen_cast":
        if (length !== 2 || second === undefined) break;
        return { type: "cast", request: second };
      // :sys.get_state/1 and the like.
      case "system":
        if (length !== 3) break;
        return declined(second) ?? info(message);
      // IO.puts/2 to a process that is no device.
      case "io_request":
        if (length !== 4 || !(second instanceof Pid)) break;
        if (third === undefined || fourth === undefined) break;
        return { type: "declined", to: second, answer: ioError(third) };
    }
  }
  return info(message);
}

/** What answers a call. */
export function answerTo(tag: Term, answer: Term): Term {
  return new Tuple([tag, answer]);
}

/** Whether `term` is a tuple whose first element is that atom and that has at least `length` elements. */
export function isTagged(
  term: Term | undefined,
  name: string,
  length: number,
): term is Tuple {
  return term instanceof Tuple && term.elements.length >= length &&
    isAtom(term.elements[0], name);
}

function callOf(caller: Term | undefined, request: Term): Letter | undefined {
  const { from, tag } = callerOf(caller);
  if (!from || tag === undefined) return undefined;
  return { type: "call", from, tag, request };
}

function declined(caller: Term | undefined): Letter | undefined {
  const { from, tag } = callerOf(caller);
  if (!from || tag === undefined) return undefined;
  return { type: "declined", to: from, answer: answerTo(tag, unsupported) };
}

function callerOf(
  caller: Term | undefined,
): { readonly from?: Pid; readonly tag?: Term } {
  if (!(caller instanceof Tuple) || caller.elements.length !== 2) return {};
  const [from, tag] = caller.elements;
  return from instanceof Pid ? { from, tag } : {};
}

function info(message: Term): Letter {
  return { type: "info", message };
}

function ioError(replyAs: Term): Term {
  const error = new Tuple([new Atom("error"), new Atom("request")]);
  return new Tuple([new Atom("io_reply"), replyAs, error]);
}
