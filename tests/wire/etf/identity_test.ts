import assert from "node:assert/strict";
import {
  atom,
  BitString,
  equals,
  ExportFun,
  Float,
  ImproperList,
  OpaqueFun,
  Pid,
  Port,
  Reference,
  type Term,
  termKey,
  tuple,
} from "../../../src/wire/etf/mod.ts";

const bytes = (...values: number[]) => Uint8Array.of(...values);

/** Terms that resemble each other and are all different. */
const different: readonly Term[] = [
  1,
  new Float(1),
  2n ** 64n,
  new Float(2 ** 64),
  -1,
  new Float(0),
  new Float(-0),
  0,
  true,
  null,
  atom("1"),
  atom("a"),
  bytes(97),
  bytes(),
  [],
  [97],
  tuple(97),
  tuple(),
  tuple(tuple()),
  tuple(tuple(), tuple()),
  tuple([]),
  [[]],
  [[], []],
  new ImproperList([1], 2),
  new ImproperList([1, 2], 3),
  [1, 2],
  new BitString(bytes(128), 1),
  new BitString(bytes(128), 2),
  bytes(128),
  new Map(),
  new Map([[1, 2]]),
  new Map([[2, 1]]),
  new Map([[1, 2], [2, 1]]),
  new Pid("a@b", 1, 2, 3),
  new Pid("a@b", 12, 3, 3),
  new Port("a@b", 1n, 3),
  new Reference("4@b", 3, [1, 2]),
  new Reference("@b", 3, [1, 2, 4]),
  new ExportFun("ab", "c", 0),
  new ExportFun("a", "bc", 0),
  new OpaqueFun(112, bytes(1)),
  new OpaqueFun(117, bytes(1)),
];

Deno.test("terms that differ in kind or in contents are different", () => {
  for (const [i, a] of different.entries()) {
    for (const [j, b] of different.entries()) {
      assert.equal(equals(a, b), i === j, `${termKey(a)} and ${termKey(b)}`);
      assert.equal(termKey(a) === termKey(b), i === j);
    }
  }
});

Deno.test("terms within terms are told apart", () => {
  const pairs = different.flatMap((a) => different.map((b) => tuple(a, b)));
  const keys = pairs.map((pair: Term) => termKey(pair));
  assert.equal(new Set(keys).size, pairs.length);
});

Deno.test("maps are equal whatever their order, as values and as keys", () => {
  const ab = new Map([[atom("a"), 1], [atom("b"), 2]]);
  const ba = new Map([[atom("b"), 2], [atom("a"), 1]]);
  assert(equals(ab, ba));
  assert(equals(new Map([[ab, ba]]), new Map([[ba, ab]])));
});

Deno.test("an atom named true is true, and a small bigint is a number", () => {
  assert(equals(atom("true"), true));
  assert(equals([5n], [5]));
});

Deno.test("a float takes part in arithmetic as it is", () => {
  assert.equal(Number(new Float(1.5)) + 1, 2.5);
  assert(new Float(2) > new Float(1));
});
