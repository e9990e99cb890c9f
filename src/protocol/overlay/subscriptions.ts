/**
 * Who subscribes to what: our clients, this process, and other nodes on behalf of theirs.
 *
 * Ours are confirmed every round; others' end when nothing newer is told of them for a while, measured on our own
 * clock from when news arrived, since other clocks may be hours apart. What ended is remembered for a while, so that
 * nodes which repeat each other's rows do not keep it alive. All that a member subscribed ends with it.
 *
 * @module
 */
import type { DigestSubscription } from "../../wire/gossiperl/digests.ts";
import { secondsOf } from "./ack_rows.ts";
import { isBuiltIn } from "./events.ts";
import { isMemberName } from "./member.ts";
import { RemoteSubscriptions } from "./remote_subscriptions.ts";

/** What the ledger of subscriptions must know of its overlay. */
export interface SubscriptionSettings {
  /** Our own name: the origin of what is subscribed here. */
  readonly memberName: string;
  /** Age at which an unconfirmed subscription of others ends, in ms. */
  readonly staleMs: number;
  /** Most subscriptions, ours and others' each counted for itself. */
  readonly subscriptionsMax: number;
}

/** Who gets an envelope of a type. */
export interface Subscribers {
  /** Clients of this host, by name. */
  readonly local: readonly string[];
  /** Whether this process does. */
  readonly isHere: boolean;
  /** Other nodes, by name. */
  readonly remote: readonly string[];
}

/** Why a row or a subscription is not taken. */
export type SubscriptionRefusal =
  /** Built-in events are never shared. */
  | "built_in"
  /** A name is empty or too long, or the heartbeat none. */
  | "bad_row"
  /** Nobody knows the member. */
  | "unknown_member"
  /** It ended lately, and this says nothing newer. */
  | "ended"
  /** As many as there may be. */
  | "subscriptions_full";

/** What merging needs to know about names. */
export interface Names {
  /** Whether a name is a remote member's; rows of nobody are not taken. */
  readonly isRemoteMember: (name: string) => boolean;
}

/** The ledger of subscriptions. Changes in place. */
export class Subscriptions {
  #settings: SubscriptionSettings;
  /** By type: clients of ours, and how often this process subscribed under our own name. */
  readonly #ours = new Map<string, Map<string, number>>();
  readonly #others: RemoteSubscriptions;
  #oursCount = 0;
  /** When ours were last confirmed, in seconds. */
  #confirmed = 0;

  /** No subscriptions yet. */
  constructor(settings: SubscriptionSettings) {
    this.#settings = settings;
    this.#others = new RemoteSubscriptions(settings);
  }

  /** Takes changed settings. */
  reconfigure(settings: SubscriptionSettings): void {
    this.#settings = settings;
    this.#others.reconfigure(settings);
  }

  /** Subscriptions now. */
  get size(): number {
    return this.#oursCount + this.#others.size;
  }

