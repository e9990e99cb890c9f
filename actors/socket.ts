/**
 * One UDP socket: `open` while the world grants it, `backoff` while it is refused.
 *
 * What others send goes from the port straight to who listens. This machine hears only that something came,
 * and what came of its own probes.
 *
 * An open socket may still be useless: an interface that vanished raises no error, it only becomes
 * quiet. So a quiet socket sends a probe to its own group; what does not come back makes it join again,
 * with growing pauses, until it hears itself.
 *
 * Expected refusals (address in use, no route, interface gone) are states here. A surprise crashes
 * the port, and this machine with it, for the supervisor to judge.
 *
 * @module
 */
import {
  and,
  type AnyActorLogic,
  assign,
  emit,
  enqueueActions,
  not,
  sendTo,
  setup,
} from "xstate";
import { type AnyRef, childOf, fromPort } from "../src/otp/mod.ts";
import type { Ambient } from "../src/protocol/ambient.ts";
import { backoffMs } from "../src/protocol/backoff.ts";

/** What a socket is started with. */
export interface SocketInput {
  /** System ids of the actors that are told `socket.ready` and `socket.lost`. */
  readonly followers: readonly string[];
  /** Our own probe, for a socket that can hear itself. */
  readonly probe?: ProbeValue;
  /** Whether each datagram goes to a place of its own: that no way leads to one says nothing about the others. */
  readonly isToEach?: boolean;
  /** Time and chance. */
  readonly ambient: Ambient;
}

/** What a datagram means: decoded by the port, or to be encoded by it. */
export interface SocketValue {
  /** Kind of value, e.g. `heartbeat`. */
  readonly type: string;
}

/** A value by which a socket knows itself. */
export interface ProbeValue extends SocketValue {
  /** Always this. */
  readonly type: "probe";
  /** What no other node sends. */
  readonly id: string;
}

/** What a socket hears. */
export type SocketEvent =
  /** The world granted it. */
  | { type: "socket.bound"; address: string; port: number }
  /** The world refused something; `during` says what, `count` how many datagrams it is about. */
  | {
    type: "socket.refused";
    during: string;
    reason: string;
    message: string;
    count?: number;
  }
  /** A probe came back, ours or that of another node. */
  | {
    type: "probe.received";
    value: ProbeValue;
    from: { readonly address: string; readonly port: number };
    atMs: number;
  }
  /** Datagrams come; told at most once a second. */
  | { type: "traffic.noticed" }
  /** Datagrams came that were not understood. */
  | { type: "datagrams.refused"; reason: string; count: number }
  /** Sends this value to the socket's group. */
  | { type: "datagram.send"; value: SocketValue }
  /** Asks for `socket.ready`, if datagrams flow: a follower that was started anew missed it. */
  | { type: "socket.ask" };

/** What a socket tells its followers. */
export type SocketNotice =
  /** Datagrams flow; busy actors send theirs to the port themselves. */
  | {
    readonly type: "socket.ready";
    readonly udp: AnyRef;
    /** Where it is bound. */
    readonly local: { readonly address: string; readonly port: number };
  }
  /** They do not any more. */
  | { readonly type: "socket.lost" };

/** What a socket tells. */
export type SocketNews =
  | {
    readonly type: "socket.bound";
    readonly address: string;
    readonly port: number;
  }
  | {
    readonly type: "socket.refused";
    readonly reason: string;
    readonly message: string;
    readonly retryInMs: number;
  }
  | {
    readonly type: "datagrams.refused";
    readonly reason: string;
    readonly count: number;
  };

/** Silence after which a socket checks that it still hears, in ms. */
export const quietMs = 10_000;

/** How long a probe may take to come back, in ms. */
export const probeMs = 1_000;

/** Probes sent before a silent socket counts as unheard. */
export const probesMax = 3;

interface Context extends SocketInput {
  /** Where it is bound. */
  readonly local: { readonly address: string; readonly port: number };
  /** Refusals in a row. */
  readonly attempt: number;
  /** The latest refusal. */
  readonly refusal: { readonly reason: string; readonly message: string };
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
  /** Probes without an answer. */
  readonly probes: number;
  /** Whether anything came since it last looked. */
  readonly hasHeard: boolean;
  /** Datagrams that could not be sent. */
  readonly dropped: number;
}

