/**
 * A machine that uses every feature of XState that can be drawn. It means nothing.
 *
 * @module
 */
import { and, fromPromise, not, or, setup, stateIn } from "xstate";

/** What it hears. */
export type EverythingEvent =
  | { type: "go" }
  | { type: "back" }
  | { type: "deep" }
  | { type: "jump" }
  | { type: "note.made" }
  | { type: "note.lost" }
  | { type: "left.step" }
  | { type: "right.step" }
  | { type: "end" };

/** The machine. */
export const everythingMachine = setup({
  types: {
    context: {} as { steps: number },
    events: {} as EverythingEvent,
    tags: {} as "healthy" | "waiting",
  },
  actors: { job: fromPromise(() => Promise.resolve()) },
  delays: { soon: 500, later: ({ context }) => context.steps },
  guards: {
    early: ({ context }) => context.steps < 3,
    atLeast: ({ context }, params: { steps: number }) =>
      context.steps >= params.steps,
    never: () => false,
  },
  actions: {
    arrive: () => {},
    leave: () => {},
    begin: () => {},
    say: (_, _params: { word: string }) => {},
  },
}).createMachine({
  id: "everything",
  description: "A machine that has it all.",
  context: { steps: 0 },
  initial: "idle",
  entry: "begin",
  exit: "leave",
  on: {
    "note.*": { actions: { type: "say", params: { word: "note" } } },
    jump: { target: ".both", description: "From anywhere." },
    "*": { guard: "never", target: ".over" },
  },
  states: {
    idle: {
      description: "Nothing yet.",
      tags: ["healthy", "waiting"],
      on: {
        go: [
          { guard: and(["early", not("never")]), target: "work" },
          { guard: or([{ type: "atLeast", params: { steps: 4 } }, "never"]) },
          { target: "idle", reenter: true, actions: ["arrive", "leave"] },
        ],
        "note.lost": undefined,
        back: "hist",
      },
    },
    work: {
      tags: "waiting",
      initial: "first",
      entry: "arrive",
      invoke: [
        {
          id: "helper",
          src: "job",
          onDone: { target: ".second", actions: "arrive" },
          onError: "idle",
          onSnapshot: { actions: "begin" },
        },
        { id: "second_helper", src: "job", systemId: "helper" },
      ],
      onDone: { target: "over", guard: "early" },
      on: { go: ".second", back: "idle" },
      after: {
        1000: { target: ".second", guard: "early" },
        soon: [{ guard: "never", target: "over" }, { actions: "leave" }],
      },
      states: {
        first: {
          always: { guard: stateIn({ work: "second" }), target: "closed" },
          after: { later: "second" },
          on: { end: "closed", go: { target: "#everything.work" } },
        },
        second: {
          on: {
            go: { target: "first", reenter: true },
            jump: { target: "#twin", guard: not(stateIn("#twin")) },
          },
        },
        closed: { type: "final" },
        hist: { type: "history" },
      },
    },
    both: {
      id: "twin",
      type: "parallel",
      on: {
        back: "idle",
        go: [{ target: [".left.b", ".right.b"] }],
        deep: "idle",
      },
      states: {
        left: {
          initial: "a",
          states: { a: { on: { "left.step": "b" } }, b: {} },
        },
        right: {
          initial: "a",
          states: {
            a: { on: { "right.step": "b" } },
            b: {
              on: { end: "c" },
            },
            c: { type: "final" },
          },
        },
      },
    },
    hist: {
      type: "history",
      history: "deep",
      target: "work.second",
      description: "Where we were.",
    },
    over: { type: "final", description: "It is over." },
  },
});
