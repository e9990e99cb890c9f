/**
 * Where people and programs ask this node: an HTTP server. A request goes past this machine, from the port to who answers.
 *
 * @module
 */
import { type AnyActorLogic, assign, emit, setup } from "xstate";
import { fromPort } from "../src/otp/mod.ts";
import type { Ambient } from "../src/protocol/ambient.ts";
import { backoffMs } from "../src/protocol/backoff.ts";

/** What an HTTP listener is started with. */
export interface HttpListenerInput {
  /** The port to bind, and the last of those that are tried in turn when it is taken. */
  readonly ports: { readonly first: number; readonly last: number };
  /** Time and chance. */
  readonly ambient: Ambient;
}

/** What an HTTP listener hears. */
export type HttpListenerEvent =
  /** The world granted it. */
  | {
    type: "http.bound";
    address: string;
    port: number;
    fingerprint?: string | undefined;
  }
  /** The world refused it, or takes it back. */
  | { type: "http.refused"; reason: string; message: string };

/** What an HTTP listener tells. */
export type HttpListenerNews =
  | {
    readonly type: "http.bound";
    readonly address: string;
    readonly port: number;
    /** SHA-256 of a self-signed certificate. */
    readonly fingerprint?: string | undefined;
  }
  | {
    readonly type: "http.refused";
    readonly reason: string;
    readonly message: string;
    readonly retryInMs: number;
  };

interface Context extends HttpListenerInput {
  /** The port that is tried. */
  readonly port: number;
  /** Refusals in a row. */
  readonly attempt: number;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** The statechart of an HTTP listener; the composition root provides `server`. */
export const httpListenerMachine = setup({
  types: {
    context: {} as Context,
    events: {} as HttpListenerEvent,
    input: {} as HttpListenerInput,
    emitted: {} as HttpListenerNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: {
    server: fromPort(() => {
      throw new Error("The HTTP listener machine was given no server");
    }) as AnyActorLogic,
  },
  delays: { retry: ({ context }) => context.retryInMs },
  guards: {
    anotherPort: ({ context: { port, ports }, event }) =>
      event.type === "http.refused" && event.reason === "address_in_use" &&
      port < ports.last,
  },
  actions: {
    nextPort: assign({ port: ({ context }) => context.port + 1 }),
    beginAnew: assign({ attempt: 0 }),
    waitLonger: assign(({ context: { attempt, ambient, ports } }) => ({
      attempt: attempt + 1,
      retryInMs: backoffMs(attempt, ambient.random()),
      port: ports.first,
    })),
    tellBound: emit(({ event }) => event as HttpListenerNews),
    tellRefused: emit(({ context: { retryInMs }, event }) => {
      const { reason, message } = event as {
        readonly reason: string;
        readonly message: string;
      };
      return {
        type: "http.refused" as const,
        ...{ reason, message, retryInMs },
      };
    }),
  },
}).createMachine({
  id: "http_listener",
  context: ({ input }) => ({
    ...input,
    port: input.ports.first,
    attempt: 0,
    retryInMs: 0,
  }),
  initial: "open",
  states: {
    open: {
      description: "The world was asked for a port.",
      invoke: {
        src: "server",
        id: "server",
        input: ({ context: { port } }: { readonly context: Context }) => ({
          port,
        }),
      },
      initial: "binding",
      on: {
        "http.refused": [
          {
            guard: "anotherPort",
            target: "open",
            reenter: true,
            actions: "nextPort",
          },
          { target: "backoff", actions: ["waitLonger", "tellRefused"] },
        ],
      },
      states: {
        binding: {
          description: "It is not granted yet.",
          tags: "waiting",
          on: {
            "http.bound": {
              target: "serving",
              actions: ["beginAnew", "tellBound"],
            },
          },
        },
        serving: {
          description: "Requests are answered.",
          tags: "healthy",
        },
      },
    },
    backoff: {
      description:
        "Refused: the next attempt is after a pause, longer each time.",
      tags: "troubled",
      after: { retry: "open" },
    },
  },
});
