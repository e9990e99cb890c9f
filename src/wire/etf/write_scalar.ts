/**
 * Writes atoms, integers and floats.
 *
 * @module
 */
import type { ByteWriter } from "../writer.ts";
import { isAtomName } from "./atom.ts";
import { Tag } from "./tags.ts";

const I32_MIN = -(2 ** 31);
const I32_MAX = 2 ** 31 - 1;
/** Up to so many UTF-16 units a text has at most 255 bytes of UTF-8. */
const SMALL_ATOM_UNITS = 85;
const utf8 = new TextEncoder();

/** Writes an atom as UTF-8, which OTP reads since release 16 and writes since 26. */
export function writeAtom(writer: ByteWriter, name: string): void {
  if (!isAtomName(name)) {
    throw new RangeError(
      `Cannot write an atom of ${name.length} UTF-16 units: it must be well-formed Unicode of at most 255 characters`,
    );
  }
  if (name.length <= SMALL_ATOM_UNITS) {
    writer.u8(Tag.SMALL_ATOM_UTF8);
    const lengthAt = writer.length;
    writer.u8(0);
    return writer.setU8(lengthAt, writer.text(name));
  }
  const bytes = utf8.encode(name);
  const isSmall = bytes.length <= 0xff;
  writer.u8(isSmall ? Tag.SMALL_ATOM_UTF8 : Tag.ATOM_UTF8);
  if (isSmall) writer.u8(bytes.length);
  else writer.u16(bytes.length);
  writer.bytes(bytes);
}

/** Writes an integer, or a plain number with a fraction as a float. */
export function writeNumber(writer: ByteWriter, value: number | bigint): void {
  if (typeof value === "number" && !Number.isInteger(value)) {
    return writeFloat(writer, value);
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(
      `Cannot tell whether ${value} means an integer or a float: use a bigint or a Float`,
    );
  }
  if (value < I32_MIN || value > I32_MAX) {
    return writeBig(writer, BigInt(value));
  }
  const isSmall = value >= 0 && value <= 0xff;
  writer.u8(isSmall ? Tag.SMALL_INTEGER : Tag.INTEGER);
  if (isSmall) writer.u8(Number(value));
  else writer.u32(Number(value));
}

function writeBig(writer: ByteWriter, value: bigint): void {
  const hex = (value < 0n ? -value : value).toString(16);
  const magnitude = Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  const isSmall = magnitude.length <= 0xff;
  writer.u8(isSmall ? Tag.SMALL_BIG : Tag.LARGE_BIG);
  if (isSmall) writer.u8(magnitude.length);
  else writer.u32(magnitude.length);
  writer.u8(value < 0n ? 1 : 0);
  writer.bytes(magnitude.reverse());
}

/** Writes a float. */
export function writeFloat(writer: ByteWriter, value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`Cannot encode ${value}: Erlang has no such float`);
  }
  writer.u8(Tag.NEW_FLOAT);
  writer.f64(value);
}
