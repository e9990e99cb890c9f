/**
 * Who wants what in one overlay: what this process subscribes and publishes, what others told of their
 * subscriptions, and which envelopes are to be sent again.
 *
 * @module
 */
import { emit, enqueueActions, setup } from "xstate";
import type { Ledgers } from "../src/protocol/overlay/ledgers.ts";
import type { Crossing } from "../src/protocol/overlay/reaction.ts";
import { planDelivery } from "../src/protocol/overlay/delivery.ts";
import { cross, type OverlayPaths, tell } from "./overlay_work.ts";

/** What the subscriptions actor is started with. */
export interface SubscriptionsInput {
  /** What the overlay remembers. */
  readonly ledgers: Ledgers;
  /** System ids of the overlay's other actors. */
  readonly paths: OverlayPaths;
}

/** What the subscriptions actor hears. */
export type SubscriptionsEvent =
  /** An envelope that this process subscribes to. */
  | { type: "envelope.cross"; crossing: Crossing }
  /** This process subscribes, or no longer does. */
  | { type: "subscription.add" | "subscription.remove"; eventType: string }
  /** This process publishes an envelope. */
  | {
    type: "envelope.publish";
    id: string;
    eventType: string;
    payload: Uint8Array;
    envelope: Uint8Array;
  };

/** What the subscriptions actor tells. */
export type SubscriptionsNews =
  | {
    /** An envelope for this process. */
    readonly type: "envelope.delivered";
    /** Its id. */
    readonly id: string;
    /** The type of its payload. */
    readonly eventType: string;
    /** The bytes of its payload. */
    readonly payload: Uint8Array;
  }
  | {
    /** An envelope was handed to others. */
    readonly type: "digest.forwarded";
    /** The type of its payload. */
    readonly digest: string;
    /** Its id. */
    readonly id: string;
    /** Who gets it. */
    readonly to: readonly string[];
  };

/** How often it is looked for what is to be sent again or has ended, in ms. */
export const subscriptionsSweepMs = 1_000;

/** Envelopes sent again within one sweep. */
export const againMax = 256;

/** The statechart of an overlay's subscriptions. */
export const subscriptionsMachine = setup({
  types: {
    context: {} as SubscriptionsInput,
    events: {} as SubscriptionsEvent,
    input: {} as SubscriptionsInput,
    emitted: {} as SubscriptionsNews,
    tags: {} as "healthy",
  },
  delays: { sweep: subscriptionsSweepMs },
  actions: {
    subscribe: ({ context: { ledgers }, event }) => {
      if (event.type !== "subscription.add") return;
      const { settings, ambient, subscriptions } = ledgers;
      const nowMs = ambient.nowMs();
      subscriptions.subscribe(event.eventType, settings.member_name, nowMs);
    },
    unsubscribe: ({ context: { ledgers }, event }) => {
      if (event.type !== "subscription.remove") return;
      const { settings, subscriptions } = ledgers;
      subscriptions.unsubscribe(event.eventType, settings.member_name);
    },
    publish: enqueueActions(({ context, enqueue, event, self }) => {
      if (event.type !== "envelope.publish") return;
      const { type: _, ...envelope } = event;
      const { seen, subscriptions, crossings, ambient } = context.ledgers;
      const sighting = seen.note(envelope.id, ambient.nowMs());
      const subscribers = subscriptions.subscribersOf(envelope.eventType);
      const { toClients, toNodes, isForUs } = planDelivery(
        { from: "us" },
        sighting,
        subscribers,
      );
      crossings.note({ from: "us", toClients, toNodes });
      const crossing = { ...envelope, toClients, toNodes, isForUs };
      cross(crossing, context, enqueue, self);
    }),
    tellDelivered: emit(({ event }) => {
      const { id, eventType, payload } =
        (event as { crossing: Crossing }).crossing;
      const type = "envelope.delivered" as const;
      return { type, id, eventType, payload };
    }),
    sendAgain: enqueueActions(({ context, enqueue, self }) => {
      const { ledgers, paths } = context;
      const nowMs = ledgers.ambient.nowMs();
      for (const attempt of ledgers.redelivery.due(nowMs, againMax)) {
        const { envelope } = attempt;
        const isClient = (name: string) =>
          ledgers.roster.table.get(name)?.kind === "local";
        const clients = attempt.members.filter(isClient);
        const nodes = attempt.members.filter((name) => !isClient(name));
        const type = "envelope.again";
        if (clients.length > 0) {
          const again = { type, envelope, members: clients };
          tell(paths.clients, again, enqueue, self);
        }
        if (nodes.length > 0) {
          tell(paths.nodes, { type, envelope, members: nodes }, enqueue, self);
        }
      }
    }),
    endStale: ({ context: { ledgers } }) => {
      const nowMs = ledgers.ambient.nowMs();
      for (const row of ledgers.subscriptions.sweep(nowMs)) {
        const { eventType, memberName } = row;
        if (ledgers.subscriptions.isSubscribed(eventType, memberName)) continue;
        ledgers.redelivery.endOfSubscription(eventType, memberName);
      }
    },
  },
}).createMachine({
  id: "subscriptions",
  context: ({ input }) => input,
  initial: "keeping",
  states: {
    keeping: {
      description:
        "Envelopes are handed out, and sent again every few seconds until they are acknowledged.",
      tags: "healthy",
      on: {
        "subscription.add": { actions: "subscribe" },
        "subscription.remove": { actions: "unsubscribe" },
        "envelope.publish": { actions: "publish" },
        "envelope.cross": { actions: "tellDelivered" },
      },
      after: {
        sweep: {
          target: "keeping",
          reenter: true,
          actions: ["endStale", "sendAgain"],
        },
      },
    },
  },
});
