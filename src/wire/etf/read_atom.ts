/**
 * Reads atoms in all four forms.
 *
 * @module
 */
import type { ByteReader } from "../reader.ts";
import { asciiText } from "../text.ts";
import { ATOM_CHARS_MAX } from "./atom.ts";
import type { EtfErrorCode } from "./limits.ts";
import { Tag } from "./tags.ts";

type Reader = ByteReader<EtfErrorCode>;

// UTF-8 takes up to four bytes a character.
const ATOM_BYTES_MAX = 4 * ATOM_CHARS_MAX;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads an atom's name where only an atom may stand, such as the node of a pid. */
export function readAtom(reader: Reader): string {
  const at = reader.offset;
  const name = readAtomBody(reader, reader.u8());
  if (name === undefined) reader.fail("bad_atom", at);
  return name ?? "";
}

/** Reads an atom's name after its tag; `undefined` if `tag` is no atom's. */
export function readAtomBody(reader: Reader, tag: number): string | undefined {
  switch (tag) {
    case Tag.SMALL_ATOM_UTF8:
      return readUtf8(reader, reader.u8());
    case Tag.ATOM_UTF8:
      return readUtf8(reader, reader.u16());
    // OTP 25 and older write these wherever the name is Latin-1.
    case Tag.ATOM:
      return readLatin1(reader, reader.u16());
    case Tag.SMALL_ATOM:
      return readLatin1(reader, reader.u8());
    default:
      return undefined;
  }
}

function readLatin1(reader: Reader, bytes: number): string {
  const name = readName(reader, bytes, ATOM_CHARS_MAX);
  return String.fromCharCode(...name);
}

function readUtf8(reader: Reader, bytes: number): string {
  const at = reader.offset;
  const name = readName(reader, bytes, ATOM_BYTES_MAX);
  const ascii = asciiText(name);
  if (ascii !== undefined) {
    if (ascii.length > ATOM_CHARS_MAX) reader.fail("bad_atom", at);
    return ascii;
  }
  try {
    const text = utf8.decode(name);
    if (charsIn(name) <= ATOM_CHARS_MAX) return text;
  } catch {
    // Not UTF-8: refused below.
  }
  reader.fail("bad_atom", at);
  return "";
}

function readName(reader: Reader, bytes: number, bytesMax: number): Uint8Array {
  const at = reader.offset;
  const name = reader.view(Math.min(bytes, bytesMax));
  if (bytes > bytesMax) reader.fail("bad_atom", at);
  return name;
}

/** Characters of valid UTF-8: every byte but the continuations. */
function charsIn(bytes: Uint8Array): number {
  return bytes.reduce(
    (chars, byte) => (byte & 0xc0) === 0x80 ? chars : chars + 1,
    0,
  );
}
