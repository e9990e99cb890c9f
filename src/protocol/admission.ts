/**
 * Who may become a peer: names are cheap to make up, so each sender's address may introduce only
 * so many of them, and hold only so many at once.
 *
 * A flood of made-up names from a few addresses therefore neither pushes out known peers
 * nor fills the table against real ones. Heartbeats of names already admitted are never asked for here.
 *
 * @module
 */

/** Bounds on what is admitted. */
export interface AdmissionLimits {
  /** Largest number of names admitted at once. */
  readonly peersMax: number;
  /** New names one address may introduce within a minute. */
  readonly namesPerMinuteMax: number;
  /** Names one address may hold at once. */
  readonly namesPerAddressMax: number;
}

/** Why a name was not admitted. */
export type AdmissionRefusal =
  | "peers_full"
  | "names_per_minute"
  | "names_per_address"
  | "addresses_full";

/** Addresses remembered: beyond it only spoofed ones are likely, and memory must stay bounded. */
export const addressesMax = 65_536;

const windowMs = 60_000;

interface Account {
  /** Whose it is. */
  readonly address: string;
  /** Start of the minute that is counted, in ms. */
  sinceMs: number;
  /** Names introduced in that minute. */
  introduced: number;
  /** Names held now. */
  held: number;
}

/** Who was admitted, and on whose account. Changes in place: it is asked at every made-up name of a flood. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #accounts = new Map<string, Account>();
  /** Admitted names, and the account each is held on. */
  readonly #names = new Map<string, Account>();

  /** Accounts under these limits. */
  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Whether `name` is admitted. */
  knows(name: string): boolean {
    return this.#names.has(name);
  }

  /** The address that introduced `name`, while it is admitted. */
  introducerOf(name: string): string | undefined {
    return this.#names.get(name)?.address;
  }

  /** Admits a new name that `address` introduces, or says why not. */
  admit(
    name: string,
    address: string,
    nowMs: number,
  ): AdmissionRefusal | undefined {
    const { peersMax, namesPerMinuteMax, namesPerAddressMax } = this.#limits;
    const account = this.#account(address, nowMs);
    if (!account) return "addresses_full";
    if (account.introduced >= namesPerMinuteMax) return "names_per_minute";
    if (account.held >= namesPerAddressMax) return "names_per_address";
    if (this.#names.size >= peersMax) return "peers_full";
    account.introduced++;
    account.held++;
    this.#names.set(name, account);
    return undefined;
  }

  /** Gives the place of `name` back. */
  release(name: string): void {
    const account = this.#names.get(name);
    if (!account) return;
    account.held--;
    this.#names.delete(name);
  }

  /** Forgets addresses that hold nothing and introduced nothing within the last minute. */
  tidy(nowMs: number): void {
    for (const [address, { held, sinceMs }] of this.#accounts) {
      if (held === 0 && nowMs - sinceMs >= windowMs) {
        this.#accounts.delete(address);
      }
    }
  }

  /** Addresses remembered now. */
  get size(): number {
    return this.#accounts.size;
  }

  #account(address: string, nowMs: number): Account | undefined {
    const known = this.#accounts.get(address);
    if (known) {
      if (nowMs - known.sinceMs >= windowMs) {
        known.sinceMs = nowMs;
        known.introduced = 0;
      }
      return known;
    }
    if (this.#accounts.size >= addressesMax) return undefined;
    const account = { address, sinceMs: nowMs, introduced: 0, held: 0 };
    this.#accounts.set(address, account);
    return account;
  }
}
