/**
 * How much passed within the last minute, hour or day, in memory that does not grow: sums of ten seconds for an hour, and of
 * five minutes for a day. A window ends now and begins with one of those sums, so it may be shorter than it is called by one
 * of them.
 *
 * @module
 */

/** Something that was counted. */
export interface Amount {
  /** How many. */
  readonly packets: number;
  /** Their bytes, together. */
  readonly bytes: number;
}

/** An hour. */
const hourMs = 3_600_000;

/** Sums of one width, the oldest overwritten. */
class Sums {
  readonly #widthMs: number;
  /** Which stretch of time a place belongs to, counted in widths since the epoch. */
  readonly #stretch: Float64Array;
  readonly #packets: Float64Array;
  readonly #bytes: Float64Array;

  constructor(widthMs: number, count: number) {
    this.#widthMs = widthMs;
    this.#stretch = new Float64Array(count).fill(-1);
    this.#packets = new Float64Array(count);
    this.#bytes = new Float64Array(count);
  }

  add(nowMs: number, packets: number, bytes: number): void {
    const stretch = Math.floor(nowMs / this.#widthMs);
    const at = stretch % this.#stretch.length;
    if (this.#stretch[at] !== stretch) {
      this.#stretch[at] = stretch;
      this.#packets[at] = this.#bytes[at] = 0;
    }
    this.#packets[at]! += packets;
    this.#bytes[at]! += bytes;
  }

  within(nowMs: number, windowMs: number): Amount {
    const last = Math.floor(nowMs / this.#widthMs);
    const before = last - windowMs / this.#widthMs;
    let packets = 0;
    let bytes = 0;
    for (const [at, stretch] of this.#stretch.entries()) {
      if (stretch <= before || stretch > last) continue;
      packets += this.#packets[at]!;
      bytes += this.#bytes[at]!;
    }
    return { packets, bytes };
  }
}

/** One thing that is counted, for every window. */
export class StatisticsRing {
  readonly #fine = new Sums(10_000, hourMs / 10_000);
  readonly #coarse = new Sums(300_000, 24 * hourMs / 300_000);
  #packets = 0;
  #bytes = 0;

  /** Adds what passed. */
  add(nowMs: number, packets: number, bytes: number): void {
    this.#packets += packets;
    this.#bytes += bytes;
    this.#fine.add(nowMs, packets, bytes);
    this.#coarse.add(nowMs, packets, bytes);
  }

  /** What passed within the last `windowMs`, at most a day; ever with an infinite window. */
  within(nowMs: number, windowMs: number): Amount {
    if (windowMs === Infinity) {
      return { packets: this.#packets, bytes: this.#bytes };
    }
    const sums = windowMs <= hourMs ? this.#fine : this.#coarse;
    return sums.within(nowMs, windowMs);
  }
}
