/**
 * Reads big-endian numbers and byte strings from untrusted bytes.
 *
 * Nothing throws and nothing is read past the end. The first failure is kept;
 * from then on every read yields zero or nothing and the reader stands still,
 * so a decoder may read a whole structure and look at {@linkcode ByteReader.error}
 * once. Only loops must stop early: `while (… && reader.error === undefined)`.
 *
 * @module
 */
import type { WireError } from "./result.ts";

const NOTHING = new Uint8Array(0);

/** A bounded reader over one byte string; `Code` names its user's failures. */
export class ByteReader<Code extends string = string> {
  /** What is read, seen as a plain `Uint8Array` even if a `Buffer` was given. */
  readonly bytes: Uint8Array;
  readonly #end: number;
  #offset: number;
  #error: WireError<Code | "truncated"> | undefined;
  #view: DataView | undefined;

  /** Reads `bytes` from `start`. */
  constructor(bytes: Uint8Array, start = 0) {
    // Buffer.slice aliases instead of copying: never let a Buffer further in.
    this.bytes = bytes.constructor === Uint8Array
      ? bytes
      : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
    this.#offset = Math.min(start, this.#end);
  }

  /** Where the next read begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes that are left. */
  get remaining(): number {
    return this.#end - this.#offset;
  }

  /** The first failure, if any. */
  get error(): WireError<Code | "truncated"> | undefined {
    return this.#error;
  }

  /** Fails, unless it already failed; `offset` is where the trouble begins. */
  fail(code: Code | "truncated", offset: number = this.#offset): void {
    this.#error ??= { code, offset };
  }

  /** Whether `count` bytes are left; if not, fails as truncated. */
  has(count: number): boolean {
    if (this.#error !== undefined) return false;
    if (count <= this.#end - this.#offset) return true;
    this.fail("truncated");
    return false;
  }

  /** Reads 8 bits without a sign. */
  u8(): number {
    if (!this.has(1)) return 0;
    return this.bytes[this.#offset++]!;
  }

  /** Reads 16 bits without a sign. */
  u16(): number {
    if (!this.has(2)) return 0;
    const at = this.#offset;
    this.#offset = at + 2;
    return this.bytes[at]! << 8 | this.bytes[at + 1]!;
  }

  /** Reads 32 bits with a sign, in two's complement. */
  i32(): number {
    if (!this.has(4)) return 0;
    const { bytes } = this;
    const at = this.#offset;
    this.#offset = at + 4;
    return bytes[at]! << 24 | bytes[at + 1]! << 16 | bytes[at + 2]! << 8 |
      bytes[at + 3]!;
  }

  /** Reads 32 bits without a sign. */
  u32(): number {
    return this.i32() >>> 0;
  }

  /** Reads 16 bits with a sign, in two's complement. */
  i16(): number {
    return this.u16() << 16 >> 16;
  }

  /** Reads 64 bits with a sign, in two's complement. */
  i64(): bigint {
    if (!this.has(8)) return 0n;
    this.#offset += 8;
    return this.#dataView().getBigInt64(this.#offset - 8);
  }

  /** Reads 64 bits without a sign. */
  u64(): bigint {
    return BigInt.asUintN(64, this.i64());
  }

  /** Reads an IEEE 754 number of 64 bits; any bits are taken, NaN too. */
  f64(): number {
    if (!this.has(8)) return 0;
    this.#offset += 8;
    return this.#dataView().getFloat64(this.#offset - 8);
  }

  /** Reads `count` bytes as a view of the input: copy what outlives it. */
  view(count: number): Uint8Array {
    if (!this.has(count)) return NOTHING;
    this.#offset += count;
    return this.bytes.subarray(this.#offset - count, this.#offset);
  }

  /** Passes over `count` bytes. */
  advance(count: number): void {
    if (this.has(count)) this.#offset += count;
  }

  /** Reads `count` bytes as a copy of their own. */
  copy(count: number): Uint8Array {
    return new Uint8Array(this.view(count));
  }

  #dataView(): DataView {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return this.#view ??= new DataView(buffer, byteOffset, byteLength);
  }
}
