/**
 * Reading terms as a TypeScript program wants them, and writing maps as Erlang
 * programs want them.
 *
 * @module
 */
import { Atom, atomName } from "./atom.ts";
import { termKey } from "./identity.ts";
import { toTerm } from "./shorthand.ts";
import type { Encodable, Term } from "./term.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a binary, or `undefined` if `term` is no binary or is not UTF-8. */
export function text(term: unknown): string | undefined {
  if (!(term instanceof Uint8Array)) return undefined;
  try {
    return utf8.decode(term);
  } catch {
    return undefined;
  }
}

/**
 * The value under a key that is the same term, or `undefined`.
 *
 * JavaScript compares objects by identity, so `map.get(atom("node"))` finds
 * nothing. This looks at the keys one by one.
 *
 * @example
 * ```ts
 * import { atom, decodeTerm, encodeTerm, mapGet, text } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const term = decodeTerm(encodeTerm(new Map([[atom("name"), "ada"]])));
 * assert(term.ok && term.value instanceof Map);
 * assert.equal(text(mapGet(term.value, atom("name"))), "ada");
 * ```
 */
export function mapGet(
  map: ReadonlyMap<Term, Term>,
  key: Encodable,
): Term | undefined {
  const term = toTerm(key);
  const name = atomName(term);
  if (name !== undefined) return find(map, (own) => atomName(own) === name);
  if (typeof term === "number" || typeof term === "bigint") {
    return map.get(term);
  }
  const wanted = termKey(term);
  return find(map, (own) => termKey(own) === wanted);
}

function find(
  map: ReadonlyMap<Term, Term>,
  isWanted: (key: Term) => boolean,
): Term | undefined {
  for (const [key, value] of map) if (isWanted(key)) return value;
  return undefined;
}

/**
 * A map as an object without a prototype, values as they are; `undefined` if a key
 * is neither an atom nor a UTF-8 binary, or if two keys have the same text.
 */
export function toObject(
  map: ReadonlyMap<Term, Term>,
): Record<string, Term> | undefined {
  // Without a prototype "__proto__" is a key like any other.
  const object: Record<string, Term> = Object.create(null);
  for (const [key, value] of map) {
    const name = atomName(key) ?? text(key);
    if (name === undefined || Object.hasOwn(object, name)) return undefined;
    object[name] = value;
  }
  return object;
}

/**
 * An object as a map with atoms as keys (a plain object has binary keys).
 *
 * @example
 * ```ts
 * import { atomKeys, format, toTerm } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const options = toTerm(atomKeys({ name: "ada", age: 36 }));
 * assert.equal(format(options), '#{name => <<"ada">>,age => 36}');
 * ```
 */
export function atomKeys<Value extends Encodable>(
  object: Readonly<Record<string, Value>>,
): Map<Atom, Value> {
  return new Map(
    Object.entries(object).map(([key, value]) => [new Atom(key), value]),
  );
}
