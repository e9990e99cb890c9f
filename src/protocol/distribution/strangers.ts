/**
 * Who has connected to us and not proved yet that it knows the cookie: so many at once, and so many of one address,
 * however many try.
 *
 * @module
 */

/** Strangers at once: each holds a socket for some 20 seconds at most. */
export const strangersMax = 64;

/** Strangers of one address at once, so that a single host cannot keep the others out. */
export const strangersPerAddressMax = 8;

/** Why a stranger was turned away. */
export type StrangerRefusal = "strangers_full" | "strangers_per_address";

/** The strangers there are; changes in place. */
export class Strangers {
  readonly #addresses = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Takes a stranger in, or says why not. */
  admit(id: string, address: string): StrangerRefusal | undefined {
    if (this.#addresses.size >= strangersMax) return "strangers_full";
    const count = this.#counts.get(address) ?? 0;
    if (count >= strangersPerAddressMax) return "strangers_per_address";
    this.#addresses.set(id, address);
    this.#counts.set(address, count + 1);
    return undefined;
  }

  /** One is gone, or is no stranger any more; safe to call twice. */
  release(id: string): void {
    const address = this.#addresses.get(id);
    if (address === undefined) return;
    this.#addresses.delete(id);
    const count = this.#counts.get(address)! - 1;
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
  }

  /** All are gone. */
  clear(): void {
    this.#addresses.clear();
    this.#counts.clear();
  }

  /** How many there are. */
  get size(): number {
    return this.#addresses.size;
  }
}
