/**
 * Neighbours that say too much: how much of it is looked at, and when one is named in the log.
 *
 * Three measures, each for one sender (an address and port) and renewed every second: datagrams opened at all,
 * copies of known envelopes acknowledged, and lists merged in a round. What is beyond is shed and counted: it costs a
 * look into a table. Copies are acknowledged again in the next second, so that the wire falls silent at last.
 *
 * @module
 */

/** Bounds on what one sender may cost. */
export interface StormLimits {
  /** Datagrams opened in a second: a busy publisher stays below. */
  readonly datagramsMax: number;
  /** Copies of known envelopes acknowledged in a second. */
  readonly copiesMax: number;
  /** Lists of members, and of subscriptions, merged in a second: a real node repeats its list for each digest it hears. */
  readonly listsMax: number;
  /** Senders counted for themselves; all others share one account. */
  readonly sendersMax: number;
}

/** The bounds that overlays use. */
export const stormLimits: StormLimits = {
  datagramsMax: 8_192,
  copiesMax: 256,
  listsMax: 8,
  sendersMax: 4_096,
};

/** What a sender says that is bounded. */
export type Costly = "datagrams" | "copies" | "lists";

/** A neighbour that stormed within the last minute. */
export interface StormReport {
  /** Its address and port. */
  readonly sender: string;
  /** What it said too much of, and how many of those were shed. */
  readonly shed: Readonly<Record<Costly, number>>;
}

interface Account {
  /** The second that is counted. */
  second: number;
  /** Counted in that second. */
  readonly spent: Record<Costly, number>;
  /** Shed within the minute. */
  readonly shed: Record<Costly, number>;
}

/** The account of whoever has none of its own. */
const everybodyElse = "everybody else";

/** How often storms are named, in ms. */
const namedEveryMs = 60_000;

/** What was said by whom. Changes in place: it is asked at every datagram. */
export class Storms {
  readonly #limits: StormLimits;
  readonly #accounts = new Map<string, Account>();
  #namedAtMs: number | undefined;

  /** Nobody storms. */
  constructor(limits: StormLimits = stormLimits) {
    this.#limits = limits;
  }

  /** Senders with an account. */
  get size(): number {
    return this.#accounts.size;
  }

  /** Whether what `sender` just said is worth its cost; if not, it is to be shed. */
  affords(sender: string, costly: Costly, nowMs: number): boolean {
    const account = this.#account(sender, Math.floor(nowMs / 1_000));
    if (account.spent[costly] >= this.#most(costly)) {
      account.shed[costly]++;
      return false;
    }
    account.spent[costly]++;
    return true;
  }

  /** Who stormed, to be named in the log: once a minute, then counted anew. Lists that were shed alone are no storm. */
  take(nowMs: number): readonly StormReport[] {
    this.#namedAtMs ??= nowMs;
    if (nowMs - this.#namedAtMs < namedEveryMs) return [];
    this.#namedAtMs = nowMs;
    const reports: StormReport[] = [];
    const second = Math.floor(nowMs / 1_000);
    for (const [sender, { second: last, shed }] of this.#accounts) {
      if (shed.datagrams + shed.copies > 0) {
        reports.push({ sender, shed: { ...shed } });
      }
      shed.datagrams = shed.copies = shed.lists = 0;
      if (last < second - 1) this.#accounts.delete(sender);
    }
    return reports;
  }

  #most(costly: Costly): number {
    const { datagramsMax, copiesMax, listsMax } = this.#limits;
    return { datagrams: datagramsMax, copies: copiesMax, lists: listsMax }[
      costly
    ];
  }

  #account(sender: string, second: number): Account {
    const isNew = !this.#accounts.has(sender);
    const isFull = this.#accounts.size >= this.#limits.sendersMax;
    const name = isNew && isFull ? everybodyElse : sender;
    let account = this.#accounts.get(name);
    if (!account) {
      const none = { datagrams: 0, copies: 0, lists: 0 };
      account = { second, spent: { ...none }, shed: { ...none } };
      this.#accounts.set(name, account);
    }
    if (account.second !== second) {
      account.second = second;
      account.spent.datagrams = account.spent.copies = account.spent.lists = 0;
    }
    return account;
  }
}
