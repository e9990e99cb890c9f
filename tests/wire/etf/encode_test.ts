import assert from "node:assert/strict";
import {
  atom,
  BitString,
  decodeTerm,
  DEPTH_CEILING,
  type Encodable,
  encodeTerm,
  equals,
  Float,
  format,
  ImproperList,
  OpaqueFun,
  Pid,
  Port,
  Reference,
  termKey,
  toTerm,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import { bytesOf } from "./terms.ts";

function assertEncodes(term: Encodable, text: string): void {
  const bytes = encodeTerm(term, { version: false });
  assert.equal(bytes.toHex(), bytesOf(text).toHex(), text);
}

Deno.test("each kind of term is written in its newest and smallest form", () => {
  assertEncodes(255, "a<ff>");
  assertEncodes(256, "b<00000100>");
  assertEncodes(-(2 ** 31), "b<80000000>");
  assertEncodes(2 ** 31, "n<04 00 00000080>");
  assertEncodes(-(2n ** 64n), "n<09 01 000000000000000001>");
  assertEncodes(5n, "a<05>");
  assertEncodes(2n ** 2040n, `o<00000100 00 ${"00".repeat(255)}01>`);
  assertEncodes(atom("ok"), "w<02>ok");
  assertEncodes(atom("é".repeat(128)), `v<0100 ${"c3a9".repeat(128)}>`);
  assertEncodes([true, false, null], "l<00000003>w<04>truew<05>falsew<03>nilj");
  assertEncodes([], "j");
  assertEncodes([1, 2], "k<0002 0102>");
  assertEncodes([1, 256], "l<00000002>a<01>b<00000100>j");
  assertEncodes(new ImproperList([1], 2), "l<00000001>a<01>a<02>");
  assertEncodes(tuple(), "h<00>");
  assertEncodes(new BitString(Uint8Array.of(255), 3), "M<00000001 03 e0>");
  assertEncodes(new Float(1), "F<3ff0000000000000>");
  assertEncodes(
    new Pid("a@b", 1, 2, 3),
    "Xw<03>a@b<00000001 00000002 00000003>",
  );
  assertEncodes(new Port("a@b", 1n, 3), "Yw<03>a@b<00000001 00000003>");
  assertEncodes(
    new Port("a@b", 2n ** 32n, 3),
    "xw<03>a@b<0000000100000000 00000003>",
  );
  assertEncodes(
    new Reference("a@b", 3, [1, 2]),
    "Z<0002>w<03>a@b<00000003 00000001 00000002>",
  );
  assertEncodes(new OpaqueFun(112, Uint8Array.of(1)), "p<01>");
});

Deno.test("long tuples and long byte lists take their long forms", () => {
  const bytes = encodeTerm(new Array(65536).fill(1), { version: false });
  assert.equal(bytes.subarray(0, 7).toHex(), "6c000100006101");
  const large = encodeTerm(tuple(...new Array(256).fill([])));
  assert.equal(large.subarray(0, 6).toHex(), "8369000001" + "00");
});

Deno.test("strings, fractions and plain objects stand for binaries, floats and maps", () => {
  assertEncodes("ö", "m<00000002 c3b6>");
  assertEncodes(0.5, "F<3fe0000000000000>");
  assertEncodes({ a: "b" }, "t<00000001>m<00000001>am<00000001>b");
  assertEncodes(Object.create(null), "t<00000000>");
});

Deno.test("atoms named true, false and nil are the JavaScript values", () => {
  assertEncodes(atom("true"), "w<04>true");
  assert.equal(toTerm(atom("nil")), null);
});

Deno.test("what stands for no term is a mistake", () => {
  const mistakes = [undefined, () => 1, Symbol("s"), new Date(0), new Set()];
  for (const mistake of mistakes) {
    const term = [mistake] as unknown as Encodable;
    assert.throws(() => encodeTerm(term), TypeError, typeof mistake);
  }
});

Deno.test("numbers that are not exact or not finite are a mistake", () => {
  for (const value of [2 ** 53, -1e300, NaN, Infinity]) {
    assert.throws(() => encodeTerm(value), RangeError, String(value));
  }
  assert.throws(() => new Float(NaN), RangeError);
});

Deno.test("text with a lone surrogate and overlong atoms are a mistake", () => {
  assert.throws(() => encodeTerm("\ud800"), RangeError);
  assert.throws(() => encodeTerm({ "\ud800": 1 }), RangeError);
  assert.throws(() => atom("\ud800"), RangeError);
  assert.throws(() => atom("a".repeat(256)), RangeError);
  assert.throws(
    () => encodeTerm(new Pid("a".repeat(256), 1, 2, 3)),
    RangeError,
  );
});

Deno.test("a map whose keys are one key to Erlang is a mistake", () => {
  const twoAtoms = new Map([[atom("a"), 1], [atom("a"), 2]]);
  assert.throws(() => encodeTerm(twoAtoms), TypeError);
  const textAndBytes = new Map<Encodable, Encodable>([
    ["a", 1],
    [Uint8Array.of(97), 2],
  ]);
  assert.throws(() => encodeTerm(textAndBytes), TypeError);
  const oneInTwoTypes = new Map<Encodable, Encodable>([[1, 1], [1n, 2]]);
  assert.throws(() => encodeTerm(oneInTwoTypes), TypeError);
});

Deno.test("a cycle is a mistake that is named, not a crash of the stack", () => {
  const cycle: Encodable[] = [];
  cycle.push(cycle);
  assert.throws(() => encodeTerm(cycle), /nested more than 512 deep/);
});

/** Calls `run` with a good part of the stack in use, as a busy program would. */
function deepInTheStack(run: () => void, frames = 2000): void {
  if (frames === 0) run();
  else deepInTheStack(run, frames - 1);
}

Deno.test("a term as deep as may be is written, read, compared and printed", () => {
  const containers: readonly ((term: Encodable) => Encodable)[] = [
    (term) => [term],
    (term) => tuple(term),
    (term) => new ImproperList([term], 1),
    (term) => new Map([[atom("a"), term]]),
    (term) => new Map([[term, atom("a")]]),
    (term) => ({ a: term }),
  ];
  for (const contain of containers) {
    let term: Encodable = 300;
    for (let i = 0; i < DEPTH_CEILING; i++) term = contain(term);
    deepInTheStack(() => {
      const decoded = decodeTerm(encodeTerm(term), { depthMax: DEPTH_CEILING });
      assert(decoded.ok);
      assert(equals(decoded.value, toTerm(term)));
      assert.equal(termKey(decoded.value), termKey(toTerm(term)));
      assert.match(format(decoded.value, 1e6), /300/);
    });
  }
});

Deno.test("a compressed term is smaller and the same", () => {
  const term = toTerm("a".repeat(1000));
  const bytes = encodeTerm(term, { compressed: 6 });
  assert.equal(bytes.subarray(0, 6).toHex(), "8350000003ed");
  assert(bytes.length < 50);
  assert.deepEqual(decodeTerm(bytes), { ok: true, value: term });
});

Deno.test("a term that compression makes no smaller is left as it is", () => {
  assert.deepEqual(encodeTerm("abc", { compressed: 9 }), encodeTerm("abc"));
});
