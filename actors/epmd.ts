/**
 * How other nodes find our port: EPMD, one for each host. We register with the one that is there; where nobody is, we
 * serve it ourselves, for other nodes of the host too.
 *
 * Whoever serves is in nobody's way: asked by this host to end (`epmd -kill`), it makes room for a while, and registers
 * with whoever took the port.
 *
 * @module
 */
import { type AnyActorLogic, assign, emit, sendTo, setup } from "xstate";
import { fromPort } from "../src/otp/mod.ts";
import type { Ambient } from "../src/protocol/ambient.ts";
import { backoffMs } from "../src/protocol/backoff.ts";
import {
  distributionVersions,
  type EpmdAnswer,
  type EpmdNode,
  EpmdRegistry,
  type EpmdRequest,
} from "../src/protocol/distribution/epmd_registry.ts";

/** What the EPMD actor is started with. */
export interface EpmdInput {
  /** Our name before the `@`. */
  readonly name: string;
  /** Whether we are to be seen in `nodes(hidden)` only. */
  readonly hidden: boolean;
  /** System id of the listener whose port is registered. */
  readonly listener: string;
  /** Time and chance; a number of 32 bits for whoever registers with us. */
  readonly ambient: Ambient & { readonly challenge: () => number };
}

/** What the EPMD actor hears. */
export type EpmdEvent =
  /** There is a port to register. */
  | { type: "listener.listening"; port: number }
  /** There is none any more. */
  | { type: "listener.lost" }
  /** EPMD knows us, as long as the registration lasts. */
  | { type: "epmd.registered" }
  /** Nobody serves EPMD here. */
  | { type: "epmd.absent" }
  /** We are not registered, or not any more. */
  | { type: "epmd.refused"; reason: string }
  /** We serve. */
  | { type: "epmd.serving" }
  /** Somebody serves already, or we may not. */
  | { type: "epmd.unserved"; reason: string }
  /** A client asks us. */
  | { type: "epmd.asked"; client: string; request: EpmdRequest }
  /** A client is gone, and with it what it registered. */
  | { type: "epmd.left"; client: string }
  /** Somebody on this host wants us to end. */
  | { type: "epmd.kill"; client: string };

/** What the EPMD actor asks of the port that serves. */
export type EpmdCommand = {
  readonly type: "epmd.answer";
  readonly client: string;
  /** What it is answered; what its registration lasts for if it is `alive`. */
  readonly answer: EpmdAnswer;
};

/** What the EPMD actor tells. */
export type EpmdNews =
  | { readonly type: "epmd.registered"; readonly port: number }
  | { readonly type: "epmd.serving"; readonly port: number }
  | {
    readonly type: "epmd.refused";
    readonly reason: string;
    readonly retryInMs: number;
  };

/** How long a registration may take to be answered, in ms. */
export const registeringMs = 5_000;

/** How long the port is left to others when we are asked to end, in ms. */
export const makingRoomMs = 3_000;

/** The connection that our own registration with ourselves would be. */
const ownClient = "";

interface Context extends EpmdInput {
  /** The port to register; 0 without one. */
  readonly port: number;
  /** Refusals in a row. */
  readonly attempt: number;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
  /** Why the latest attempt failed. */
  readonly reason: string;
  /** Who is registered with us; changes in place. */
  readonly registry: EpmdRegistry;
}

