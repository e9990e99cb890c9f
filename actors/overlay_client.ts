/**
 * A client of an overlay: a process that joins through a node of its host, as gossiperl's clients do.
 *
 * It says every two seconds that it is here, and watches whether the node answers. What it subscribes to it says again
 * when the node was lost, and now and then anyway; what it publishes it sends again until the node has it. Each envelope
 * reaches its user once, and every copy is acknowledged.
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
import {
  clientRoundMs,
  clientSilenceMs,
} from "../src/protocol/overlay/client_ledger.ts";
import type { DigestReceived } from "./overlay_work.ts";
import {
  answers,
  isFromNode,
  type OverlayClientContext,
  type OverlayClientEvent,
  type OverlayClientInput,
  type OverlayClientNews,
  postToNode,
} from "./overlay_client_work.ts";
import { socketMachine } from "./socket.ts";

/** Envelopes sent again at once. */
const againMax = 64;

/** The statechart of a client; who composes it provides `socket`. */
export const overlayClientMachine = setup({
  types: {
    context: {} as OverlayClientContext,
    events: {} as OverlayClientEvent,
    input: {} as OverlayClientInput,
    emitted: {} as OverlayClientNews,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: { socket: socketMachine as AnyActorLogic },
  delays: { round: clientRoundMs, silence: clientSilenceMs },
  guards: {
    rightAnswer: answers("right"),
    clockOff: answers("clock_off"),
    fromNode: ({ context, event }) => isFromNode(context, event),
  },
  actions: {
    rememberSocket: assign(({ context, event }) =>
      event.type === "socket.ready"
        ? { udp: event.udp, port: event.local.port }
        : context
    ),
    forgetSocket: assign({ udp: undefined }),
    sayHello: enqueueActions(({ context, enqueue }) => {
      const { ledger, port } = context;
      const nowMs = ledger.ambient.nowMs();
      ledger.seen.tidy(nowMs);
      postToNode(ledger.hello(port, nowMs), context, enqueue);
    }),
    sayGoodbye: enqueueActions(({ context, enqueue }) => {
      const { ledger } = context;
      postToNode(ledger.goodbye(ledger.ambient.nowMs()), context, enqueue);
    }),
    subscribeWhatIsDue: enqueueActions(({ context, enqueue }) => {
      const { ledger } = context;
      const nowMs = ledger.ambient.nowMs();
      for (const digest of ledger.subscriptions(nowMs)) {
        postToNode(digest, context, enqueue);
      }
    }),
    sendAgain: enqueueActions(({ context, enqueue }) => {
      const { published, ambient } = context.ledger;
      for (const { envelope } of published.due(ambient.nowMs(), againMax)) {
        postToNode({ type: "relay", envelope }, context, enqueue);
      }
    }),
    want: ({ context, event }) => {
      if (event.type !== "subscription.add") return;
      context.ledger.want(event.eventType);
    },
    unwant: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "subscription.remove") return;
      const { ledger } = context;
      if (!ledger.unwant(event.eventType)) return;
      const nowMs = ledger.ambient.nowMs();
      postToNode(
        ledger.unsubscribe([event.eventType], nowMs),
        context,
        enqueue,
      );
    }),
    publish: enqueueActions(({ context, enqueue, event }) => {
      if (event.type !== "envelope.publish") return;
      const { ledger } = context;
      ledger.publish(event, ledger.ambient.nowMs());
      postToNode({ type: "relay", envelope: event.envelope }, context, enqueue);
    }),
    settle: ({ context, event }) => {
      const { digest } = (event as DigestReceived).value;
      if (digest.type !== "digestForwardedAck") return;
      context.ledger.settle(digest.replyId);
    },
    confirm: ({ context: { ledger }, event }) => {
      const { digest } = (event as DigestReceived).value;
      if (digest.type !== "digestSubscribeAck") return;
      ledger.confirm(digest.eventTypes, ledger.ambient.nowMs());
    },
    forgetConfirmed: ({ context }) => context.ledger.forgetConfirmed(),
    answerDigest: enqueueActions(({ context, enqueue, event }) => {
      const { digest } = (event as DigestReceived).value;
      if (digest.type !== "digest") return;
      const { ledger, port } = context;
      const nowMs = ledger.ambient.nowMs();
      postToNode(ledger.ack(digest.id, port, nowMs), context, enqueue);
    }),
    receive: enqueueActions(({ context, enqueue, event }) => {
      const { id, digest } = (event as DigestReceived).value;
      if (digest.type !== "own") return;
      const { ledger } = context;
      const nowMs = ledger.ambient.nowMs();
      const { payloadType: eventType, payload } = digest;
      const sighting = ledger.seen.note(id, nowMs);
      // Not acknowledged, so that it comes again when there is room.
      if (sighting === "refused") return;
      postToNode(ledger.received(id), context, enqueue);
      if (!ledger.wants(eventType)) {
        return postToNode(
          ledger.unsubscribe([eventType], nowMs),
          context,
          enqueue,
        );
      }
      if (sighting === "seen") return;
      enqueue.emit({ type: "envelope.delivered", id, eventType, payload });
    }),
    tellMember: enqueueActions(({ context, enqueue, event }) => {
      const { id, digest } = (event as DigestReceived).value;
      if (digest.type !== "digestEvent") return;
      const { seen, ambient } = context.ledger;
      if (seen.note(id, ambient.nowMs()) !== "new") return;
      const { eventType: change, eventObject: member } = digest;
      enqueue.emit({ type: "member.changed", id, change, member });
    }),
    noteMembers: ({ context, event }) => {
      const { digest } = (event as DigestReceived).value;
      if (digest.type === "digestAck") {
        context.ledger.members = digest.membership;
      }
    },
    tellConnected: emit(({ event }) => {
      const { digest } = (event as DigestReceived).value;
      const node = "name" in digest ? digest.name : "";
      return { type: "node.connected" as const, node };
    }),
    tellClockOff: emit({ type: "node.lost", reason: "clock_off" }),
    tellSilent: emit({ type: "node.lost", reason: "silent" }),
  },
}).createMachine({
  id: "overlay_client",
  context: ({ input }) => ({ ...input, udp: undefined, port: 0 }),
  invoke: { src: "socket", id: "socket" },
  type: "parallel",
  on: {
    "subscription.remove": { actions: "unwant" },
    "overlay.leave": { actions: "sayGoodbye" },
    "digest.received": { guard: "fromNode", actions: "answerDigest" },
    "digestSubscribeAck.received": { guard: "fromNode", actions: "confirm" },
    "digestForwardedAck.received": { guard: "fromNode", actions: "settle" },
    "digestEvent.received": { guard: "fromNode", actions: "tellMember" },
    "own.received": { guard: "fromNode", actions: "receive" },
    "envelope.publish": { actions: "publish" },
  },
  states: {
    presence: {
      description: "Every round one digest says that we are here.",
      initial: "closed",
      states: {
        closed: {
          description: "Our port is not ours yet.",
          tags: "waiting",
          on: {
            "socket.ready": {
              target: "speaking",
              actions: ["rememberSocket", "sayHello"],
            },
          },
        },
        speaking: {
          description: "Until the next round.",
          on: { "socket.lost": { target: "closed", actions: "forgetSocket" } },
          after: {
            round: { target: "speaking", reenter: true, actions: "sayHello" },
          },
        },
      },
    },
    node: {
      description: "Whether the node answers.",
      initial: "connecting",
      states: {
        connecting: {
          description: "It has not answered yet.",
          tags: "waiting",
          on: {
            "subscription.add": { actions: "want" },
            "digestAck.received": [
              {
                guard: "rightAnswer",
                target: "connected",
                actions: [
                  "noteMembers",
                  "tellConnected",
                  "subscribeWhatIsDue",
                  "sendAgain",
                ],
              },
              { guard: "clockOff", target: "lost", actions: "tellClockOff" },
            ],
          },
        },
        connected: {
          description: "It answered lately.",
          tags: "healthy",
          on: {
            "subscription.add": { actions: ["want", "subscribeWhatIsDue"] },
            "digestAck.received": [
              {
                guard: "rightAnswer",
                target: "connected",
                reenter: true,
                actions: ["noteMembers", "subscribeWhatIsDue", "sendAgain"],
              },
              {
                guard: "clockOff",
                target: "lost",
                actions: ["forgetConfirmed", "tellClockOff"],
              },
            ],
          },
          after: {
            silence: {
              target: "lost",
              actions: ["forgetConfirmed", "tellSilent"],
            },
          },
        },
        lost: {
          description: "It fell silent, or its clock is not ours.",
          tags: "troubled",
          on: {
            "subscription.add": { actions: "want" },
            "digestAck.received": {
              guard: "rightAnswer",
              target: "connected",
              actions: [
                "noteMembers",
                "tellConnected",
                "subscribeWhatIsDue",
                "sendAgain",
              ],
            },
          },
        },
      },
    },
  },
});
