/**
 * Reads pids, ports, references and functions, old forms and new.
 *
 * @module
 */
import type { ByteReader } from "../reader.ts";
import {
  ExportFun,
  Pid,
  Port,
  Reference,
  REFERENCE_WORDS_MAX,
} from "./identifiers.ts";
import type { EtfErrorCode } from "./limits.ts";
import { readAtom } from "./read_atom.ts";
import { Tag } from "./tags.ts";

type Reader = ByteReader<EtfErrorCode>;

/** Reads `PID_EXT` (creation of 8 bits) or `NEW_PID_EXT` (32 bits) after its tag. */
export function readPid(
  reader: Reader,
  tag: typeof Tag.PID | typeof Tag.NEW_PID,
): Pid {
  const node = readAtom(reader);
  const id = reader.u32();
  const serial = reader.u32();
  const creation = tag === Tag.PID ? reader.u8() : reader.u32();
  return new Pid(node, id, serial, creation);
}

/** Reads `PORT_EXT`, `NEW_PORT_EXT` or `V4_PORT_EXT` after its tag. */
export function readPort(
  reader: Reader,
  tag: typeof Tag.PORT | typeof Tag.NEW_PORT | typeof Tag.V4_PORT,
): Port {
  const node = readAtom(reader);
  const id = tag === Tag.V4_PORT ? reader.u64() : BigInt(reader.u32());
  const creation = tag === Tag.PORT ? reader.u8() : reader.u32();
  return new Port(node, id, creation);
}

/** Reads `REFERENCE_EXT` after its tag: one word, and the creation at the end. */
export function readOldReference(reader: Reader): Reference {
  const node = readAtom(reader);
  const word = reader.u32();
  const creation = reader.u8();
  return new Reference(node, creation, [word]);
}

/** Reads `NEW_REFERENCE_EXT` (creation of 8 bits) or `NEWER_REFERENCE_EXT` (32 bits) after its tag. */
export function readReference(
  reader: Reader,
  tag: typeof Tag.NEW_REFERENCE | typeof Tag.NEWER_REFERENCE,
): Reference {
  const countAt = reader.offset;
  const count = reader.u16();
  if (count === 0 || count > REFERENCE_WORDS_MAX) {
    reader.fail("bad_reference", countAt);
  }
  const node = readAtom(reader);
  const creation = tag === Tag.NEW_REFERENCE ? reader.u8() : reader.u32();
  const words: number[] = [];
  while (words.length < count && reader.error === undefined) {
    words.push(reader.u32());
  }
  return new Reference(node, creation, words);
}

/** Reads `EXPORT_EXT` after its tag. */
export function readExportFun(reader: Reader): ExportFun {
  const module = readAtom(reader);
  const name = readAtom(reader);
  const arityAt = reader.offset;
  if (reader.u8() !== Tag.SMALL_INTEGER) reader.fail("bad_fun", arityAt);
  return new ExportFun(module, name, reader.u8());
}
