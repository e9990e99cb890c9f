/**
 * The lights of a crossing: for cars, for people on foot, and the button that these press.
 *
 * @module
 */
import { assign, raise, setup } from "xstate";

/** What the lights are started with. */
export interface LightsInput {
  /** A number in `[0, 1)`: how long it is until somebody comes. */
  readonly chance: () => number;
}

interface LightsContext extends LightsInput {
  /** How many have crossed. */
  readonly crossed: number;
}

type LightsEvent =
  | { type: "button.pressed" }
  | { type: "cars.stopped" }
  | { type: "people.gone" };

/** Longest time until somebody wants to cross, in ms. */
const quietMsMax = 9_000;

/** The statechart of the lights. */
export const lightsMachine = setup({
  types: {
    context: {} as LightsContext,
    events: {} as LightsEvent,
    input: {} as LightsInput,
    tags: {} as "healthy" | "waiting",
  },
  delays: {
    untilSomebodyComes: ({ context }) =>
      2_000 + context.chance() * (quietMsMax - 2_000),
    amberTime: 1_500,
    clearTime: 1_000,
    walkTime: 4_000,
    hurryTime: 2_000,
  },
  actions: {
    pressButton: raise({ type: "button.pressed" }),
    stopCars: raise({ type: "cars.stopped" }),
    letCarsGo: raise({ type: "people.gone" }),
    countCrossing: assign({ crossed: ({ context }) => context.crossed + 1 }),
  },
}).createMachine({
  id: "lights",
  description: "A crossing with lights and a button.",
  type: "parallel",
  context: ({ input }) => ({ ...input, crossed: 0 }),
  states: {
    cars: {
      description: "What the drivers see.",
      initial: "green",
      states: {
        green: {
          description: "Until somebody presses the button.",
          tags: "healthy",
          on: { "button.pressed": "amber" },
        },
        amber: {
          description: "Time to stop.",
          after: { amberTime: "red" },
        },
        red: {
          description: "Until all who walk are gone.",
          tags: "waiting",
          after: { clearTime: { actions: "stopCars" } },
          on: { "people.gone": "redAndAmber" },
        },
        redAndAmber: {
          description: "Get ready.",
          after: { amberTime: "green" },
        },
      },
    },
    people: {
      description: "What people on foot see.",
      initial: "nobody",
      states: {
        nobody: {
          description: "Nobody is there.",
          after: {
            untilSomebodyComes: { target: "wait", actions: "pressButton" },
          },
        },
        wait: {
          description: "The button is pressed.",
          tags: "waiting",
          on: { "cars.stopped": "walk" },
        },
        walk: {
          description: "Green for people.",
          tags: "healthy",
          entry: "countCrossing",
          after: { walkTime: "hurry" },
        },
        hurry: {
          description: "Blinks: nobody else may start.",
          exit: "letCarsGo",
          after: { hurryTime: "nobody" },
        },
      },
    },
  },
});
