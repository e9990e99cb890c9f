/**
 * Announces this node to the group, as libcluster's Gossip does: at once, then after each random wait
 * of 1 to 5000 ms. A node that nobody can connect to keeps quiet instead, since every libcluster
 * peer that hears it would try; and so does one that does not know its own address, since they would
 * each connect to themselves.
 *
 * @module
 */
import { emit, not, sendTo, setup } from "xstate";
import type { Ambient } from "../src/protocol/ambient.ts";

/** What a beacon is started with. */
export interface BeaconInput {
  /** Our own name, `name@host`. */
  readonly node: string;
  /** Whether to announce it. */
  readonly announce: boolean;
  /** Whether the host in that name means us to others too. */
  readonly isAddressKnown: boolean;
  /** System id of the socket to announce on. */
  readonly socket: string;
  /** Time and chance. */
  readonly ambient: Ambient;
}

/** What a beacon hears. */
export type BeaconEvent =
  /** Datagrams can be sent now. */
  | { type: "socket.ready" }
  /** They cannot any more. */
  | { type: "socket.lost" };

/** What a beacon tells. */
export type BeaconNews =
  /** One heartbeat was handed to the socket. */
  | { readonly type: "heartbeat.sent"; readonly node: string }
  /** It was to announce us, and will not. */
  | { readonly type: "announcement.refused"; readonly reason: string };

/** Longest wait between two heartbeats, in ms (libcluster: `:rand.uniform(5_000)`). */
export const stutterMsMax = 5_000;

/** The statechart of a beacon. */
export const beaconMachine = setup({
  types: {
    context: {} as BeaconInput,
    events: {} as BeaconEvent,
    input: {} as BeaconInput,
    emitted: {} as BeaconNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  delays: {
    stutter: ({ context }) =>
      1 + Math.floor(context.ambient.random() * stutterMsMax),
  },
  guards: {
    announces: ({ context }) => context.announce,
    addressKnown: ({ context }) => context.isAddressKnown,
  },
  actions: {
    askSocket: sendTo(
      ({ context, system }) => system.get(context.socket),
      { type: "socket.ask" },
    ),
    sendHeartbeat: sendTo(
      ({ context, system }) => system.get(context.socket),
      ({ context }) => ({
        type: "datagram.send",
        value: { type: "heartbeat", node: context.node },
      }),
    ),
    tellRefused: emit({
      type: "announcement.refused",
      reason: "address_unknown",
    }),
    tellSent: emit(({ context }) => ({
      type: "heartbeat.sent",
      node: context.node,
    })),
  },
}).createMachine({
  id: "beacon",
  context: ({ input }) => input,
  initial: "choosing",
  states: {
    choosing: {
      description: "To announce, or to listen only.",
      always: [
        { guard: not("announces"), target: "quiet" },
        { guard: not("addressKnown"), target: "refused" },
        "waiting",
      ],
    },
    quiet: {
      description:
        "Listens only: an announcement would make every libcluster peer try to connect.",
      tags: "healthy",
    },
    refused: {
      description:
        "Listens only, against what was asked: who hears a name with loopback's address in it connects to itself.",
      tags: "troubled",
      entry: "tellRefused",
    },
    waiting: {
      description: "The socket is not ready, or we do not know yet.",
      tags: "waiting",
      entry: "askSocket",
      on: { "socket.ready": "announcing" },
    },
    announcing: {
      description: "One heartbeat now, the next after a random wait.",
      tags: "healthy",
      entry: ["sendHeartbeat", "tellSent"],
      after: { stutter: { target: "announcing", reenter: true } },
      on: { "socket.lost": "waiting" },
    },
  },
});
