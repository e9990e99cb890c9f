/**
 * What every Erlang node expects to find on another: the few system processes that are asked something unbidden, and
 * how little it takes to leave nobody waiting (measured against OTP 25.2.3).
 *
 * A name that is not here is of no process: whoever watches it is told so at once, and what is sent to it is lost.
 *
 * @module
 */
import { Atom, type Pid, type Term, Tuple } from "../../wire/etf/mod.ts";
import { answerTo, isTagged, letterOf, unsupported } from "./letters.ts";

/** What is to be sent in answer. */
export interface SystemAnswer {
  /** To whom: a process, or a name on the node that sent the message. */
  readonly to: Pid | string;
  /** What. */
  readonly message: Term;
}

/** Names of OTP's own, of which no process of ours is: programs elsewhere would take it for theirs. */
export const systemNames: ReadonlySet<string> = new Set([
  "application_controller",
  "auth",
  "erl_epmd",
  "erts_code_purger",
  "global_group",
  "global_name_server",
  "init",
  "kernel_sup",
  "logger",
  "net_kernel",
  "rex",
  "user",
]);

/** Whether a system process has that name, so that it can be watched; it never ends. */
export function isSystemProcess(name: string): boolean {
  return name === "net_kernel" || name === "rex";
}

/** What follows from a message to a system name; `node` is our own. */
export function systemAnswer(
  name: string,
  message: Term,
  node: string,
): SystemAnswer | undefined {
  switch (name) {
    case "net_kernel":
      return answerCall(message, netKernelAnswer);
    case "rex":
      return answerCall(message, rexAnswer);
    case "global_name_server":
      return globalAnswer(message, node);
    default:
      return undefined;
  }
}

function answerCall(
  message: Term,
  answer: (request: Term) => Term,
): SystemAnswer | undefined {
  const letter = letterOf(message);
  switch (letter.type) {
    case "call": {
      const { from: to, tag, request } = letter;
      return { to, message: answerTo(tag, answer(request)) };
    }
    case "declined":
      return { to: letter.to, message: letter.answer };
    default:
      return undefined;
  }
}

/** `net_adm:ping` waits for ever for this. */
function netKernelAnswer(request: Term): Term {
  return isTagged(request, "is_auth", 2) ? new Atom("yes") : unsupported;
}

/** What OTP answers where there is no such function, as there is none here. */
function rexAnswer(request: Term): Term {
  const isCall = isTagged(request, "call", 4) ||
    // A caller of this one takes whatever else comes for what its function returned.
    isTagged(request, "block_call", 4);
  if (!isCall) return unsupported;
  const [, module, name, args] = request.elements;
  const call = new Tuple<Term>([module!, name!, args!, []]);
  const undefinedFunction = new Tuple<Term>([new Atom("undef"), [call]]);
  const exit = new Tuple<Term>([new Atom("EXIT"), undefinedFunction]);
  return new Tuple<Term>([new Atom("badrpc"), exit]);
}

/**
 * `global` offers every visible node its names, and `global:sync/0` waits for it without end. This ends the offer, and
 * leaves us out of what that node knows of names and locks.
 */
function globalAnswer(message: Term, node: string): SystemAnswer | undefined {
  const letter = letterOf(message);
  if (letter.type !== "cast") return undefined;
  if (!isTagged(letter.request, "init_connect", 2)) return undefined;
  const inSync = new Tuple<Term>([new Atom("in_sync"), new Atom(node), true]);
  const cast = new Tuple<Term>([new Atom("$gen_cast"), inSync]);
  return { to: "global_name_server", message: cast };
}

/** Whether `reply` is what `rex` answers where a call failed, and with what. */
export function badRpcOf(reply: Term): Term | undefined {
  if (!isTagged(reply, "badrpc", 2)) return undefined;
  const [, why] = reply.elements;
  return why;
}
