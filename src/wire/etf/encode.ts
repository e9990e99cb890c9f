/**
 * Encodes Erlang terms in the forms that OTP 26 and later write: UTF-8 atoms,
 * identifiers with 32 bits of creation, floats in binary.
 *
 * @module
 */
import { ByteWriter } from "../writer.ts";
import { deflate } from "./compression.ts";
import { Tag, VERSION } from "./tags.ts";
import type { Encodable } from "./term.ts";
import { writeTerm } from "./write_term.ts";

/** How to encode. */
export interface EncodeOptions {
  /** Compresses with this level of zlib, 0 to 9, if that makes the bytes fewer. Not within messages of the distribution. */
  readonly compressed?: number;
  /** Whether to begin with the version byte 131; default true. Needed for `compressed`. */
  readonly version?: boolean;
}

/**
 * Encodes one term; OTP's `binary_to_term` reads it.
 *
 * @example
 * ```ts
 * import { atom, encodeTerm } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const bytes = encodeTerm(new Map([[atom("node"), "a"]]));
 * assert.equal(bytes.toHex(), "8374000000017704" + "6e6f6465" + "6d0000000161");
 * ```
 *
 * @throws {TypeError} If there is something that no term stands for, such as
 * `undefined`, a class instance, or a map with the same key twice.
 * @throws {RangeError} If a number is not finite or is a whole number too large to
 * be exact (use a `bigint` or a `Float`), if text has lone surrogates, or if terms
 * are nested more than 512 deep (a cycle?).
 */
export function encodeTerm(
  term: Encodable,
  options: EncodeOptions = {},
): Uint8Array {
  const { compressed, version = true } = options;
  const writer = new ByteWriter();
  if (version) writer.u8(VERSION);
  writeTerm(writer, term);
  const plain = writer.finish();
  if (compressed === undefined || !version) return plain;
  const body = plain.subarray(1);
  const deflated = deflate(body, compressed);
  return deflated === undefined ? plain : frame(body.length, deflated);
}

function frame(inflatedBytes: number, deflated: Uint8Array): Uint8Array {
  const writer = new ByteWriter(6 + deflated.length);
  writer.u8(VERSION);
  writer.u8(Tag.COMPRESSED);
  writer.u32(inflatedBytes);
  writer.bytes(deflated);
  return writer.finish();
}
