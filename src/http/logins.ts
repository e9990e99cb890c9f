/**
 * Slows who tries passwords, by address: after a few failures an address must wait before it may try again, twice as long
 * each time. What was right from that address before is never slowed, so that somebody's mistakes do not lock out
 * a program that asks from the same host; and no address waits for another.
 *
 * @module
 */

/** Failures that cost nothing: slips of the pen. */
export const freeFailures = 5;

/** The first wait, in ms. */
const waitMsMin = 1_000;

/** The longest wait, in ms: a person who finds the right password at last need not wait longer. */
export const waitMsMax = 60_000;

/** Time without a failure after which an address begins anew, in ms. */
const forgivenAfterMs = 600_000;

/** Addresses that are remembered; beyond it the oldest are forgotten. */
const addressesMax = 4_096;

/** Credentials that were right, remembered for each address. */
const rightMax = 16;

interface Attempts {
  failures: number;
  lastFailureAtMs: number;
  notBeforeMs: number;
  /** Digests of what was right from here. */
  readonly right: Set<string>;
}

/** Remembers who failed to log in. */
export class Logins {
  readonly #nowMs: () => number;
  readonly #attempts = new Map<string, Attempts>();

  /** Reads the time from `nowMs`. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Milliseconds for which credentials are not even looked at; 0 if they are. */
  waitMs(address: string, digest: string): number {
    const attempts = this.#attempts.get(place(address));
    if (!attempts || attempts.right.has(digest)) return 0;
    return Math.max(0, attempts.notBeforeMs - this.#nowMs());
  }

  /** They were right. */
  right(address: string, digest: string): void {
    const { right } = this.#of(address);
    right.delete(digest);
    right.add(digest);
    if (right.size > rightMax) right.delete(right.values().next().value!);
  }

  /** They were wrong; returns the failures in a row. */
  wrong(address: string): number {
    const attempts = this.#of(address);
    const nowMs = this.#nowMs();
    if (nowMs - attempts.lastFailureAtMs >= forgivenAfterMs) {
      attempts.failures = 0;
    }
    attempts.failures++;
    attempts.lastFailureAtMs = nowMs;
    const beyond = attempts.failures - freeFailures;
    if (beyond >= 0) {
      const waitMs = waitMsMin * 2 ** Math.min(beyond, 16);
      attempts.notBeforeMs = nowMs + Math.min(waitMs, waitMsMax);
    }
    return attempts.failures;
  }

  #of(address: string): Attempts {
    const key = place(address);
    const attempts = this.#attempts.get(key) ?? {
      failures: 0,
      lastFailureAtMs: 0,
      notBeforeMs: 0,
      right: new Set<string>(),
    };
    // Put last again, so that the first is the oldest.
    this.#attempts.delete(key);
    this.#attempts.set(key, attempts);
    if (this.#attempts.size > addressesMax) {
      this.#attempts.delete(this.#attempts.keys().next().value!);
    }
    return attempts;
  }
}

/** One host has all of an IPv6 /64, and may change its address in it as often as it likes. */
function place(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined
    ? 0
    : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4)
    .join(":");
}
