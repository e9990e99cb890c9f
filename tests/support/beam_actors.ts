/**
 * Actors of ours for the tests beside BEAM nodes: the counterparts of what `beam_peer.exs` has.
 *
 * @module
 */
import { createMachine, fromTransition } from "xstate";
import type { ActorEvent } from "../../mod.ts";
import {
  atom,
  format,
  isAtom,
  type Pid,
  type Term,
  text,
  Tuple,
  tuple,
} from "../../src/wire/etf/mod.ts";

/** It counts, echoes, says its pid, and crashes when told: `Counter`. */
export function counter(self: () => Pid) {
  return fromTransition((count: number, event: ActorEvent) => {
    if (event.type === "call") {
      const { request, reply } = event;
      if (isAtom(request, "count")) reply(count);
      else if (isAtom(request, "pid")) reply(self());
      else if (isTagged(request, "echo")) reply(request.elements[1]!);
      else if (isTagged(request, "add")) {
        reply(count + numberOf(request.elements[1]));
        return count + numberOf(request.elements[1]);
      }
      return count;
    }
    const told = event.type === "cast"
      ? event.request
      : event.type === "info"
      ? event.message
      : undefined;
    if (isTagged(told, "add")) return count + numberOf(told.elements[1]);
    if (isTagged(told, "crash")) throw new Error(text(told.elements[1]!));
    return count;
  }, 0);
}

/** It tells every event by a line of output: `Inbox`. */
export function inbox(name: string) {
  return fromTransition((seen: number, event: ActorEvent) => {
    console.log(JSON.stringify({ inbox: name, heard: shown(event) }));
    return seen + 1;
  }, 0);
}

/** It looks whether numbers come one after the other, and answers with the last, and how many came out of order. */
export const order = fromTransition(
  ([last, wrong]: readonly [number, number], event: ActorEvent) => {
    if (event.type === "call") event.reply(tuple(last, wrong));
    if (event.type !== "info") return [last, wrong] as const;
    return event.message === last + 1
      ? [last + 1, wrong] as const
      : [last, wrong + 1] as const;
  },
  [0, 0],
);

/** It answers a call with what it was asked: `echo` of `beam_bench.exs`. */
export const echo = fromTransition((_: undefined, event: ActorEvent) => {
  if (event.type === "call") event.reply(event.request);
  return undefined;
}, undefined);

/** It counts messages, and answers a call with how many came since the last: `sink` of `beam_bench.exs`. */
export const sink = fromTransition((count: number, event: ActorEvent) => {
  if (event.type === "info") return count + 1;
  if (event.type !== "call") return count;
  event.reply(count);
  return 0;
}, 0);

/** It completes with the first cast. */
export const brief = createMachine({
  types: {} as { events: ActorEvent },
  initial: "waiting",
  states: { waiting: { on: { cast: "done" } }, done: { type: "final" } },
});

function shown(event: ActorEvent): string {
  switch (event.type) {
    case "call":
      event.reply(atom("ok"));
      return `call ${format(event.request)}`;
    case "cast":
      return `cast ${format(event.request)}`;
    case "info":
      return `info ${format(event.message)}`;
    case "down": {
      const { process, node, reason } = event;
      const who = typeof process === "string" ? process : format(process);
      return `down ${who}@${node} ${format(reason)}`;
    }
    case "exit":
      return `exit ${format(event.from)} ${format(event.reason)}`;
    default:
      return `other ${(event as { type: string }).type}`;
  }
}

function isTagged(term: Term | undefined, tag: string): term is Tuple<Term> {
  return term instanceof Tuple && isAtom(term.elements[0], tag);
}

function numberOf(term: Term | undefined): number {
  return typeof term === "number" ? term : NaN;
}
