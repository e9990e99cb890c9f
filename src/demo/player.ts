/**
 * One of two players of a game across nodes: hits the ball back, or misses it, and then somebody serves again.
 *
 * @module
 */
import { assign, setup } from "xstate";
import type { ActorEvent } from "../protocol/distribution/actor_event.ts";

/** What a player is started with. */
export interface PlayerInput {
  /** Whether it begins, and serves whenever no ball has come for long. */
  readonly serves: boolean;
  /** Sends the ball to the other, with how often it was hit so far. */
  readonly hit: (hits: number) => void;
  /** A number in `[0, 1)`: under {@linkcode missed} a ball is missed. */
  readonly chance: () => number;
}

interface PlayerContext extends PlayerInput {
  /** Hits of the ball that came last. */
  readonly hits: number;
  /** The longest rally. */
  readonly best: number;
}

/** How much of all balls are missed. */
export const missed = 0.12;

/** The statechart of a player. */
export const playerMachine = setup({
  types: {
    context: {} as PlayerContext,
    events: {} as ActorEvent,
    input: {} as PlayerInput,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  delays: { flight: 700, groan: 1_500, patience: 5_000 },
  guards: {
    isBall: ({ event }) =>
      event.type === "cast" && Number.isSafeInteger(event.request),
    misses: ({ context }) => context.chance() < missed,
    serves: ({ context }) => context.serves,
  },
  actions: {
    catchBall: assign(({ context, event }) => {
      const hits = event.type === "cast" ? Number(event.request) : 0;
      return { hits, best: Math.max(hits, context.best) };
    }),
    hitBack: ({ context }) => context.hit(context.hits + 1),
    serve: ({ context }) => context.hit(1),
  },
}).createMachine({
  id: "player",
  description: "Plays ball with an actor of another node.",
  context: ({ input }) => ({ ...input, hits: 0, best: 0 }),
  initial: "waiting",
  states: {
    waiting: {
      description: "The ball is with the other.",
      tags: "waiting",
      on: {
        cast: { guard: "isBall", target: "reaching", actions: "catchBall" },
      },
      after: { patience: { guard: "serves", target: "serving" } },
    },
    reaching: {
      description: "The ball comes.",
      tags: "healthy",
      after: {
        flight: [
          { guard: "misses", target: "missing" },
          { target: "waiting", actions: "hitBack" },
        ],
      },
    },
    missing: {
      description: "The ball is out.",
      tags: "troubled",
      after: { groan: "serving" },
    },
    serving: {
      description: "A new ball.",
      tags: "healthy",
      exit: "serve",
      after: { flight: "waiting" },
    },
  },
});
