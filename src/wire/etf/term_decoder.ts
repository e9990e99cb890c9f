/**
 * Reads terms from a bounded reader.
 *
 * Claimed counts are compared with the bytes left before anything is made (each
 * term takes at least one byte), so the work is in proportion to the input.
 *
 * @module
 */
import type { ByteReader } from "../reader.ts";
import { atomTerm } from "./atom.ts";
import { TermIds } from "./identity.ts";
import { OpaqueFun } from "./identifiers.ts";
import type { DecodeLimits, EtfErrorCode } from "./limits.ts";
import { readAtomBody } from "./read_atom.ts";
import { type FunTag, readFunBody } from "./read_fun.ts";
import {
  readExportFun,
  readOldReference,
  readPid,
  readPort,
  readReference,
} from "./read_identifier.ts";
import { readBig, readFloat, readFloatText } from "./read_number.ts";
import { Tag } from "./tags.ts";
import { BitString, Float, ImproperList, type Term, Tuple } from "./term.ts";

/** Reads terms one after the other. After a failure of its reader it yields `null`. */
export class TermDecoder {
  readonly #reader: ByteReader<EtfErrorCode>;
  readonly #limits: Required<DecodeLimits>;
  readonly #ids = new TermIds();
  #termsMade = 0;
  #funDepth = 0;

  /** Reads from `reader` within `limits`. */
  constructor(
    reader: ByteReader<EtfErrorCode>,
    limits: Required<DecodeLimits>,
  ) {
    this.#reader = reader;
    this.#limits = limits;
  }

  /** Terms made so far. */
  get termsMade(): number {
    return this.#termsMade;
  }

  /** UTF-16 units of text compared so far to find keys that occur twice. */
  get keyUnits(): number {
    return this.#ids.units;
  }

  /** Reads one term that lies `depth` terms deep. */
  read(depth = 0): Term {
    const at = this.#reader.offset;
    return this.#readBody(this.#reader.u8(), at, depth);
  }

  #readBody(tag: number, at: number, depth: number): Term {
    const reader = this.#reader;
    if (!this.#mayBegin(at, depth)) return null;
    switch (tag) {
      case Tag.SMALL_INTEGER:
        return reader.u8();
      case Tag.INTEGER:
        return reader.i32();
      case Tag.SMALL_BIG:
        return readBig(reader, reader.u8());
      case Tag.LARGE_BIG:
        return readBig(reader, reader.u32());
      case Tag.NEW_FLOAT:
        return new Float(readFloat(reader));
      case Tag.FLOAT:
        return new Float(readFloatText(reader));
      case Tag.BINARY:
        return reader.copy(reader.u32());
      case Tag.BIT_BINARY:
        return this.#readBits();
      case Tag.NIL:
        return [];
      case Tag.STRING:
        return this.#readString([], at);
      case Tag.LIST:
        return this.#readList(depth);
      case Tag.SMALL_TUPLE:
        return new Tuple(this.#readAll(reader.u8(), depth));
      case Tag.LARGE_TUPLE:
        return new Tuple(this.#readAll(reader.u32(), depth));
      case Tag.MAP:
        return this.#readMap(reader.u32(), depth);
      case Tag.PID:
      case Tag.NEW_PID:
        return readPid(reader, tag);
      case Tag.PORT:
      case Tag.NEW_PORT:
      case Tag.V4_PORT:
        return readPort(reader, tag);
      case Tag.REFERENCE:
        return readOldReference(reader);
      case Tag.NEW_REFERENCE:
      case Tag.NEWER_REFERENCE:
        return readReference(reader, tag);
      case Tag.EXPORT:
        return readExportFun(reader);
      case Tag.NEW_FUN:
      case Tag.FUN:
        return this.#readFun(tag, at, depth);
      default:
        return this.#readAtom(tag, at);
    }
  }

  #readAtom(tag: number, at: number): Term {
    const name = readAtomBody(this.#reader, tag);
    if (name === undefined) this.#reader.fail("unknown_tag", at);
    return this.#reader.error === undefined ? atomTerm(name ?? "") : null;
  }

  #readBits(): Term {
    const reader = this.#reader;
    const bytes = reader.u32();
    const bitsAt = reader.offset;
    const bits = reader.u8();
    if (bits > 8 || (bits === 0) !== (bytes === 0)) {
      reader.fail("bad_bits", bitsAt);
    }
    const content = reader.view(bytes);
    if (reader.error !== undefined) return null;
    return bits % 8 === 0
      ? new Uint8Array(content)
      : new BitString(content, bits);
  }

  /** Reads `count` terms onto the end of `terms`. */
  #readAll(count: number, depth: number, terms: Term[] = []): Term[] {
    const reader = this.#reader;
    if (!reader.has(count)) return terms;
    for (let i = 0; i < count && reader.error === undefined; i++) {
      terms.push(this.read(depth + 1));
    }
    return terms;
  }

  #readString(elements: Term[], at: number): Term[] {
    const bytes = this.#reader.view(this.#reader.u16());
    this.#count(bytes.length, at);
    for (const byte of bytes) elements.push(byte);
    return elements;
  }

  #readList(depth: number): Term {
    const reader = this.#reader;
    const elements: Term[] = [];
    // A tail that is a list again continues this one; it is not one level deeper.
    while (reader.error === undefined) {
      this.#readAll(reader.u32(), depth, elements);
      const tailAt = reader.offset;
      const tag = reader.u8();
      if (tag === Tag.LIST) continue;
      if (tag === Tag.NIL) return elements;
      if (tag === Tag.STRING) return this.#readString(elements, tailAt);
      const tail = this.#readBody(tag, tailAt, depth + 1);
      if (reader.error !== undefined) break;
      return elements.length === 0 ? tail : new ImproperList(elements, tail);
    }
    return null;
  }

  #readMap(count: number, depth: number): Term {
    const reader = this.#reader;
    const map = new Map<Term, Term>();
    const seen = new Set<number>();
    if (!reader.has(2 * count)) return map;
    for (let i = 0; i < count; i++) {
      const keyAt = reader.offset;
      const key = this.read(depth + 1);
      if (reader.error !== undefined) break;
      // Inside a function nothing is kept that could be compared.
      if (count > 1 && this.#funDepth === 0) {
        seen.add(this.#ids.of(key));
        if (seen.size === i) reader.fail("duplicate_key", keyAt);
      }
      map.set(key, this.read(depth + 1));
    }
    return map;
  }

  #readFun(tag: FunTag, at: number, depth: number): Term {
    const reader = this.#reader;
    const start = reader.offset;
    this.#funDepth++;
    readFunBody(reader, tag, at, () => this.read(depth + 1));
    this.#funDepth--;
    // A function inside a function is part of the outer one's bytes: copied once.
    if (reader.error !== undefined || this.#funDepth > 0) return null;
    const bytes = reader.bytes.subarray(start, reader.offset);
    return new OpaqueFun(tag, new Uint8Array(bytes));
  }

  #mayBegin(at: number, depth: number): boolean {
    if (this.#reader.error !== undefined) return false;
    if (depth > this.#limits.depthMax) this.#reader.fail("too_deep", at);
    this.#count(1, at);
    return this.#reader.error === undefined;
  }

  #count(terms: number, at: number): void {
    this.#termsMade += terms;
    if (this.#termsMade > this.#limits.elementsMax) {
      this.#reader.fail("too_many", at);
    }
  }
}
