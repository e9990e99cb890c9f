/**
 * The one socket of a unicast overlay, for nodes and for clients of this host: asks one node a round, and answers each
 * digest at once.
 *
 * @module
 */
import { type AnyActorLogic, assign, enqueueActions, setup } from "xstate";
import { gossipTargets } from "../src/protocol/overlay/seeds.ts";
import type { MemberChanged } from "./member.ts";
import {
  awaitAck,
  type DigestReceived,
  type EnvelopeWord,
  type OverlaySocketContext,
  type OverlaySocketInput,
  type OverlaySocketNews,
  post,
  react,
  reactToDigest,
  relayTo,
  type SocketWord,
  tellClients,
} from "./overlay_work.ts";
import { socketMachine } from "./socket.ts";

/** What the unicast actor is started with. */
export interface UnicastInput extends OverlaySocketInput {
  /** Addresses of the seeds of our rack. */
  readonly seeds: () => readonly string[];
  /** Addresses that are ours. */
  readonly ownAddresses: () => readonly string[];
}

/** What the unicast actor hears. */
export type UnicastEvent =
  | DigestReceived
  | SocketWord
  | EnvelopeWord
  | MemberChanged;

type Context = UnicastInput & OverlaySocketContext;

/** The statechart of a unicast overlay's socket; the composition root provides `socket`. */
export const unicastMachine = setup({
  types: {
    context: {} as Context,
    events: {} as UnicastEvent,
    input: {} as UnicastInput,
    emitted: {} as OverlaySocketNews,
    tags: {} as "healthy" | "waiting",
  },
  actors: { socket: socketMachine as AnyActorLogic },
  delays: {
    round: ({ context }) => context.ledgers.settings.gossip_round_every * 1_000,
  },
  actions: {
    rememberSocket: assign({
      udp: ({ event }) => event.type === "socket.ready" ? event.udp : undefined,
    }),
    forgetSocket: assign({ udp: undefined }),
    acknowledge: ({ context, event, self }) =>
      reactToDigest("unicast", event as DigestReceived, context, self),
    answer: enqueueActions(({ context, enqueue, event, self }) => {
      react("unicast", event as DigestReceived, context, enqueue, self);
    }),
    askSomebody: enqueueActions(({ context, enqueue }) => {
      const { ledgers, answers, seeds, ownAddresses } = context;
      const { roster, settings: { port }, ambient } = ledgers;
      const nowMs = ambient.nowMs();
      ledgers.subscriptions.confirm(nowMs);
      const members = roster.table.all();
      const choice = {
        members,
        seeds: seeds(),
        ownAddresses: ownAddresses(),
        port,
      };
      for (const { address, port } of gossipTargets(choice, ambient.random)) {
        const to = { address, port };
        post(answers.presence(nowMs), to, context, enqueue);
      }
    }),
    deliver: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.cross") return;
      const { crossing } = event;
      const members = [...crossing.toClients, ...crossing.toNodes];
      relayTo(crossing.envelope, members, context, enqueue);
      awaitAck(crossing, members, context.ledgers);
    }),
    deliverAgain: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.again") return;
      relayTo(event.envelope, event.members, context, enqueue);
    }),
    sayGoodbye: enqueueActions(({ context, enqueue }) => {
      const { ledgers, answers } = context;
      const goodbye = answers.farewell(ledgers.ambient.nowMs());
      for (const member of ledgers.roster.table.all()) {
        if (member.kind === "local") continue;
        const { address, port } = member;
        post(goodbye, { address, port }, context, enqueue);
      }
    }),
    tellClients: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "member.changed") return;
      tellClients(event, context, enqueue);
    }),
  },
}).createMachine({
  id: "unicast",
  context: ({ input }) => ({ ...input, udp: undefined }),
  invoke: { src: "socket", id: "socket" },
  initial: "closed",
  states: {
    closed: {
      description: "The port is not ours yet: nobody is heard.",
      tags: "waiting",
      on: {
        "socket.ready": { target: "gossiping", actions: "rememberSocket" },
        // Sent again once the socket is there.
        "envelope.cross": { actions: "deliver" },
      },
    },
    gossiping: {
      description:
        "Every round one node, or else a seed, is asked; all who ask are answered at once.",
      tags: "healthy",
      on: {
        "socket.lost": { target: "closed", actions: "forgetSocket" },
        "digest.received": { actions: "acknowledge" },
        "overlay.leave": { actions: "sayGoodbye" },
        "settings.changed": { target: "gossiping", reenter: true },
        "digestAck.received": { actions: "answer" },
        "digestSubscriptions.received": { actions: "answer" },
        "digestSubscribe.received": { actions: "answer" },
        "digestUnsubscribe.received": { actions: "answer" },
        "digestForwardedAck.received": { actions: "answer" },
        "digestExit.received": { actions: "answer" },
        "own.received": { actions: "answer" },
        "envelope.cross": { actions: "deliver" },
        "envelope.again": { actions: "deliverAgain" },
        "member.changed": { actions: "tellClients" },
      },
      after: {
        round: { target: "gossiping", reenter: true, actions: "askSomebody" },
      },
    },
  },
});
