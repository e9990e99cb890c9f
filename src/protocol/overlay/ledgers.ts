/**
 * All that one overlay remembers beside its sockets, so that it outlives them: members, subscriptions, what was
 * seen, what is on its way, and who storms. Its actors share it; each change is one synchronous step.
 *
 * @module
 */
import type { Ambient } from "../ambient.ts";
import { AckRows } from "./ack_rows.ts";
import { Crossings } from "./crossings.ts";
import { GroupAcks } from "./acks.ts";
import { GroupSubscriptions } from "./group_subscriptions.ts";
import { Redelivery } from "./redelivery.ts";
import { Roster } from "./roster.ts";
import { Seen } from "./seen.ts";
import type { ResolvedOverlay } from "./settings.ts";
import { Storms } from "./storms.ts";
import { Subscriptions } from "./subscriptions.ts";
import { thresholdsOf } from "./thresholds.ts";

/** Envelopes of our own that the group may bring back to us. */
const sentIdsMax = 8_192;

/** What an overlay needs of its surroundings. */
export interface OverlayAmbient extends Ambient {
  /** A fresh UUID. */
  readonly uuid: () => string;
}

/** The memory of one overlay. */
export class Ledgers {
  /** Time, chance and identity. */
  readonly ambient: OverlayAmbient;
  /** Who is in the overlay. */
  readonly roster: Roster;
  /** The rows of our acks. */
  readonly ackRows: AckRows;
  /** When to answer the group. */
  readonly groupAcks: GroupAcks;
  /** Who wants what. */
  readonly subscriptions: Subscriptions;
  /** What the group was told of that. */
  readonly groupSubscriptions: GroupSubscriptions;
  /** Envelopes that came. */
  readonly seen: Seen = new Seen();
  /** Envelopes that we sent to the group. */
  readonly sent: Seen = new Seen(sentIdsMax);
  /** Envelopes on their way. */
  readonly redelivery: Redelivery;
  /** Neighbours that say too much. */
  readonly storms: Storms = new Storms();
  /** What crossed from one side to the other. */
  readonly crossings: Crossings = new Crossings();
  /** What was refused since it was last told, by reason. */
  readonly refused: Map<string, number> = new Map();
  #settings: ResolvedOverlay;

  /** An overlay that knows nobody. */
  constructor(settings: ResolvedOverlay, ambient: OverlayAmbient) {
    this.ambient = ambient;
    this.#settings = settings;
    this.roster = new Roster(rosterSettings(settings));
    this.ackRows = new AckRows(this.roster.table);
    this.groupAcks = new GroupAcks(groupSettings(settings));
    this.subscriptions = new Subscriptions(subscriptionSettings(settings));
    this.groupSubscriptions = new GroupSubscriptions(groupSettings(settings));
    this.redelivery = new Redelivery(redeliverySettings(settings));
  }

  /** The settings in force. */
  get settings(): ResolvedOverlay {
    return this.#settings;
  }

  /** Takes changed settings; nothing that is remembered is lost. */
  reconfigure(settings: ResolvedOverlay): void {
    this.#settings = settings;
    this.roster.reconfigure(rosterSettings(settings));
    this.groupAcks.reconfigure(groupSettings(settings));
    this.subscriptions.reconfigure(subscriptionSettings(settings));
    this.groupSubscriptions.reconfigure(groupSettings(settings));
    this.redelivery.reconfigure(redeliverySettings(settings));
  }

  /** Counts what was refused. */
  refuse(reasons: ReadonlyMap<string, number>): void {
    for (const [reason, count] of reasons) {
      this.refused.set(reason, (this.refused.get(reason) ?? 0) + count);
    }
  }

  /** Forgets what nothing depends on; once a minute is enough. */
  tidy(nowMs: number): void {
    this.roster.tidy(nowMs);
    this.seen.tidy(nowMs);
    this.sent.tidy(nowMs);
  }

  /** Ends everything that a member leaves behind. */
  endOf(name: string, nowMs: number): void {
    this.subscriptions.endOf(name, nowMs);
    this.redelivery.endOf(name);
    this.groupAcks.endOf(name);
  }
}

function rosterSettings(settings: ResolvedOverlay) {
  return {
    memberName: settings.member_name,
    secret: settings.secret,
    family: settings.family,
    thresholds: thresholdsOf(settings),
    membersMax: settings.members_max,
  };
}

function groupSettings(settings: ResolvedOverlay) {
  return {
    memberName: settings.member_name,
    roundMs: settings.gossip_round_every * 1_000,
    staleMs: settings.drop_stale_subscriptions_after * 1_000,
  };
}

function subscriptionSettings(settings: ResolvedOverlay) {
  return {
    memberName: settings.member_name,
    staleMs: settings.drop_stale_subscriptions_after * 1_000,
    subscriptionsMax: settings.subscriptions_max,
  };
}

function redeliverySettings(settings: ResolvedOverlay) {
  return {
    everyMs: settings.redelivery_retry_every * 1_000,
    attemptsMax: settings.redelivery_retry_max,
    ageMsMax: settings.redelivery_age_max * 1_000,
  };
}
