/**
 * The group's side of a multicast overlay: says every round that we are here, hears the others, and answers for
 * all when nobody else does.
 *
 * It knows nothing of the bridge's socket: envelopes for clients cross to the bridge as messages, and what came from
 * the group never returns to it.
 *
 * @module
 */
import { type AnyActorLogic, assign, enqueueActions, setup } from "xstate";
import {
  awaitAck,
  type DigestReceived,
  type EnvelopeWord,
  joinAgain,
  type OverlaySocketContext,
  type OverlaySocketInput,
  type OverlaySocketNews,
  post,
  react,
  type SocketWord,
} from "./overlay_work.ts";
import { socketMachine } from "./socket.ts";

/** What the multicast actor hears. */
export type MulticastEvent = DigestReceived | SocketWord | EnvelopeWord;

/** Rounds without our own digest coming back after which the group is joined again. */
export const deafRoundsMax = 3;

interface Context extends OverlaySocketContext {
  /** Rounds since the group last brought something of ours back. */
  readonly deafRounds: number;
}

/** The statechart of the group's side; the composition root provides `socket`. */
export const multicastMachine = setup({
  types: {
    context: {} as Context,
    events: {} as MulticastEvent,
    input: {} as OverlaySocketInput,
    emitted: {} as OverlaySocketNews,
    tags: {} as "healthy" | "waiting",
  },
  actors: { socket: socketMachine as AnyActorLogic },
  delays: {
    round: ({ context }) => context.ledgers.settings.gossip_round_every * 1_000,
    untilAnswer: ({ context: { ledgers } }) => {
      const { groupAcks: { dueAtMs }, ambient } = ledgers;
      return Math.max(0, (dueAtMs ?? 0) - ambient.nowMs());
    },
  },
  guards: {
    ownEcho: ({ context, event }) =>
      event.type === "digest.received" &&
      context.reactions.isEcho(event.value),
    asked: ({ context }) => context.ledgers.groupAcks.dueAtMs !== undefined,
    answered: ({ context }) => context.ledgers.groupAcks.dueAtMs === undefined,
    // Another answered, and then somebody asked: whose turn it is was drawn anew.
    askedAnew: ({ context: { ledgers } }) =>
      (ledgers.groupAcks.dueAtMs ?? 0) > ledgers.ambient.nowMs(),
    deaf: ({ context }) => context.deafRounds >= deafRoundsMax,
    forNodes: ({ event }) =>
      event.type === "envelope.cross" && event.crossing.toNodes.length > 0,
  },
  actions: {
    rememberSocket: assign({
      udp: ({ event }) => event.type === "socket.ready" ? event.udp : undefined,
      deafRounds: 0,
    }),
    forgetSocket: assign({ udp: undefined }),
    hear: enqueueActions(({ context, enqueue, event, self }) => {
      react("group", event as DigestReceived, context, enqueue, self);
    }),
    hearEcho: enqueueActions(({ context, enqueue, event, self }) => {
      react("group", event as DigestReceived, context, enqueue, self);
      enqueue.assign({ deafRounds: 0 });
    }),
    sayWeAreHere: enqueueActions(({ context, enqueue }) => {
      const { ledgers, answers } = context;
      const nowMs = ledgers.ambient.nowMs();
      ledgers.subscriptions.confirm(nowMs);
      post(answers.presence(nowMs), undefined, context, enqueue);
      for (const packet of answers.subscriptionsToGroup(nowMs)) {
        post(packet, undefined, context, enqueue);
      }
      enqueue.assign({ deafRounds: context.deafRounds + 1 });
    }),
    sayGoodbye: enqueueActions(({ context, enqueue }) => {
      const { ledgers, answers } = context;
      const goodbye = answers.farewell(ledgers.ambient.nowMs());
      post(goodbye, undefined, context, enqueue);
    }),
    joinAgain: enqueueActions(({ context, enqueue }) => {
      joinAgain(context, enqueue);
      enqueue.assign({ deafRounds: 0 });
    }),
    answer: enqueueActions(({ context, enqueue }) => {
      const { ledgers, answers } = context;
      const nowMs = ledgers.ambient.nowMs();
      const ack = answers.ackToGroup(nowMs);
      if (ack) post(ack, undefined, context, enqueue);
    }),
    deliver: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.cross") return;
      const { crossing } = event;
      const { ledgers } = context;
      ledgers.sent.note(crossing.id, ledgers.ambient.nowMs());
      const { envelope } = crossing;
      post({ type: "relay", envelope }, undefined, context, enqueue);
      awaitAck(crossing, crossing.toNodes, ledgers);
    }),
    deliverAgain: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.again") return;
      const { envelope } = event;
      post({ type: "relay", envelope }, undefined, context, enqueue);
    }),
  },
}).createMachine({
  id: "multicast",
  context: ({ input }) => ({ ...input, udp: undefined, deafRounds: 0 }),
  invoke: { src: "socket", id: "socket" },
  initial: "silent",
  states: {
    silent: {
      description: "The group is not joined yet.",
      tags: "waiting",
      on: {
        "socket.ready": { target: "gossiping", actions: "rememberSocket" },
        // Sent again once the socket is there.
        "envelope.cross": { guard: "forNodes", actions: "deliver" },
      },
    },
    gossiping: {
      description: "In the group.",
      tags: "healthy",
      type: "parallel",
      on: {
        "socket.lost": { target: "silent", actions: "forgetSocket" },
        "envelope.cross": { guard: "forNodes", actions: "deliver" },
        "envelope.again": { actions: "deliverAgain" },
        "overlay.leave": { actions: "sayGoodbye" },
        "digestAck.received": { actions: "hear" },
        "digestSubscriptions.received": { actions: "hear" },
        "digestForwardedAck.received": { actions: "hear" },
        "digestExit.received": { actions: "hear" },
        "digestSubscribe.received": { actions: "hear" },
        "digestUnsubscribe.received": { actions: "hear" },
        "own.received": { actions: "hear" },
      },
      states: {
        presence: {
          description: "Every round one digest says that we are here.",
          initial: "resting",
          states: {
            resting: {
              description: "Until the next round.",
              on: {
                "settings.changed": { target: "resting", reenter: true },
              },
              after: {
                round: [
                  {
                    guard: "deaf",
                    target: "resting",
                    reenter: true,
                    actions: ["joinAgain", "sayWeAreHere"],
                  },
                  {
                    target: "resting",
                    reenter: true,
                    actions: "sayWeAreHere",
                  },
                ],
              },
            },
          },
        },
        answering: {
          description:
            "Others' digests are answered once a round, by about one node of all.",
          initial: "unasked",
          states: {
            unasked: {
              description: "Nobody has asked since the last answer.",
              on: {
                "digest.received": [
                  { guard: "ownEcho", actions: "hearEcho" },
                  { target: "hearing", actions: "hear" },
                ],
              },
            },
            hearing: {
              description: "Was that a question?",
              always: [{ guard: "asked", target: "holdingBack" }, "unasked"],
            },
            holdingBack: {
              description:
                "Somebody asked; perhaps another answers before our time comes.",
              on: {
                "digest.received": [
                  { guard: "ownEcho", actions: "hearEcho" },
                  { actions: "hear" },
                ],
              },
              after: {
                untilAnswer: [
                  { guard: "answered", target: "unasked" },
                  { guard: "askedAnew", target: "holdingBack", reenter: true },
                  { target: "unasked", actions: "answer" },
                ],
              },
            },
          },
        },
      },
    },
  },
});
