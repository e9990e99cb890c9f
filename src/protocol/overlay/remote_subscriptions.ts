/**
 * Subscriptions that other nodes tell of.
 *
 * Of one subscription the newer heartbeat wins; both are of its origin's clock, however far that is off. From the
 * origin itself anything different is news: its clock may have been set back.
 *
 * @module
 */
import type { DigestSubscription } from "../../wire/gossiperl/digests.ts";
import type {
  SubscriptionRefusal,
  SubscriptionSettings,
} from "./subscriptions.ts";

interface Held {
  row: DigestSubscription;
  /** When there was last news of it, on our own clock, in ms. */
  newsAtMs: number;
}

/** Stale ages for which the end of a subscription is remembered: longer than rows go round. */
const endedAges = 10;

/** The ledger of others' subscriptions. Changes in place. */
export class RemoteSubscriptions {
  #settings: SubscriptionSettings;
  readonly #held = new Map<string, Held>();
  /** What ended, the longest ended first. */
  readonly #ended = new Map<string, Held>();
  /** By type: members, and under how many origins each. */
  readonly #members = new Map<string, Map<string, number>>();

  /** No subscriptions yet. */
  constructor(settings: SubscriptionSettings) {
    this.#settings = settings;
  }

  /** Takes changed settings. */
  reconfigure(settings: SubscriptionSettings): void {
    this.#settings = settings;
  }

  /** Subscriptions now. */
  get size(): number {
    return this.#held.size;
  }

  /** Takes a row that `reporter` tells, or says why not. A row that is no news is taken, and changes nothing. */
  take(
    row: DigestSubscription,
    reporter: string,
    nowMs: number,
  ): SubscriptionRefusal | undefined {
    const key = keyOf(row);
    const held = this.#held.get(key);
    if (held) {
      if (!isNews(row, held.row, reporter)) return undefined;
      held.row = row;
      held.newsAtMs = nowMs;
      return undefined;
    }
    const ended = this.#ended.get(key);
    if (ended && !isNews(row, ended.row, reporter)) return "ended";
    if (this.#held.size >= this.#settings.subscriptionsMax) {
      return "subscriptions_full";
    }
    this.#ended.delete(key);
    this.#held.set(key, { row, newsAtMs: nowMs });
    this.#count(row, 1);
    return undefined;
  }

  /** Ends what is stale; gives what ended. */
  sweep(nowMs: number): readonly DigestSubscription[] {
    const { staleMs } = this.#settings;
    for (const [key, { newsAtMs }] of this.#ended) {
      if (nowMs - newsAtMs < endedAges * staleMs) break;
      this.#ended.delete(key);
    }
    return this.#end(nowMs, ({ newsAtMs }) => nowMs - newsAtMs >= staleMs);
  }

  /** Ends all of a member; gives what ended. */
  endOf(member: string, nowMs: number): readonly DigestSubscription[] {
    return this.#end(
      nowMs,
      ({ row }) => row.memberName === member || row.origin === member,
    );
  }

  /** The members that get envelopes of a type. */
  membersFor(eventType: string): readonly string[] {
    return [...this.#members.get(eventType)?.keys() ?? []];
  }

  /** Whether a member gets envelopes of a type. */
  has(eventType: string, member: string): boolean {
    return this.#members.get(eventType)?.has(member) ?? false;
  }

  /** All rows. */
  all(): readonly DigestSubscription[] {
    return [...this.#held.values()].map(({ row }) => row);
  }

  #end(
    nowMs: number,
    isOver: (held: Held) => boolean,
  ): readonly DigestSubscription[] {
    const over = [...this.#held].filter(([, held]) => isOver(held));
    for (const [key, { row }] of over) {
      this.#held.delete(key);
      this.#count(row, -1);
      this.#ended.delete(key);
      this.#ended.set(key, { row, newsAtMs: nowMs });
    }
    this.#forgetBeyond(this.#settings.subscriptionsMax);
    return over.map(([, { row }]) => row);
  }

  #forgetBeyond(most: number): void {
    for (const key of this.#ended.keys()) {
      if (this.#ended.size <= most) return;
      this.#ended.delete(key);
    }
  }

  #count({ eventType, memberName }: DigestSubscription, by: number): void {
    const members = this.#members.get(eventType) ?? new Map<string, number>();
    const count = (members.get(memberName) ?? 0) + by;
    if (count > 0) members.set(memberName, count);
    else members.delete(memberName);
    if (members.size > 0) this.#members.set(eventType, members);
    else this.#members.delete(eventType);
  }
}

function isNews(
  row: DigestSubscription,
  before: DigestSubscription,
  reporter: string,
): boolean {
  return reporter === row.origin
    ? row.heartbeat !== before.heartbeat
    : row.heartbeat > before.heartbeat;
}

/** Names may hold anything but control characters. */
function keyOf(
  { eventType, memberName, origin }: DigestSubscription,
): string {
  return `${eventType}\n${memberName}\n${origin}`;
}
