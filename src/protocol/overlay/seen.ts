/**
 * Which envelopes were seen, so that each reaches a subscriber's code once however often the wire repeats it.
 *
 * Every copy renews the memory, since what is still repeated must not be forgotten. When it is full of what was
 * seen lately, new envelopes are refused: unacknowledged they are sent again, while a forgotten one would be delivered
 * twice.
 *
 * @module
 */

/** What an envelope is to us. */
export type Sighting =
  /** Never seen. */
  | "new"
  /** Seen; whether its first copy came from the same sender is not asked. */
  | "seen"
  /** There is no room to remember it. */
  | "refused";

/** Ids remembered: five minutes of 200 envelopes a second. */
export const seenIdsMax = 65_536;

/** Age of the last copy at which an id is forgotten, in ms: senders try again every few seconds. */
export const seenAgeMsMax = 600_000;

/** Age of the last copy below which no id makes room for another, in ms. */
export const seenHeldMs = 60_000;

/** The memory of envelope ids. Changes in place. */
export class Seen {
  readonly #idsMax: number;
  /** When the last copy came, in ms; the oldest first. */
  readonly #ids = new Map<string, number>();
  #refused = 0;

  /** An empty memory for at most `idsMax` ids. */
  constructor(idsMax: number = seenIdsMax) {
    this.#idsMax = idsMax;
  }

  /** Ids remembered now. */
  get size(): number {
    return this.#ids.size;
  }

  /** Envelopes refused so far because there was no room. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether an id is remembered. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Notes a copy of an envelope. */
  note(id: string, nowMs: number): Sighting {
    const isSeen = this.#ids.delete(id);
    if (!isSeen && !this.#makeRoom(nowMs)) {
      this.#refused++;
      return "refused";
    }
    this.#ids.set(id, nowMs);
    return isSeen ? "seen" : "new";
  }

  /** Forgets what no copy came of for long; once a minute is enough. */
  tidy(nowMs: number): void {
    for (const [id, atMs] of this.#ids) {
      if (nowMs - atMs < seenAgeMsMax) return;
      this.#ids.delete(id);
    }
  }

  #makeRoom(nowMs: number): boolean {
    if (this.#ids.size < this.#idsMax) return true;
    for (const [id, atMs] of this.#ids) {
      if (nowMs - atMs < seenHeldMs) return false;
      this.#ids.delete(id);
      return true;
    }
    return false;
  }
}