/** The statechart of EPMD; the composition root provides `registration` and `server`. */
export const epmdMachine = setup({
  types: {
    context: {} as Context,
    events: {} as EpmdEvent,
    input: {} as EpmdInput,
    emitted: {} as EpmdNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: {
    registration: fromPort(() => {
      throw new Error("The EPMD machine was given no registration");
    }) as AnyActorLogic,
    server: fromPort(() => {
      throw new Error("The EPMD machine was given no server");
    }) as AnyActorLogic,
  },
  delays: {
    retry: ({ context }) => context.retryInMs,
    answer: registeringMs,
    room: makingRoomMs,
  },
  guards: {
    anotherPort: ({ context, event }) =>
      event.type === "listener.listening" && event.port !== context.port,
  },
  actions: {
    askListener: sendTo(
      ({ context, system }) => system.get(context.listener),
      { type: "listener.ask" },
    ),
    rememberPort: assign(({ context, event }) => ({
      port: event.type === "listener.listening" ? event.port : context.port,
    })),
    noteReason: assign(({ event }) => ({
      reason: "reason" in event ? event.reason : "timed_out",
    })),
    waitLonger: assign(({ context: { attempt, ambient } }) => ({
      attempt: attempt + 1,
      retryInMs: backoffMs(attempt, ambient.random()),
    })),
    forgetRefusals: assign({ attempt: 0 }),
    openRegistry: ({ context: { registry, ...context } }) => {
      registry.clear();
      registry.register(ownClient, nodeOf(context));
    },
    answer: sendTo("server", ({ context, event }): EpmdCommand => {
      const { client, request } = event as Extract<
        EpmdEvent,
        { type: "epmd.asked" }
      >;
      const { registry, ambient } = context;
      const answer = registry.answer(client, request, ambient.challenge());
      return { type: "epmd.answer", client, answer };
    }),
    forgetClient: ({ context, event }) => {
      if (event.type === "epmd.left") context.registry.left(event.client);
    },
    tellRegistered: emit(({ context: { port } }) => ({
      type: "epmd.registered" as const,
      port,
    })),
    tellServing: emit(({ context: { port } }) => ({
      type: "epmd.serving" as const,
      port,
    })),
    tellRefused: emit(({ context: { reason, retryInMs } }) => ({
      type: "epmd.refused" as const,
      ...{ reason, retryInMs },
    })),
  },
}).createMachine({
  id: "epmd",
  context: ({ input }) => ({
    ...input,
    port: 0,
    attempt: 0,
    retryInMs: 0,
    reason: "",
    registry: new EpmdRegistry(),
  }),
  on: {
    "listener.lost": ".unlisted",
    // A listener that was started afresh says nothing of the port that it had.
    "listener.listening": {
      guard: "anotherPort",
      target: ".registering",
      actions: "rememberPort",
    },
  },
  initial: "unlisted",
  states: {
    unlisted: {
      description: "Nobody can connect to us: there is no port to register.",
      tags: "waiting",
      entry: "askListener",
      on: {
        "listener.listening": {
          target: "registering",
          actions: "rememberPort",
        },
      },
    },
    registering: {
      description: "EPMD is asked to know us.",
      tags: "waiting",
      invoke: {
        src: "registration",
        id: "registration",
        input: registrationOf,
      },
      initial: "asking",
      on: {
        "epmd.absent": "serving",
        "epmd.refused": { target: "backingOff", actions: "noteReason" },
      },
      states: {
        asking: {
          description: "It has not answered yet.",
          tags: "waiting",
          on: { "epmd.registered": "registered" },
          after: {
            answer: { target: "#epmd.backingOff", actions: "noteReason" },
          },
        },
        registered: {
          description: "It knows us for as long as our connection lasts.",
          tags: "healthy",
          entry: ["forgetRefusals", "tellRegistered"],
        },
      },
    },
    serving: {
      description: "Nobody is there: we answer for all nodes of this host.",
      invoke: { src: "server", id: "server" },
      entry: "openRegistry",
      initial: "binding",
      on: {
        "epmd.unserved": { target: "backingOff", actions: "noteReason" },
        "epmd.asked": { actions: "answer" },
        "epmd.left": { actions: "forgetClient" },
        "epmd.kill": "makingRoom",
      },
      states: {
        binding: {
          description: "EPMD's port is not granted yet.",
          tags: "waiting",
          on: { "epmd.serving": "bound" },
        },
        bound: {
          description: "Whoever asks is answered.",
          tags: "healthy",
          entry: ["forgetRefusals", "tellServing"],
        },
      },
    },
    makingRoom: {
      description: "We were asked to end: whoever wants the port may have it.",
      tags: "waiting",
      after: { room: "registering" },
    },
    backingOff: {
      description: "Nobody finds us: the next attempt is after a pause.",
      tags: "troubled",
      entry: ["waitLonger", "tellRefused"],
      after: { retry: "registering" },
    },
  },
});

function nodeOf({ name, hidden, port }: Omit<Context, "registry">): EpmdNode {
  return { name, hidden, port, ...distributionVersions };
}

function registrationOf(
  { context }: { readonly context: Context },
): EpmdNode {
  return nodeOf(context);
}