  /** A client subscribes; or, under our own name, this process does, as often as it likes. */
  subscribe(
    eventType: string,
    subscriber: string,
    nowMs: number,
  ): SubscriptionRefusal | undefined {
    if (!isMemberName(eventType)) return "bad_row";
    const known = this.#ours.get(eventType);
    const times = known?.get(subscriber) ?? 0;
    const isFull = this.#oursCount >= this.#settings.subscriptionsMax;
    if (times === 0 && isFull) return "subscriptions_full";
    if (times === 0) this.#oursCount++;
    const subscribers = known ?? new Map<string, number>();
    subscribers.set(subscriber, this.#isUs(subscriber) ? times + 1 : 1);
    this.#ours.set(eventType, subscribers);
    this.#confirmed = Math.max(this.#confirmed, secondsOf(nowMs));
    return undefined;
  }

  /** A client unsubscribes; or this process does, once for every time it subscribed. Says whether that ended one. */
  unsubscribe(eventType: string, subscriber: string): boolean {
    const subscribers = this.#ours.get(eventType);
    const times = subscribers?.get(subscriber);
    if (!subscribers || times === undefined) return false;
    if (times > 1) {
      subscribers.set(subscriber, times - 1);
      return false;
    }
    subscribers.delete(subscriber);
    if (subscribers.size === 0) this.#ours.delete(eventType);
    this.#oursCount--;
    return true;
  }

  /** Confirms ours: once a round. */
  confirm(nowMs: number): void {
    this.#confirmed = secondsOf(nowMs);
  }

  /** Takes the rows that `reporter` tells, and says how many were not taken, by reason. */
  merge(
    reporter: string,
    rows: readonly DigestSubscription[],
    names: Names,
    nowMs: number,
  ): ReadonlyMap<SubscriptionRefusal, number> {
    const refused = new Map<SubscriptionRefusal, number>();
    for (const row of rows) {
      // Others hand ours on; we know those better.
      if (this.#isUs(row.origin) || this.#isUs(row.memberName)) continue;
      const refusal = this.#refusalOf(row, names) ??
        this.#others.take(row, reporter, nowMs);
      if (refusal) refused.set(refusal, (refused.get(refusal) ?? 0) + 1);
    }
    return refused;
  }

  /** Ends what nothing newer was told of for too long; gives the rows that ended. */
  sweep(nowMs: number): readonly DigestSubscription[] {
    return this.#others.sweep(nowMs);
  }

  /** Ends all that a member subscribed, or that was subscribed at it; gives the rows that ended. */
  endOf(member: string, nowMs: number): readonly DigestSubscription[] {
    const ended: DigestSubscription[] = [];
    for (const [eventType, subscribers] of this.#ours) {
      if (this.#isUs(member) || !subscribers.has(member)) continue;
      ended.push(this.#row(eventType, member));
      this.unsubscribe(eventType, member);
    }
    return [...ended, ...this.#others.endOf(member, nowMs)];
  }

  /** Who gets envelopes of a type. */
  subscribersOf(eventType: string): Subscribers {
    const here = this.#ours.get(eventType);
    const { memberName } = this.#settings;
    return {
      local: [...here?.keys() ?? []].filter((name) => name !== memberName),
      isHere: here?.has(memberName) ?? false,
      remote: isBuiltIn(eventType) ? [] : this.#others.membersFor(eventType),
    };
  }

  /** Whether a member still gets envelopes of a type. */
  isSubscribed(eventType: string, member: string): boolean {
    return (this.#ours.get(eventType)?.has(member) ?? false) ||
      this.#others.has(eventType, member);
  }

  /** All rows, with the clients' own names: what a person asks for. */
  all(): readonly DigestSubscription[] {
    const ours = [...this.#ours].flatMap(([eventType, subscribers]) =>
      [...subscribers.keys()].map((name) => this.#row(eventType, name))
    );
    return [...ours, ...this.#others.all()];
  }

  /** Rows for a remote asker, ours first: under our own name, since envelopes for our clients come to us. */
  shareable(asker?: string): readonly DigestSubscription[] {
    const { memberName } = this.#settings;
    const ours = [...this.#ours.keys()]
      .filter((eventType) => !isBuiltIn(eventType))
      .map((eventType) => this.#row(eventType, memberName));
    const others = this.#others.all().filter(({ origin }) => origin !== asker);
    return [...ours, ...others];
  }

  #row(eventType: string, memberName: string): DigestSubscription {
    const { memberName: origin } = this.#settings;
    return { eventType, memberName, origin, heartbeat: this.#confirmed };
  }

  #isUs(name: string): boolean {
    return name === this.#settings.memberName;
  }

  #refusalOf(
    { eventType, memberName, origin, heartbeat }: DigestSubscription,
    { isRemoteMember }: Names,
  ): SubscriptionRefusal | undefined {
    const isRow = [eventType, memberName, origin].every(isMemberName) &&
      Number.isSafeInteger(heartbeat) && heartbeat >= 0;
    if (!isRow) return "bad_row";
    if (isBuiltIn(eventType)) return "built_in";
    return isRemoteMember(memberName) ? undefined : "unknown_member";
  }
}
