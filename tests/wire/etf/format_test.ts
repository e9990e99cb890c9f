import assert from "node:assert/strict";
import {
  atom,
  BitString,
  type Encodable,
  ExportFun,
  Float,
  format,
  ImproperList,
  OpaqueFun,
  Pid,
  Port,
  Reference,
  toTerm,
  tuple,
} from "../../../src/wire/etf/mod.ts";

const cases: readonly (readonly [Encodable, string])[] = [
  [tuple(atom("ok"), true, null), "{ok,true,nil}"],
  [[atom("Up"), atom(""), atom("a b"), atom("a@b")], "['Up','','a b',a@b]"],
  [atom("it's\\"), "'it\\'s\\\\'"],
  [atom("\x1b[31m\u2028\u202e\n"), "'\\x{1b}[31m\\x{2028}\\x{202e}\\x{a}'"],
  ['a"b', '<<"a\\"b">>'],
  ["узел", '<<"узел"/utf8>>'],
  [Uint8Array.of(255, 0), "<<255,0>>"],
  [new BitString(Uint8Array.of(1, 224), 3), "<<1,7:3>>"],
  [new ImproperList([1, 2], atom("x")), "[1,2|x]"],
  [new Map(), "#{}"],
  [
    new Map<Encodable, Encodable>([[1, 2], ["a", []]]),
    '#{1 => 2,<<"a">> => []}',
  ],
  [
    [new Float(1), new Float(-0), new Float(1e21), 1e-7],
    "[1.0,-0.0,1.0e21,1.0e-7]",
  ],
  [-(2n ** 64n), "-18446744073709551616"],
  [2n ** 100_000n, "an integer of about 100004 bits"],
  [new Pid("a@b", 1, 2, 3), "#Pid<a@b.1.2>"],
  [new Port("a@b", 1n, 3), "#Port<a@b.1>"],
  [new Reference("a@b", 3, [1, 2]), "#Ref<a@b.1.2>"],
  [new ExportFun("m", "F", 1), "fun m:'F'/1"],
  [new OpaqueFun(112, new Uint8Array(9)), "#Fun<9 bytes>"],
];

Deno.test("terms are printed as Erlang prints them, with nothing that moves the cursor", () => {
  for (const [term, printed] of cases) {
    assert.equal(format(toTerm(term)), printed);
  }
});

Deno.test("long terms are cut, and cost no more than what is shown", () => {
  assert.equal(format(toTerm("x".repeat(2000))).length, 1001);
  assert.equal(format(new Array(1e5).fill(1), 6), "[1,1,1…");
  assert.equal(format(toTerm("ё".repeat(50)), 4), '<<"ё…');
  assert.equal(format(toTerm("😀😀"), 4), '<<"\ufffd…');
  assert.equal(format(new Map([[1, 2]]), 3), "#{1…");
});
