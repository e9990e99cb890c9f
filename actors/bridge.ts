/**
 * The bridge of a multicast overlay: the socket on loopback that clients of this host talk to, and what crosses
 * between them and the group.
 *
 *     from a client     digest, subscribe, exit, acknowledgement: answered here, nothing crosses
 *                       a user's own digest: to the other clients, and to the group if a node subscribes
 *     from the group    a user's own digest: to the clients that subscribe; nothing returns to the group
 *
 * It knows nothing of the group's socket, and the group's nothing of this one: what crosses is a message between actors.
 *
 * @module
 */
import { type AnyActorLogic, assign, enqueueActions, setup } from "xstate";
import type { MemberChanged } from "./member.ts";
import {
  awaitAck,
  type DigestReceived,
  type EnvelopeWord,
  type OverlaySocketContext,
  type OverlaySocketInput,
  type OverlaySocketNews,
  react,
  reactToDigest,
  relayTo,
  type SocketWord,
  tellClients,
} from "./overlay_work.ts";
import { socketMachine } from "./socket.ts";

/** What the bridge hears. */
export type BridgeEvent =
  | DigestReceived
  | SocketWord
  | EnvelopeWord
  | MemberChanged;

/** The statechart of a bridge; the composition root provides `socket`. */
export const bridgeMachine = setup({
  types: {
    context: {} as OverlaySocketContext,
    events: {} as BridgeEvent,
    input: {} as OverlaySocketInput,
    emitted: {} as OverlaySocketNews,
    tags: {} as "healthy" | "waiting",
  },
  actors: { socket: socketMachine as AnyActorLogic },
  guards: {
    forClients: ({ event }) =>
      event.type === "envelope.cross" && event.crossing.toClients.length > 0,
  },
  actions: {
    rememberSocket: assign({
      udp: ({ event }) => event.type === "socket.ready" ? event.udp : undefined,
    }),
    forgetSocket: assign({ udp: undefined }),
    acknowledge: ({ context, event, self }) =>
      reactToDigest("bridge", event as DigestReceived, context, self),
    answer: enqueueActions(({ context, enqueue, event, self }) => {
      react("bridge", event as DigestReceived, context, enqueue, self);
    }),
    deliver: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.cross") return;
      const { crossing } = event;
      relayTo(crossing.envelope, crossing.toClients, context, enqueue);
      awaitAck(crossing, crossing.toClients, context.ledgers);
    }),
    deliverAgain: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.again") return;
      relayTo(event.envelope, event.members, context, enqueue);
    }),
    tellClients: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "member.changed") return;
      tellClients(event, context, enqueue);
    }),
  },
}).createMachine({
  id: "bridge",
  context: ({ input }) => ({ ...input, udp: undefined }),
  invoke: { src: "socket", id: "socket" },
  initial: "closed",
  states: {
    closed: {
      description: "The local port is not ours yet: clients are not heard.",
      tags: "waiting",
      on: {
        "socket.ready": { target: "serving", actions: "rememberSocket" },
        // Sent again once the socket is there.
        "envelope.cross": { guard: "forClients", actions: "deliver" },
      },
    },
    serving: {
      description:
        "Clients are answered; their envelopes cross to the group, and the group's to them.",
      tags: "healthy",
      on: {
        "socket.lost": { target: "closed", actions: "forgetSocket" },
        "digest.received": { actions: "acknowledge" },
        "digestSubscribe.received": { actions: "answer" },
        "digestUnsubscribe.received": { actions: "answer" },
        "digestForwardedAck.received": { actions: "answer" },
        "digestExit.received": { actions: "answer" },
        "own.received": { actions: "answer" },
        "envelope.cross": { guard: "forClients", actions: "deliver" },
        "envelope.again": { actions: "deliverAgain" },
        "member.changed": { actions: "tellClients" },
      },
    },
  },
});
