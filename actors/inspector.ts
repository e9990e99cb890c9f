/**
 * Answers nodes of the cluster that look at the actors of this one, as the process `rookery_inspector`. While nobody of
 * them looks nothing is inspected for them.
 *
 * @module
 */
import { setup } from "xstate";
import type {
  ActorCall,
  ActorEvent,
} from "../src/protocol/distribution/actor_event.ts";

/** What the inspector's actor is started with. */
export interface InspectorInput {
  /** Knows who looks, and answers them. */
  readonly desk: Desk;
}

/** Knows who looks. Changes in place. */
export interface Desk {
  /** Whether anybody does. */
  readonly isWatched: boolean;
  /** Answers a call, now or later. */
  answer(request: ActorCall["request"], reply: ActorCall["reply"]): void;
  /** Answers who has waited for long, and forgets who does not ask any more. */
  sweep(): void;
}

/** How often it is looked for who waits for long and who is gone, in ms. */
export const deskSweepMs = 1_000;

/** The statechart of the inspector's actor. */
export const inspectorMachine = setup({
  types: {
    context: {} as InspectorInput,
    events: {} as ActorEvent,
    input: {} as InspectorInput,
    tags: {} as "healthy",
  },
  delays: { sweep: deskSweepMs },
  guards: {
    somebodyLooks: ({ context }) => context.desk.isWatched,
  },
  actions: {
    answer: ({ context, event }) => {
      if (event.type !== "call") return;
      context.desk.answer(event.request, event.reply);
    },
    sweep: ({ context }) => context.desk.sweep(),
  },
}).createMachine({
  id: "inspector",
  context: ({ input }) => input,
  on: { call: { actions: "answer" } },
  initial: "quiet",
  states: {
    quiet: {
      description: "Nobody of another node looks.",
      tags: "healthy",
      always: { guard: "somebodyLooks", target: "watched" },
    },
    watched: {
      description:
        "Somebody of another node looks: who asked is answered after a while at the latest, who asks no more is forgotten.",
      tags: "healthy",
      after: {
        sweep: [
          {
            guard: "somebodyLooks",
            target: "watched",
            reenter: true,
            actions: "sweep",
          },
          { target: "quiet" },
        ],
      },
    },
  },
});