/** Refusals of one datagram, which say nothing about the next. */
const datagramReasons = new Set(["too_large", "overloaded"]);

const unheard = {
  reason: "unheard",
  message: "our own datagrams do not come back from the group",
};

function isOneOfEach(
  { isToEach = false }: SocketInput,
  { during }: { readonly during: string },
): boolean {
  return isToEach && during === "send";
}

/** The statechart of a socket; the composition root provides `udp`. */
export const socketMachine = setup({
  types: {
    context: {} as Context,
    events: {} as SocketEvent,
    input: {} as SocketInput,
    emitted: {} as SocketNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: {
    udp: fromPort(() => {
      throw new Error("The socket machine was given no udp port");
    }) as AnyActorLogic,
  },
  delays: {
    retry: ({ context }) => context.retryInMs,
    quiet: quietMs,
    probeReturn: probeMs,
  },
  guards: {
    unprobed: ({ context }) => !context.probe,
    heardSomething: ({ context }) => context.hasHeard,
    heardNothingForLong: ({ context }) => context.probes >= probesMax,
    ownProbe: ({ context, event }) =>
      event.type === "probe.received" && event.value.id === context.probe?.id,
    whileSending: ({ event }) =>
      event.type === "socket.refused" && event.during === "send",
    onlyThisDatagram: ({ context, event }) =>
      event.type === "socket.refused" &&
      (datagramReasons.has(event.reason) || isOneOfEach(context, event)),
    notSaidYet: ({ context, event }) =>
      event.type === "socket.refused" && isOneOfEach(context, event) &&
      event.reason !== context.refusal.reason,
  },
  actions: {
    rememberBound: assign({
      local: ({ context, event }) =>
        event.type === "socket.bound"
          ? { address: event.address, port: event.port }
          : context.local,
      attempt: 0,
      // What an earlier socket heard, or did not hear, says nothing about this one.
      probes: 0,
      hasHeard: false,
    }),
    rememberRefusal: assign(({ event }) => ({
      refusal: event.type === "socket.refused"
        ? { reason: event.reason, message: event.message }
        : unheard,
    })),
    assumeUnheard: assign({ refusal: unheard }),
    waitLonger: assign(({ context: { attempt, ambient } }) => ({
      attempt: attempt + 1,
      retryInMs: backoffMs(attempt, ambient.random()),
    })),
    noteHeard: assign({ hasHeard: true }),
    lookAnew: assign({ hasHeard: false, probes: 0 }),
    forgetRefusals: assign({ attempt: 0 }),
    countDropped: assign({
      dropped: ({ context, event }) => {
        const count = event.type === "socket.refused" ? event.count : 1;
        return context.dropped + (count ?? 1);
      },
    }),
    transmit: sendTo("udp", ({ event }) => event),
    sendProbe: sendTo("udp", ({ context }) => ({
      type: "datagram.send",
      value: context.probe,
    })),
    countProbe: assign({ probes: ({ context }) => context.probes + 1 }),
    joinAgain: sendTo("udp", { type: "socket.rejoin" }),
    tellBound: emit(({ context }) => ({
      type: "socket.bound" as const,
      ...context.local,
    })),
    tellRefused: emit(({ context: { refusal, retryInMs } }) => ({
      type: "socket.refused" as const,
      ...refusal,
      retryInMs,
    })),
    tellDatagramsRefused: emit(({ event }) => event as SocketNews),
    tellReady: tellFollowers((self, { local }) => ({
      type: "socket.ready",
      udp: childOf(self, "udp")!,
      local,
    })),
    tellLost: tellFollowers(() => ({ type: "socket.lost" })),
  },
}).createMachine({
  id: "socket",
  context: ({ input }) => ({
    ...input,
    local: { address: "", port: 0 },
    attempt: 0,
    refusal: unheard,
    retryInMs: 0,
    probes: 0,
    hasHeard: false,
    dropped: 0,
  }),
  initial: "open",
  states: {
    open: {
      description: "The world was asked for a socket.",
      invoke: { src: "udp", id: "udp" },
      initial: "binding",
      on: {
        "socket.refused": { target: "backoff", actions: "rememberRefusal" },
        "datagrams.refused": { actions: "tellDatagramsRefused" },
      },
      states: {
        binding: {
          description: "The address and the groups are not granted yet.",
          tags: "waiting",
          on: {
            "socket.bound": { target: "bound", actions: "rememberBound" },
            "datagram.send": { actions: "countDropped" },
          },
        },
        bound: {
          description: "Datagrams flow both ways.",
          entry: ["tellBound", "tellReady"],
          exit: "tellLost",
          initial: "fresh",
          on: {
            "socket.ask": { actions: "tellReady" },
            "datagram.send": { actions: "transmit" },
            "probe.received": { actions: "noteHeard" },
            "traffic.noticed": { actions: "noteHeard" },
            "socket.refused": [
              {
                guard: "notSaidYet",
                actions: ["countDropped", "rememberRefusal", "tellRefused"],
              },
              { guard: "onlyThisDatagram", actions: "countDropped" },
              {
                guard: and(["whileSending", not("unprobed")]),
                target: ".unheard",
                actions: "rememberRefusal",
              },
              { target: "#socket.backoff", actions: "rememberRefusal" },
            ],
          },
          states: {
            fresh: {
              description: "Just bound: find out whether the group carries.",
              always: [{ guard: "unprobed", target: "live" }, "probing"],
            },
            live: {
              description: "Something was heard lately.",
              tags: "healthy",
              entry: "lookAnew",
              after: {
                quiet: [
                  { guard: "heardSomething", target: "live", reenter: true },
                  { guard: "unprobed", target: "live", reenter: true },
                  { target: "probing" },
                ],
              },
            },
            probing: {
              description: "Does what we send come back from the group?",
              tags: "healthy",
              entry: ["countProbe", "sendProbe"],
              after: {
                probeReturn: [
                  { guard: "heardSomething", target: "live" },
                  {
                    guard: "heardNothingForLong",
                    target: "unheard",
                    actions: "rememberRefusal",
                  },
                  { target: "probing", reenter: true },
                ],
              },
            },
            unheard: {
              description:
                "What we send does not come back: join again, probe again. What others send still reaches who listens.",
              tags: "troubled",
              initial: "waiting",
              on: {
                "probe.received": [
                  {
                    guard: "ownProbe",
                    target: "live",
                    actions: ["forgetRefusals", "tellBound"],
                  },
                  { actions: "noteHeard" },
                ],
                "socket.refused": [
                  { guard: "onlyThisDatagram", actions: "countDropped" },
                  { guard: "whileSending", actions: "rememberRefusal" },
                  { target: "#socket.backoff", actions: "rememberRefusal" },
                ],
              },
              states: {
                waiting: {
                  description: "A pause, longer each time.",
                  entry: ["waitLonger", "tellRefused"],
                  after: { retry: "joining" },
                },
                joining: {
                  description: "Joined again: does a probe come back now?",
                  entry: ["assumeUnheard", "joinAgain", "sendProbe"],
                  after: { probeReturn: "waiting" },
                },
              },
            },
          },
        },
      },
    },
    backoff: {
      description: "Refused: the socket is closed until the next attempt.",
      tags: "troubled",
      entry: ["waitLonger", "tellRefused"],
      after: { retry: "open" },
      on: { "datagram.send": { actions: "countDropped" } },
    },
  },
});

function tellFollowers(
  noticeFrom: (self: AnyRef, context: Context) => SocketNotice,
) {
  return enqueueActions<
    Context,
    SocketEvent,
    undefined,
    SocketEvent,
    never,
    never,
    never,
    never,
    SocketNews
  >(({ context, enqueue, self }) => {
    for (const path of context.followers) {
      const follower = self.system.get(path);
      if (follower) enqueue.sendTo(follower, noticeFrom(self, context));
    }
  });
}
