/**
 * Erlang terms as JSON, for programs that know no terms.
 *
 * @module
 */
import { atomName } from "../wire/etf/atom.ts";
import {
  Float,
  format,
  ImproperList,
  type Term,
  text,
  toObject,
  Tuple,
} from "../wire/etf/mod.ts";

/** Depth from which on a term is told as text: a reader's stack has an end. */
const depthMax = 128;

/**
 * A term as a value for JSON: atoms and binaries as texts, tuples as lists, maps as objects. What has no such form, a
 * pid for example, is told in Erlang's syntax, as `format` prints it; so is a whole number beyond 2^53.
 */
export function jsonOfTerm(term: Term, depth = 0): unknown {
  if (typeof term === "number" || typeof term === "boolean") return term;
  if (term === null) return null;
  if (term instanceof Float) return term.value;
  const plain = atomName(term) ?? text(term);
  if (plain !== undefined) return plain;
  if (depth === depthMax || term instanceof ImproperList) return format(term);
  const deeper = (each: Term) => jsonOfTerm(each, depth + 1);
  if (term instanceof Tuple) return term.elements.map(deeper);
  if (Array.isArray(term)) return term.map(deeper);
  if (!(term instanceof Map)) return format(term);
  const object = toObject(term);
  if (!object) return format(term);
  const entries = Object.entries(object)
    .map(([key, value]) => [key, deeper(value)]);
  return Object.fromEntries(entries);
}
