/**
 * Writes terms and their shorthands.
 *
 * @module
 */
import type { ByteWriter } from "../writer.ts";
import { atomName } from "./atom.ts";
import { TermIds } from "./identity.ts";
import { DEPTH_CEILING } from "./limits.ts";
import { Tag } from "./tags.ts";
import {
  BitString,
  type Encodable,
  Float,
  ImproperList,
  Tuple,
} from "./term.ts";
import { isPlainObject, toTerm } from "./shorthand.ts";
import { writeIdentifier } from "./write_identifier.ts";
import { writeAtom, writeFloat, writeNumber } from "./write_scalar.ts";

const STRING_LENGTH_MAX = 0xffff;

/** Writes one term without a version byte. */
export function writeTerm(
  writer: ByteWriter,
  term: Encodable,
  depth = 0,
): void {
  if (depth > DEPTH_CEILING) {
    throw new RangeError(
      `Cannot encode terms nested more than ${DEPTH_CEILING} deep (is there a cycle?)`,
    );
  }
  const name = atomName(term);
  if (name !== undefined) return writeAtom(writer, name);
  if (typeof term === "number" || typeof term === "bigint") {
    return writeNumber(writer, term);
  }
  if (typeof term === "string") return writeText(writer, term);
  if (term instanceof Uint8Array) return writeBinary(writer, term);
  if (Array.isArray(term)) return writeList(writer, term, depth);
  if (term instanceof Tuple) return writeTuple(writer, term.elements, depth);
  if (term instanceof Map) return writeMap(writer, term, depth);
  if (term instanceof Float) return writeFloat(writer, term.value);
  if (term instanceof ImproperList) {
    writeElements(writer, term.elements, depth);
    return writeTerm(writer, term.tail, depth + 1);
  }
  if (term instanceof BitString) return writeBits(writer, term);
  if (isPlainObject(term)) return writeObject(writer, term, depth);
  writeIdentifier(writer, term);
}

function writeText(writer: ByteWriter, text: string): void {
  if (!text.isWellFormed()) {
    throw new RangeError("Cannot encode text with a lone surrogate as UTF-8");
  }
  writer.u8(Tag.BINARY);
  const lengthAt = writer.length;
  writer.u32(0);
  writer.setU32(lengthAt, writer.text(text));
}

function writeBinary(writer: ByteWriter, bytes: Uint8Array): void {
  writer.u8(Tag.BINARY);
  writer.u32(bytes.length);
  writer.bytes(bytes);
}

function writeBits(writer: ByteWriter, { bytes, bits }: BitString): void {
  writer.u8(Tag.BIT_BINARY);
  writer.u32(bytes.length);
  writer.u8(bits);
  writer.bytes(bytes);
}

function writeList(
  writer: ByteWriter,
  elements: readonly Encodable[],
  depth: number,
): void {
  if (isByteList(elements)) {
    writer.u8(Tag.STRING);
    writer.u16(elements.length);
    for (const byte of elements) writer.u8(byte);
    return;
  }
  if (elements.length > 0) writeElements(writer, elements, depth);
  writer.u8(Tag.NIL);
}

/** Writes all of a list but its tail. */
function writeElements(
  writer: ByteWriter,
  elements: readonly Encodable[],
  depth: number,
): void {
  writer.u8(Tag.LIST);
  writer.u32(elements.length);
  for (const element of elements) writeTerm(writer, element, depth + 1);
}

function isByteList(
  elements: readonly Encodable[],
): elements is readonly number[] {
  return elements.length > 0 && elements.length <= STRING_LENGTH_MAX &&
    elements.every((element) =>
      typeof element === "number" && (element & 0xff) === element
    );
}

function writeTuple(
  writer: ByteWriter,
  elements: readonly Encodable[],
  depth: number,
): void {
  const isSmall = elements.length <= 0xff;
  writer.u8(isSmall ? Tag.SMALL_TUPLE : Tag.LARGE_TUPLE);
  if (isSmall) writer.u8(elements.length);
  else writer.u32(elements.length);
  for (const element of elements) writeTerm(writer, element, depth + 1);
}

function writeMap(
  writer: ByteWriter,
  map: ReadonlyMap<Encodable, Encodable>,
  depth: number,
): void {
  if (map.size > 1) refuseDuplicates(map);
  writer.u8(Tag.MAP);
  writer.u32(map.size);
  for (const [key, value] of map) {
    writeTerm(writer, key, depth + 1);
    writeTerm(writer, value, depth + 1);
  }
}

/** Two atoms of one name are two keys to JavaScript and one to Erlang. */
function refuseDuplicates(map: ReadonlyMap<Encodable, Encodable>): void {
  const ids = new TermIds();
  const keys = new Set(Array.from(map.keys(), (key) => ids.of(toTerm(key))));
  if (keys.size < map.size) {
    throw new TypeError("Cannot encode a map that holds the same key twice");
  }
}

function writeObject(
  writer: ByteWriter,
  object: Readonly<Record<string, Encodable>>,
  depth: number,
): void {
  const entries = Object.entries(object);
  writer.u8(Tag.MAP);
  writer.u32(entries.length);
  for (const [key, value] of entries) {
    writeText(writer, key);
    writeTerm(writer, value, depth + 1);
  }
}
