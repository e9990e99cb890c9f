/**
 * Walks over closures, which are carried unopened, to find their end.
 *
 * @module
 */
import type { ByteReader } from "../reader.ts";
import type { EtfErrorCode } from "./limits.ts";
import { readAtom } from "./read_atom.ts";
import { readPid } from "./read_identifier.ts";
import { Tag } from "./tags.ts";
import type { Term } from "./term.ts";

type Reader = ByteReader<EtfErrorCode>;

const MODULE_MD5_BYTES = 16;

/** What a closure begins with. */
export type FunTag = typeof Tag.NEW_FUN | typeof Tag.FUN;

/** Walks over `NEW_FUN_EXT` or `FUN_EXT` from after its tag, which is at `at`. */
export function readFunBody(
  reader: Reader,
  tag: FunTag,
  at: number,
  readTerm: () => Term,
): void {
  if (tag === Tag.NEW_FUN) readNewFun(reader, at, readTerm);
  else readOldFun(reader, readTerm);
}

function readNewFun(reader: Reader, at: number, readTerm: () => Term): void {
  const start = reader.offset;
  const size = reader.u32(); // counts itself
  reader.u8(); // arity
  reader.view(MODULE_MD5_BYTES);
  reader.u32(); // index
  const freeCount = reader.u32();
  readAtom(reader); // module
  skipInteger(reader, readTerm); // old index
  skipInteger(reader, readTerm); // old uniq
  skipPid(reader);
  skipTerms(reader, freeCount, readTerm);
  if (reader.offset !== start + size) reader.fail("bad_fun", at);
}

function readOldFun(reader: Reader, readTerm: () => Term): void {
  const freeCount = reader.u32();
  skipPid(reader);
  readAtom(reader); // module
  skipInteger(reader, readTerm); // index
  skipInteger(reader, readTerm); // uniq
  skipTerms(reader, freeCount, readTerm);
}

function skipInteger(reader: Reader, readTerm: () => Term): void {
  const at = reader.offset;
  if (typeof readTerm() !== "number") reader.fail("bad_fun", at);
}

function skipPid(reader: Reader): void {
  const at = reader.offset;
  const tag = reader.u8();
  if (tag === Tag.PID || tag === Tag.NEW_PID) readPid(reader, tag);
  else reader.fail("bad_fun", at);
}

function skipTerms(reader: Reader, count: number, readTerm: () => Term): void {
  if (!reader.has(count)) return;
  for (let i = 0; i < count && reader.error === undefined; i++) readTerm();
}
