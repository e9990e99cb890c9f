/**
 * Writes big-endian numbers and byte strings into one growing byte string.
 *
 * Takes only what its caller has checked: a number that does not fit is cut to
 * the width written.
 *
 * @module
 */

const FIRST_BYTES = 128;
/** Up to this length a loop over ASCII is faster than the call into the platform's encoder. */
const SHORT_CHARS = 64;
const utf8 = new TextEncoder();

/** A growing byte string. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView | undefined;
  #length = 0;

  /** Begins with room for `bytesExpected` bytes. */
  constructor(bytesExpected: number = FIRST_BYTES) {
    this.#bytes = new Uint8Array(bytesExpected);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Writes 8 bits. */
  u8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** Writes 16 bits. */
  u16(value: number): void {
    const at = this.#reserve(2);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
  }

  /** Writes 32 bits; a negative number in two's complement. */
  u32(value: number): void {
    this.setU32(this.#reserve(4), value);
  }

  /** Writes 64 bits; a negative number in two's complement. */
  u64(value: bigint): void {
    const at = this.#reserve(8);
    this.#dataView().setBigInt64(at, BigInt.asIntN(64, value));
  }

  /** Writes an IEEE 754 number of 64 bits. */
  f64(value: number): void {
    const at = this.#reserve(8);
    this.#dataView().setFloat64(at, value);
  }

  /** Writes bytes as they are. */
  bytes(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes a text as UTF-8; returns how many bytes that took. */
  text(value: string): number {
    const at = this.#reserve(0, value.length * 3);
    if (this.#shortAscii(value, at)) return value.length;
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(at));
    this.#length += written;
    return written;
  }

  /** Writes 8 bits over a byte already written, at `offset`: for lengths known late. */
  setU8(offset: number, value: number): void {
    this.#bytes[offset] = value;
  }

  /** Writes 32 bits over four bytes already written, at `offset`: for lengths known late. */
  setU32(offset: number, value: number): void {
    this.#bytes[offset] = value >>> 24;
    this.#bytes[offset + 1] = value >>> 16;
    this.#bytes[offset + 2] = value >>> 8;
    this.#bytes[offset + 3] = value;
  }

  /** Gives `count` bytes to fill at once: the view is stale after the next write. Their content is undefined. */
  space(count: number): Uint8Array<ArrayBuffer> {
    const at = this.#reserve(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Begins anew in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  /** All that was written, as a view: stale after the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** All that was written, as a copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Writes a short text of ASCII only; otherwise returns `false`, and nothing is written. */
  #shortAscii(value: string, at: number): boolean {
    const { length } = value;
    if (length > SHORT_CHARS) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[at + i] = code;
    }
    this.#length += length;
    return true;
  }

  /** Advances by `count` bytes, with room for `room` at least; returns where they begin. */
  #reserve(count: number, room: number = count): number {
    const at = this.#length;
    this.#length = at + count;
    if (at + room > this.#bytes.length) this.#grow(at + room);
    return at;
  }

  #grow(bytesNeeded: number): void {
    const grown = new Uint8Array(Math.max(bytesNeeded, 2 * this.#bytes.length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = undefined;
  }

  #dataView(): DataView {
    return this.#view ??= new DataView(this.#bytes.buffer);
  }
}
