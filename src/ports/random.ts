/**
 * Randomness of the real world: the operating system's, by way of node:crypto.
 *
 * Bytes come from a pool, because asking the system costs far more than an IV of 16 bytes.
 *
 * @module
 */

import { randomFillSync } from "node:crypto";
import type { Random } from "./world.ts";

/** Bytes asked of the system at once: 256 IVs. */
const POOL_BYTES = 4_096;

const pool = new Uint8Array(POOL_BYTES);
const words = new DataView(pool.buffer);
let used = POOL_BYTES;

/** Unpredictable randomness. */
export const realRandom: Random = {
  /** 53 bits, all that a number in `[0, 1)` can hold evenly. */
  next(): number {
    const at = take(8);
    const high = words.getUint32(at) >>> 5;
    const low = words.getUint32(at + 4) >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  },

  bytes(count: number): Uint8Array {
    if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
    const at = take(count);
    return pool.slice(at, at + count);
  },
};

/** Where the next `count` unused bytes of the pool begin. */
function take(count: number): number {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return used - count;
}
