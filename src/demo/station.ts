/**
 * A weather station: measures now and then, publishes that in the overlay, and hears what the stations of other nodes measure.
 *
 * @module
 */
import { assign, setup } from "xstate";

/** What a station is started with. */
export interface StationInput {
  /** Publishes what was measured, in °C. */
  readonly publish: (celsius: number) => void;
  /** Has it counted that somebody else measured. */
  readonly count: () => void;
  /** A number in `[0, 1)`: the weather. */
  readonly chance: () => number;
}

/** What a station hears: what another one measured, in °C. */
export interface ReadingHeard {
  /** Always this. */
  readonly type: "reading.heard";
  /** Where. */
  readonly from: string;
  /** What. */
  readonly celsius: number;
}

interface StationContext extends StationInput {
  /** What was measured last. */
  readonly celsius: number;
  /** What the others measured last. */
  readonly others: Readonly<Record<string, number>>;
}

/** The weather to begin with, in °C, and how much it changes at once. */
const mild = 14, change = 3;

/** The statechart of a station. */
export const stationMachine = setup({
  types: {
    context: {} as StationContext,
    events: {} as ReadingHeard,
    input: {} as StationInput,
    tags: {} as "healthy",
  },
  delays: {
    // Stations that began together do not stay so.
    rest: ({ context }) => 1_500 + context.chance() * 2_500,
    measuringTime: 400,
  },
  actions: {
    measure: assign({
      celsius: ({ context }) =>
        Math.round(
          10 * (context.celsius + (context.chance() - 0.5) * change),
        ) / 10,
    }),
    publishReading: ({ context }) => context.publish(context.celsius),
    note: assign({
      others: ({ context, event }) => ({
        ...context.others,
        [event.from]: event.celsius,
      }),
    }),
    countReading: ({ context }) => context.count(),
  },
}).createMachine({
  id: "station",
  description: "Measures, publishes, and hears the others.",
  context: ({ input }) => ({ ...input, celsius: mild, others: {} }),
  initial: "resting",
  on: {
    "reading.heard": {
      description: "What another measured.",
      actions: ["note", "countReading"],
    },
  },
  states: {
    resting: {
      description: "Until it is time to measure.",
      tags: "healthy",
      after: { rest: "measuring" },
    },
    measuring: {
      description: "Looks at the thermometer, then tells everybody.",
      tags: "healthy",
      after: {
        measuringTime: {
          target: "resting",
          actions: ["measure", "publishReading"],
        },
      },
    },
  },
});
