/**
 * Reads the bodies of integers and floats.
 *
 * @module
 */
import type { ByteReader } from "../reader.ts";
import { type EtfErrorCode, INTEGER_BYTES_MAX } from "./limits.ts";

type Reader = ByteReader<EtfErrorCode>;

const FLOAT_TEXT_BYTES = 31;
// C's "%.20e", filled up with zero bytes.
const FLOAT_TEXT = /^[+-]?\d+\.\d+(?:[eE][+-]?\d+)?\0*$/;

/** Reads `SMALL_BIG_EXT` or `LARGE_BIG_EXT` after its length: a sign and the magnitude, lowest byte first. */
export function readBig(reader: Reader, bytes: number): number | bigint {
  if (reader.has(bytes) && bytes > INTEGER_BYTES_MAX) reader.fail("too_large");
  const signAt = reader.offset;
  const sign = reader.u8();
  if (sign > 1) reader.fail("bad_integer", signAt);
  const magnitude = bigEndian(reader.view(bytes));
  const integer = sign === 1 ? -magnitude : magnitude;
  const small = Number(integer);
  return Number.isSafeInteger(small) ? small : integer;
}

function bigEndian(lowestFirst: Uint8Array): bigint {
  if (lowestFirst.length === 0) return 0n;
  // Hexadecimal takes time in proportion to its length; decimal does not.
  return BigInt(`0x${new Uint8Array(lowestFirst).reverse().toHex()}`);
}

/** Reads `NEW_FLOAT_EXT`; refuses NaN and infinities, which Erlang does not have. */
export function readFloat(reader: Reader): number {
  const at = reader.offset;
  return finite(reader, reader.f64(), at);
}

/** Reads `FLOAT_EXT`, the text form that OTP wrote before R11B. */
export function readFloatText(reader: Reader): number {
  const at = reader.offset;
  const text = String.fromCharCode(...reader.view(FLOAT_TEXT_BYTES));
  if (reader.error !== undefined) return 0;
  const digits = FLOAT_TEXT.test(text) ? text.replaceAll("\0", "") : "NaN";
  return finite(reader, Number(digits), at);
}

function finite(reader: Reader, value: number, at: number): number {
  if (Number.isFinite(value)) return value;
  reader.fail("bad_float", at);
  return 0;
}
