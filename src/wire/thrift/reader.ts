/**
 * Reads Thrift's binary protocol from untrusted bytes, each byte at most once.
 *
 * There are two kinds of trouble. An *error* means that the bytes cannot be followed any further; reading stands
 * still. A *fault* is a value that can be read but not used, such as a port of 70000; reading goes on, so that one
 * bad row does not cost the rows after it. The first of each is kept.
 *
 * @module
 */
import { ByteReader } from "../reader.ts";
import type { WireError } from "../result.ts";
import { printableText, utf8Text } from "../text.ts";
import {
  DEPTH_MAX,
  fixedBytes,
  leastBytes,
  STOP,
  type ThriftErrorCode,
  ThriftType,
} from "./types.ts";

/** What decoding cost, added up over all calls that were given the same object. */
export interface ThriftWork {
  /** Bytes read or passed over. */
  bytesRead: number;
  /** Fields, rows and elements read or passed over one by one. */
  valuesMade: number;
}

const HIGH = 2 ** 32;

/** A bounded reader of one struct. */
export class ThriftReader extends ByteReader<ThriftErrorCode> {
  /** The first value that cannot be used, if any. */
  fault: WireError<ThriftErrorCode> | undefined;
  /** Rows left out of lists because of a fault in them. */
  rowsRefused = 0;
  /** Fields, rows and elements so far: what decoding cost. */
  valuesMade = 0;

  /** Why the bytes are refused, if they are. */
  get refusal(): WireError<ThriftErrorCode> | undefined {
    return this.error ?? this.fault;
  }

  /** Notes a value that cannot be used, unless one was noted before. */
  blame(code: ThriftErrorCode, offset: number): void {
    this.fault ??= { code, offset };
  }

  /** Reads a 64-bit integer; one that a double cannot tell from its neighbours is a fault. */
  safeI64(): number {
    const at = this.offset;
    const high = this.i32();
    const value = high * HIGH + this.u32();
    if (!Number.isSafeInteger(value)) this.blame("bad_number", at);
    return value;
  }

  /** Reads a length or count. */
  size(): number {
    const at = this.offset;
    const size = this.i32();
    if (size >= 0) return size;
    this.fail("negative_size", at);
    return 0;
  }

  /** Reads a printable text of `bytesMin` to `bytesMax` bytes; anything else is a fault. */
  printable(bytesMin: number, bytesMax: number): string {
    const size = this.size();
    const at = this.offset;
    this.advance(size);
    if (this.error !== undefined) return "";
    const text = size >= bytesMin && size <= bytesMax
      ? printableText(this.bytes, at, at + size)
      : undefined;
    if (text === undefined) this.blame("bad_text", at);
    return text ?? "";
  }

  /** Reads a UTF-8 text of at most `bytesMax` bytes; anything else is a fault. */
  utf8(bytesMax: number): string {
    const size = this.size();
    const at = this.offset;
    this.advance(size);
    if (this.error !== undefined) return "";
    // What is printable is read faster, and most of it is.
    const text = size <= bytesMax
      ? printableText(this.bytes, at, at + size) ??
        utf8Text(this.bytes, at, at + size)
      : undefined;
    if (text === undefined) this.blame("bad_text", at);
    return text ?? "";
  }

  /**
   * Reads a list's header; returns how many elements of `type` follow. Where they are of another
   * type that is a fault, and they are passed over.
   */
  list(type: number): number {
    const at = this.offset;
    const actual = this.u8();
    const count = this.#count(actual);
    // Some libraries write no type where there are no elements.
    if (count === 0 || actual === type) return count;
    this.blame("wrong_type", at);
    this.passElements(actual, count);
    return 0;
  }

  /** Reads a list's header whose elements may have any type. */
  anyList(): { readonly type: number; readonly count: number } {
    const type = this.u8();
    return { type, count: this.#count(type) };
  }

  /** Passes over one value of any type. */
  pass(type: number, depth: number = 0): void {
    const bytes = fixedBytes[type]!;
    if (bytes > 0) return this.advance(bytes);
    if (depth >= DEPTH_MAX) return this.fail("too_deep");
    switch (type) {
      case ThriftType.STRING:
        return this.advance(this.size());
      case ThriftType.STRUCT:
        return this.#passStruct(depth + 1);
      case ThriftType.MAP:
        return this.#passMap(depth + 1);
      case ThriftType.SET:
      case ThriftType.LIST: {
        const elementType = this.u8();
        const count = this.#count(elementType);
        return this.passElements(elementType, count, depth + 1);
      }
      default:
        this.fail("bad_type");
    }
  }

  /** Passes over `count` values of one type, one after the other. */
  passElements(type: number, count: number, depth: number = 0): void {
    const bytes = fixedBytes[type]!;
    if (bytes > 0) return this.advance(count * bytes);
    for (let i = 0; i < count && this.error === undefined; i++) {
      this.valuesMade++;
      this.pass(type, depth);
    }
  }

  /** Adds what was read to `work`. */
  tally(work: ThriftWork): void {
    work.bytesRead += this.offset;
    work.valuesMade += this.valuesMade;
  }

  /** Reads how many elements of a type follow; no more than the bytes left can hold. */
  #count(type: number): number {
    const at = this.offset;
    const count = this.size();
    if (count === 0) return 0;
    const least = leastBytes[type]!;
    if (least === 0) this.fail("bad_type", at - 1);
    if (count * least > this.remaining) this.fail("truncated", at);
    return this.error === undefined ? count : 0;
  }

  #passStruct(depth: number): void {
    // A failed reader yields 0, which is STOP: the loop ends.
    for (let type = this.u8(); type !== STOP; type = this.u8()) {
      this.valuesMade++;
      this.i16();
      this.pass(type, depth);
    }
  }

  #passMap(depth: number): void {
    const at = this.offset;
    const keyType = this.u8();
    const valueType = this.u8();
    const count = this.size();
    if (count === 0) return;
    const least = Math.min(leastBytes[keyType]!, leastBytes[valueType]!);
    if (least === 0) return this.fail("bad_type", at);
    const leastPair = leastBytes[keyType]! + leastBytes[valueType]!;
    if (count * leastPair > this.remaining) return this.fail("truncated", at);
    for (let i = 0; i < count && this.error === undefined; i++) {
      this.valuesMade++;
      this.pass(keyType, depth);
      this.pass(valueType, depth);
    }
  }
}
