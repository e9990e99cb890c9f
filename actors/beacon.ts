/**
 * Announces this node to the group, as libcluster's Gossip does: at once, then after each random wait
 * of 1 to 5000 ms. A node that nobody can connect to keeps quiet instead, since every libcluster
 * peer that hears it would try.
 *
 * @module
 */
import { emit, sendTo, setup } from "xstate";
import type { Ambient } from "../src/protocol/ambient.ts";

/** What a beacon is started with. */
export interface BeaconInput {
  /** Our own name, `name@host`. */
  readonly node: string;
  /** Whether to announce it. */
  readonly announce: boolean;
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
export interface BeaconNews {
  /** One heartbeat was handed to the socket. */
  readonly type: "heartbeat.sent";
  /** Our own name. */
  readonly node: string;
}

/** Longest wait between two heartbeats, in ms (libcluster: `:rand.uniform(5_000)`). */
export const stutterMsMax = 5_000;

/** The statechart of a beacon. */
export const beaconMachine = setup({
  types: {
    context: {} as BeaconInput,
    events: {} as BeaconEvent,
    input: {} as BeaconInput,
    emitted: {} as BeaconNews,
    tags: {} as "healthy" | "waiting",
  },
  delays: {
    stutter: ({ context }) =>
      1 + Math.floor(context.ambient.random() * stutterMsMax),
  },
  guards: { announces: ({ context }) => context.announce },
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
      always: [{ guard: "announces", target: "waiting" }, "quiet"],
    },
    quiet: {
      description:
        "Listens only: an announcement would make every libcluster peer try to connect.",
      tags: "healthy",
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
