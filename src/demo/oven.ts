/**
 * An oven that burns out now and then: it throws, its supervisor starts it again, cold.
 *
 * @module
 */
import { assign, setup } from "xstate";

/** What an oven is started with. */
export interface OvenInput {
  /** A number in `[0, 1)`: how fast it gets warm. */
  readonly chance: () => number;
}

interface OvenContext extends OvenInput {
  /** How warm it is, in °C. */
  readonly celsius: number;
  /** Loaves that were baked. */
  readonly loaves: number;
}

/** How warm it is before it is lit, and when it bakes and when it burns out, in °C. */
const cold = 20, bakes = 180, burns = 320;

/** Most that it gets warmer in a second, in °C. */
const stepMax = 36;

/** The statechart of an oven. */
export const ovenMachine = setup({
  types: {
    context: {} as OvenContext,
    input: {} as OvenInput,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  delays: { second: 1_000 },
  guards: {
    isHot: ({ context }) => context.celsius >= bakes,
    isTooHot: ({ context }) => context.celsius >= burns,
  },
  actions: {
    warm: assign({
      celsius: ({ context }) =>
        Math.round(context.celsius + context.chance() * stepMax),
    }),
    bake: assign({ loaves: ({ context }) => context.loaves + 1 }),
    burnOut: ({ context: { celsius } }) => {
      const cause = new Error(`the thermostat did not turn off at ${burns} °C`);
      throw new Error(`The oven burnt out at ${celsius} °C`, { cause });
    },
  },
}).createMachine({
  id: "oven",
  description: "Bakes until it burns out, which is what supervisors are for.",
  context: ({ input }) => ({ ...input, celsius: cold, loaves: 0 }),
  initial: "heating",
  states: {
    heating: {
      description: "Not warm enough to bake.",
      tags: "waiting",
      after: {
        second: [
          { guard: "isHot", target: "baking" },
          { target: "heating", reenter: true, actions: "warm" },
        ],
      },
    },
    baking: {
      description: "A loaf a second.",
      tags: "healthy",
      after: {
        second: [
          { guard: "isTooHot", target: "burning" },
          { target: "baking", reenter: true, actions: ["warm", "bake"] },
        ],
      },
    },
    burning: {
      description: "The next second is its last.",
      tags: "troubled",
      after: { second: { actions: "burnOut" } },
    },
  },
});
