/**
 * Erlang terms as TypeScript values: what decoding yields and encoding takes.
 *
 * A value's type says which kind of term it is, whatever its contents: 1.0 is a
 * `Float` and 1 a number, a charlist is an array and a binary a `Uint8Array`.
 *
 * @module
 */
import type { Atom } from "./atom.ts";
import type {
  ExportFun,
  OpaqueFun,
  Pid,
  Port,
  Reference,
} from "./identifiers.ts";

/** A term, in the one form in which decoding yields it. */
export type Term =
  | boolean
  | null
  | number
  | bigint
  | Atom
  | Float
  | Uint8Array
  | BitString
  | readonly Term[]
  | ImproperList<Term, Term>
  | Tuple<Term>
  | ReadonlyMap<Term, Term>
  | Pid
  | Port
  | Reference
  | ExportFun
  | OpaqueFun;

/**
 * What can be encoded: terms and shorthands for them, at any depth. A string
 * stands for a binary of its UTF-8 bytes, a number with a fraction for a float,
 * a plain object for a map with binary keys.
 */
export type Encodable =
  | Term
  | string
  | readonly Encodable[]
  | ImproperList<Encodable, Encodable>
  | Tuple<Encodable>
  | ReadonlyMap<Encodable, Encodable>
  | { readonly [key: string]: Encodable };

/** A float. 1.0 and 1 are different terms, so floats never become plain numbers. */
export class Float {
  /** The number; finite. */
  readonly value: number;

  /**
   * Wraps a number.
   *
   * @throws {RangeError} If it is not finite: Erlang has no NaN and no infinity.
   */
  constructor(value: number) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`Cannot make an Erlang float of ${value}`);
    }
    this.value = value;
  }

  /** The number, so that arithmetic and comparisons work on a float as it is. */
  valueOf(): number {
    return this.value;
  }
}

/** A bit string whose length is no multiple of eight. */
export class BitString {
  /** The bits from the highest of the first byte; unused bits of the last are 0. */
  readonly bytes: Uint8Array;
  /** Bits used of the last byte, 1 to 7. */
  readonly bits: number;

  /**
   * Takes all of `bytes` but the unused bits of the last.
   *
   * @throws {RangeError} If `bits` is not 1 to 7 or there are no bytes.
   */
  constructor(bytes: Uint8Array, bits: number) {
    if (bytes.length === 0 || !(bits >= 1 && bits <= 7)) {
      throw new RangeError(
        `Cannot make a bit string of ${bytes.length} bytes with ${bits} bits used of the last: use a Uint8Array for whole bytes`,
      );
    }
    this.bytes = new Uint8Array(bytes);
    this.bytes[bytes.length - 1]! &= 0xff << (8 - bits);
    this.bits = bits;
  }
}

/** A tuple. */
export class Tuple<Element = Term> {
  /** Its elements in order. */
  readonly elements: readonly Element[];

  /** Wraps the elements. */
  constructor(elements: readonly Element[]) {
    this.elements = elements;
  }
}

/** A list that ends in something else than `[]`, such as Erlang's `[alias | Ref]`. */
export class ImproperList<Element = Term, Tail = Term> {
  /** The elements before the tail; at least one. */
  readonly elements: readonly Element[];
  /** What stands after the bar; not a list. */
  readonly tail: Tail;

  /**
   * Makes `[...elements | tail]`.
   *
   * @throws {RangeError} If there is no element, or the tail is itself a list.
   */
  constructor(elements: readonly Element[], tail: Tail) {
    if (
      elements.length === 0 || Array.isArray(tail) ||
      tail instanceof ImproperList
    ) {
      throw new RangeError(
        "Cannot make an improper list without an element or with a list as its tail: join them into one list",
      );
    }
    this.elements = elements;
    this.tail = tail;
  }
}

/**
 * Makes a tuple of its arguments.
 *
 * @example
 * ```ts
 * import { atom, decodeTerm, encodeTerm, equals, tuple } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const decoded = decodeTerm(encodeTerm(tuple(atom("ok"), 1)));
 * assert(decoded.ok && equals(decoded.value, tuple(atom("ok"), 1)));
 * ```
 */
export function tuple<Elements extends readonly Encodable[]>(
  ...elements: Elements
): Tuple<Elements[number]> {
  return new Tuple<Elements[number]>(elements);
}
