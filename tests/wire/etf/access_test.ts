import assert from "node:assert/strict";
import {
  atom,
  atomKeys,
  decodeTerm,
  encodeTerm,
  equals,
  Float,
  isAtom,
  mapGet,
  type Term,
  text,
  toObject,
  toTerm,
  tuple,
} from "../../../src/wire/etf/mod.ts";

Deno.test("the text of a binary is strict UTF-8, and nothing else has a text", () => {
  assert.equal(text(toTerm("ö\ufeff")), "ö\ufeff");
  assert.equal(text(Uint8Array.of(0xff)), undefined);
  assert.equal(text([97]), undefined);
  assert.equal(text(atom("a")), undefined);
});

Deno.test("an atom is known by its name", () => {
  assert(isAtom(atom("ok")) && isAtom(atom("ok"), "ok"));
  assert(!isAtom(atom("ok"), "error") && !isAtom("ok") && !isAtom(true));
});

Deno.test("a map is asked by what its key means", () => {
  const map: ReadonlyMap<Term, Term> = new Map<Term, Term>([
    [atom("a"), 1],
    [Uint8Array.of(97), 2],
    [tuple(1, atom("x")), 3],
    [7, 4],
    [true, 5],
    [new Float(7), 6],
  ]);
  assert.equal(mapGet(map, atom("a")), 1);
  assert.equal(mapGet(map, "a"), 2);
  assert.equal(mapGet(map, tuple(1n, atom("x"))), 3);
  assert.equal(mapGet(map, 7n), 4);
  assert.equal(mapGet(map, atom("true")), 5);
  assert.equal(mapGet(map, new Float(7)), 6);
  assert.equal(mapGet(map, "b"), undefined);
});

Deno.test("a map becomes an object without surprises", () => {
  const map = new Map<Term, Term>([
    [atom("__proto__"), 1],
    [toTerm("constructor"), 2],
    [null, 3],
  ]);
  const object = toObject(map);
  assert.deepEqual(Object.entries(object ?? {}), [
    ["__proto__", 1],
    ["constructor", 2],
    ["nil", 3],
  ]);
  assert.equal(Object.getPrototypeOf(object), null);
});

Deno.test("a map with a key that has no text, or two of one text, becomes no object", () => {
  assert.equal(toObject(new Map([[1, 1]])), undefined);
  assert.equal(toObject(new Map([[Uint8Array.of(0xff), 1]])), undefined);
  const twins = new Map<Term, Term>([[atom("a"), 1], [toTerm("a"), 2]]);
  assert.equal(toObject(twins), undefined);
});

Deno.test("an object comes back from a map with binary or with atom keys", () => {
  for (const map of [{ a: 1, b: [2] }, atomKeys({ a: 1, b: [2] })]) {
    const decoded = decodeTerm(encodeTerm(map));
    assert(decoded.ok && decoded.value instanceof Map);
    assert.deepEqual({ ...toObject(decoded.value) }, { a: 1, b: [2] });
  }
});

Deno.test("a shorthand means what decoding its encoding yields", () => {
  const shorthand = {
    a: [0.5, "x", 1n, atom("nil")],
    b: tuple("y", { c: -0 }),
  };
  const decoded = decodeTerm(encodeTerm(shorthand));
  assert(decoded.ok && equals(decoded.value, toTerm(shorthand)));
  assert.deepEqual(decoded.value, toTerm(shorthand));
});
