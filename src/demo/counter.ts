/**
 * Counts what it is told to, and tells the sum to whoever calls it.
 *
 * @module
 */
import { assign, setup } from "xstate";
import type { ActorEvent } from "../protocol/distribution/actor_event.ts";
import { atom, mapGet, type Term, tuple } from "../wire/etf/mod.ts";

/** The statechart of a counter: `{"add": n}` adds a whole number, and a call is answered with `{ok, Sum}`. */
export const counterMachine = setup({
  types: {
    context: {} as { readonly sum: number },
    events: {} as ActorEvent,
  },
  actions: {
    add: assign(({ context, event }) => ({
      sum: context.sum + addedBy(event),
    })),
    answer: ({ context, event }) => {
      if (event.type === "call") event.reply(tuple(atom("ok"), context.sum));
    },
  },
}).createMachine({
  id: "counter",
  description: 'Adds up: call it with {"add": 1}.',
  context: { sum: 0 },
  on: {
    call: { description: "Adds, and answers.", actions: ["add", "answer"] },
    cast: { description: "Adds.", actions: "add" },
  },
});

function addedBy(event: ActorEvent): number {
  if (event.type !== "call" && event.type !== "cast") return 0;
  const { request } = event;
  if (!(request instanceof Map)) return 0;
  const added = numberAt(request, "add") ?? numberAt(request, atom("add"));
  return added ?? 0;
}

function numberAt(
  map: ReadonlyMap<Term, Term>,
  key: Parameters<typeof mapGet>[1],
): number | undefined {
  const value = mapGet(map, key);
  return typeof value === "number" ? value : undefined;
}
