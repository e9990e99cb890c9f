/**
 * Where other nodes connect to: a TCP port, which EPMD is told. A connection goes past this machine, from the port to
 * `connections`, which claims it or leaves it to be closed.
 *
 * @module
 */
import {
  type AnyActorLogic,
  assign,
  emit,
  enqueueActions,
  setup,
} from "xstate";
import { fromPort } from "../src/otp/mod.ts";
import type { Ambient } from "../src/protocol/ambient.ts";
import { backoffMs } from "../src/protocol/backoff.ts";

/** What a listener is started with. */
export interface ListenerInput {
  /** System id of the actor that is told `listener.listening` and `listener.lost`. */
  readonly follower: string;
  /** Time and chance. */
  readonly ambient: Ambient;
}

/** What a listener hears. */
export type ListenerEvent =
  /** The world granted it. */
  | { type: "listener.bound"; address: string; port: number }
  /** The world refused it, or takes it back. */
  | { type: "listener.refused"; reason: string; message: string }
  /** Asks for `listener.listening`, if so: a follower that was started anew missed it. */
  | { type: "listener.ask" };

/** What a listener tells its follower. */
export type ListenerNotice =
  /** Connections are accepted. */
  | { readonly type: "listener.listening"; readonly port: number }
  /** They are not any more. */
  | { readonly type: "listener.lost" };

/** What a listener tells. */
export type ListenerNews =
  | {
    readonly type: "listener.bound";
    readonly address: string;
    readonly port: number;
  }
  | {
    readonly type: "listener.refused";
    readonly reason: string;
    readonly message: string;
    readonly retryInMs: number;
  };

interface Context extends ListenerInput {
  /** Where it listens. */
  readonly local: { readonly address: string; readonly port: number };
  /** Refusals in a row. */
  readonly attempt: number;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** The statechart of a listener; the composition root provides `tcp`. */
export const listenerMachine = setup({
  types: {
    context: {} as Context,
    events: {} as ListenerEvent,
    input: {} as ListenerInput,
    emitted: {} as ListenerNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: {
    tcp: fromPort(() => {
      throw new Error("The listener machine was given no tcp port");
    }) as AnyActorLogic,
  },
  delays: { retry: ({ context }) => context.retryInMs },
  actions: {
    rememberBound: assign(({ context, event }) =>
      event.type === "listener.bound"
        ? { local: { address: event.address, port: event.port }, attempt: 0 }
        : context
    ),
    waitLonger: assign(({ context: { attempt, ambient } }) => ({
      attempt: attempt + 1,
      retryInMs: backoffMs(attempt, ambient.random()),
    })),
    tellBound: emit(({ context }) => ({
      type: "listener.bound" as const,
      ...context.local,
    })),
    tellRefused: emit(({ context: { retryInMs }, event }) => {
      const { reason, message } = event as {
        readonly reason: string;
        readonly message: string;
      };
      return {
        type: "listener.refused" as const,
        ...{ reason, message, retryInMs },
      };
    }),
    tellListening: tellFollower(({ local: { port } }) => ({
      type: "listener.listening",
      port,
    })),
    tellLost: tellFollower(() => ({ type: "listener.lost" })),
  },
}).createMachine({
  id: "listener",
  context: ({ input }) => ({
    ...input,
    local: { address: "", port: 0 },
    attempt: 0,
    retryInMs: 0,
  }),
  initial: "open",
  states: {
    open: {
      description: "The world was asked for a port.",
      invoke: { src: "tcp", id: "tcp" },
      initial: "binding",
      on: {
        "listener.refused": {
          target: "backoff",
          actions: ["waitLonger", "tellRefused"],
        },
      },
      states: {
        binding: {
          description: "It is not granted yet.",
          tags: "waiting",
          on: {
            "listener.bound": { target: "listening", actions: "rememberBound" },
          },
        },
        listening: {
          description: "Other nodes can connect.",
          tags: "healthy",
          entry: ["tellBound", "tellListening"],
          exit: "tellLost",
          on: { "listener.ask": { actions: "tellListening" } },
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

function tellFollower(noticeOf: (context: Context) => ListenerNotice) {
  return enqueueActions<
    Context,
    ListenerEvent,
    undefined,
    ListenerEvent,
    never,
    never,
    never,
    never,
    ListenerNews
  >(({ context, enqueue, self }) => {
    const follower = self.system.get(context.follower);
    if (follower) enqueue.sendTo(follower, noticeOf(context));
  });
}
