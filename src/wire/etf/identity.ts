/**
 * When two terms are the same term, as Erlang's `=:=` sees it.
 *
 * Integers are equal by value and floats by bits (0.0 and -0.0 differ, as from
 * OTP 27 on); 1 and 1.0 are different. Maps are equal whatever their order.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { atomName } from "./atom.ts";
import { ExportFun, OpaqueFun, Pid, Port, Reference } from "./identifiers.ts";
import { BitString, Float, ImproperList, type Term, Tuple } from "./term.ts";

/** Whether two terms are the same term (Erlang's `=:=`). */
export function equals(a: Term, b: Term): boolean {
  if (a === b) return true;
  const ids = new TermIds();
  return ids.of(a) === ids.of(b);
}

/**
 * A string that is the same for the same term only, e.g. as the key of a JavaScript
 * `Map`. Opaque: not for printing, not for storing.
 *
 * Maps inside keys of maps cost time in proportion to size times depth.
 *
 * @example
 * ```ts
 * import { atom, termKey, tuple } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const members = new Map([[termKey(tuple(atom("chess"), 1)), 2]]);
 * assert.equal(members.get(termKey(tuple(atom("chess"), 1))), 2);
 * ```
 */
export function termKey(term: Term): string {
  return spell(term, (part) => {
    const key = termKey(part);
    return `${key.length}:${key}`;
  });
}

/**
 * Numbers terms so that the same term gets the same number.
 *
 * A term is spelled with the numbers of its parts in place of the parts, and each
 * object is spelled once: the work is in proportion to the terms' size, however
 * deep maps are nested in keys of maps.
 */
export class TermIds {
  /** UTF-16 units spelled so far: what this has cost. */
  units = 0;
  readonly #bySpelling = new Map<string, number>();
  readonly #byObject = new Map<object, number>();

  /** The number of a term. */
  of(term: Term): number {
    const known = isObject(term) ? this.#byObject.get(term) : undefined;
    if (known !== undefined) return known;
    const spelling = spell(term, (part) => idUnits(this.of(part)));
    this.units += spelling.length;
    const id = this.#bySpelling.get(spelling) ?? this.#bySpelling.size;
    this.#bySpelling.set(spelling, id);
    if (isObject(term)) this.#byObject.set(term, id);
    return id;
  }
}

function isObject(term: Term): term is Term & object {
  return typeof term === "object" && term !== null;
}

function idUnits(id: number): string {
  return String.fromCharCode(id >>> 16, id & 0xffff);
}

/** Spells a term; `spellPart` must give texts of which none begins another. */
function spell(term: Term, spellPart: (part: Term) => string): string {
  if (typeof term === "number" || typeof term === "bigint") {
    return spellNumber(term);
  }
  const name = atomName(term);
  if (name !== undefined) return `a${name}`;
  if (term instanceof Uint8Array) return `b${spellBytes(term)}`;
  if (Array.isArray(term)) return `l${spellAll(term, spellPart)}`;
  if (term instanceof Tuple) return `t${spellAll(term.elements, spellPart)}`;
  if (term instanceof Map) return `m${spellMap(term, spellPart)}`;
  if (term instanceof Float) return spellFloat(term.value);
  if (term instanceof ImproperList) {
    return `i${spellAll(term.elements, spellPart)}${spellPart(term.tail)}`;
  }
  if (term instanceof BitString) {
    return `s${term.bits}${spellBytes(term.bytes)}`;
  }
  return spellIdentifier(term);
}

function spellNumber(value: number | bigint): string {
  const isFraction = typeof value === "number" && !Number.isInteger(value);
  return isFraction ? spellFloat(value) : `n${value.toString(16)}`;
}

function spellFloat(value: number): string {
  return Object.is(value, -0) ? "f-0" : `f${value}`;
}

function spellBytes({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

function spellAll(
  terms: readonly Term[],
  spellPart: (part: Term) => string,
): string {
  return terms.map(spellPart).join("");
}

function spellMap(
  map: ReadonlyMap<Term, Term>,
  spellPart: (part: Term) => string,
): string {
  return Array.from(
    map,
    ([key, value]) => spellPart(key) + spellPart(value),
  ).sort().join("");
}

function spellIdentifier(term: Term): string {
  if (term instanceof Pid) {
    return `P${term.id},${term.serial},${term.creation},${term.node}`;
  }
  if (term instanceof Port) return `O${term.id},${term.creation},${term.node}`;
  if (term instanceof Reference) {
    return `R${term.creation},${term.words.join()};${term.node}`;
  }
  if (term instanceof ExportFun) {
    return `E${term.arity},${term.module.length},${term.module}${term.name}`;
  }
  if (term instanceof OpaqueFun) {
    return `F${term.tag}${spellBytes(term.bytes)}`;
  }
  throw new TypeError("Cannot compare what is no Erlang term");
}
