/**
 * What the shorthands stand for that encoding takes beside terms.
 *
 * @module
 */
import { Atom, atomTerm } from "./atom.ts";
import {
  type Encodable,
  Float,
  ImproperList,
  type Term,
  Tuple,
} from "./term.ts";

const utf8 = new TextEncoder();

/**
 * The term that `value` stands for, in the form in which decoding would yield it.
 *
 * @example
 * ```ts
 * import { atom, equals, Float, toTerm, tuple } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * assert(equals(toTerm(0.5), new Float(0.5)));
 * assert(equals(toTerm(atom("true")), true));
 * assert(equals(toTerm(tuple("a", 5n)), tuple(Uint8Array.of(97), 5)));
 * ```
 */
export function toTerm(value: Encodable): Term {
  if (typeof value === "string") return utf8.encode(value);
  if (typeof value === "bigint") return toInteger(value);
  if (typeof value === "number") {
    return Number.isInteger(value) ? value + 0 : new Float(value);
  }
  if (value instanceof Atom) return atomTerm(value.name);
  if (Array.isArray(value)) return value.map(toTerm);
  if (value instanceof Tuple) return new Tuple(value.elements.map(toTerm));
  if (value instanceof ImproperList) {
    return new ImproperList(value.elements.map(toTerm), toTerm(value.tail));
  }
  if (value instanceof Map) return mapOf(value.entries());
  if (isPlainObject(value)) return mapOf(Object.entries(value));
  return value as Term;
}

/** Whether `value` is an object made by `{}`, which stands for a map. */
export function isPlainObject(
  value: unknown,
): value is Readonly<Record<string, Encodable>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function toInteger(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function mapOf(entries: Iterable<[Encodable, Encodable]>): Map<Term, Term> {
  return new Map(
    Array.from(entries, ([key, value]) => [toTerm(key), toTerm(value)]),
  );
}
