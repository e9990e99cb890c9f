/**
 * Which subscriptions a node of a multicast overlay tells the group in a round: its own, and of others' those that
 * nobody told within the round.
 *
 * @module
 */
import type { DigestSubscription } from "../../wire/gossiperl/digests.ts";

/** What telling depends on. */
export interface GroupSubscriptionSettings {
  /** Our own name. */
  readonly memberName: string;
  /** Time between two digests of a node, in ms. */
  readonly roundMs: number;
  /** Age at which others drop what is not confirmed, in ms. */
  readonly staleMs: number;
}

/** Rows of either kind told in a round, unless more are needed to confirm ours in time. */
const rowsMax = 64;

/** How often each of ours is told before it would be stale: two of three packets may be lost. */
const confirmations = 3;

/** Rounds for which the group knows what it was told: rounds are not exact. */
const toldRounds = 1.5;

/** Subscriptions remembered as told. */
const toldMax = 65_536;

/** What was told of subscriptions in the group. Changes in place. */
export class GroupSubscriptions {
  #settings: GroupSubscriptionSettings;
  readonly #told = new Map<string, { heartbeat: number; atMs: number }>();
  #cursor = 0;

  /** Nothing told. */
  constructor(settings: GroupSubscriptionSettings) {
    this.#settings = settings;
  }

  /** Takes changed settings. */
  reconfigure(settings: GroupSubscriptionSettings): void {
    this.#settings = settings;
  }

  /** Another node told these through the group. */
  heard(rows: readonly DigestSubscription[], nowMs: number): void {
    for (const row of rows) this.#tell(row, nowMs);
  }

  /**
   * Rows to tell now, ours first, in as many packets as they need. To be asked once a round, after our digest: that makes
   * us a member to whoever did not know us, whose subscriptions would not be taken.
   */
  take(
    shareable: readonly DigestSubscription[],
    nowMs: number,
  ): readonly DigestSubscription[] {
    const { memberName } = this.#settings;
    const ours = shareable.filter(({ origin }) => origin === memberName);
    const others = shareable.filter(({ origin }) => origin !== memberName);
    const rows = [...this.#turnOf(ours), ...this.#untold(others, nowMs)];
    this.heard(rows, nowMs);
    return rows;
  }

  #turnOf(ours: readonly DigestSubscription[]): readonly DigestSubscription[] {
    const { roundMs, staleMs } = this.#settings;
    const share = Math.ceil(ours.length * confirmations * roundMs / staleMs);
    const count = Math.min(ours.length, Math.max(rowsMax, share));
    const start = ours.length === 0 ? 0 : this.#cursor % ours.length;
    this.#cursor = start + count;
    return [...ours.slice(start), ...ours.slice(0, start)].slice(0, count);
  }

  #untold(
    others: readonly DigestSubscription[],
    nowMs: number,
  ): readonly DigestSubscription[] {
    const toldMs = toldRounds * this.#settings.roundMs;
    const untold: DigestSubscription[] = [];
    for (const row of others) {
      const told = this.#told.get(keyOf(row));
      const isTold = told !== undefined && told.heartbeat >= row.heartbeat &&
        nowMs - told.atMs < toldMs;
      if (!isTold) untold.push(row);
      if (untold.length >= rowsMax) break;
    }
    return untold;
  }

  #tell(row: DigestSubscription, nowMs: number): void {
    const key = keyOf(row);
    this.#told.delete(key);
    this.#told.set(key, { heartbeat: row.heartbeat, atMs: nowMs });
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= toldMax) return;
      this.#told.delete(oldest);
    }
  }
}

function keyOf(
  { eventType, memberName, origin }: DigestSubscription,
): string {
  return `${eventType}\n${memberName}\n${origin}`;
}
