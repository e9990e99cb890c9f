/**
 * Randomness from a seed: the same seed gives the same numbers, everywhere and always.
 *
 * The generator is xoshiro128** by David Blackman and Sebastiano Vigna (prng.di.unimi.it, public domain). Not for
 * secrets.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Random } from "../ports/world.ts";

/** A stream of random numbers that a seed determines. */
export class SeededRandom implements Random {
  readonly #name: string;
  readonly #generator: Xoshiro128;

  /** The stream of `seed`; `simulation` makes one for each run. */
  constructor(seed: number | string) {
    this.#name = `${seed}`;
    this.#generator = new Xoshiro128(stateOf(this.#name));
  }

  /** A number in `[0, 1)`, with 32 random bits. */
  next(): number {
    return this.#generator.next() / 2 ** 32;
  }

  /** `count` random bytes. */
  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(count / 4) * 4);
    const words = new DataView(bytes.buffer);
    for (let at = 0; at < count; at += 4) {
      words.setUint32(at, this.#generator.next(), true);
    }
    return bytes.subarray(0, count);
  }

  /**
   * A stream of its own for `label`: it depends on the seed and the label alone, and takes nothing from this
   * stream. So one more host in a scenario does not change what happens to the others.
   */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.#name}/${label}`);
  }
}

/** Four 32-bit words, not all zero. */
export type Xoshiro128State = readonly [number, number, number, number];

/** xoshiro128**, version 1.1: 32 bits a step, period 2^128 - 1. */
export class Xoshiro128 {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Continues from a state. */
  constructor([a, b, c, d]: Xoshiro128State) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** The next 32 bits, as a number from 0 to 2^32 - 1. */
  next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** A hash makes far apart what is near: seeds 1 and 2 share nothing. */
function stateOf(name: string): Xoshiro128State {
  const digest = createHash("sha256").update(name, "utf8").digest();
  const word = (at: number) => digest.readUInt32LE(4 * at);
  return [word(0), word(1), word(2), word(3)];
}
