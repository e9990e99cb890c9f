/** Terms for tests: one of every kind and form, and arbitrary ones. */
import fc from "fast-check";
import {
  Atom,
  BitString,
  ExportFun,
  Float,
  ImproperList,
  Pid,
  Port,
  Reference,
  type Term,
  termKey,
  toTerm,
  Tuple,
} from "../../../src/wire/etf/mod.ts";

/** Latin-1 text as bytes, with hexadecimal digits between `<` and `>`. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(
    text.split(/(<[0-9a-f ]*>)/).flatMap((part) =>
      part.startsWith("<")
        ? [...Uint8Array.fromHex(part.slice(1, -1).replaceAll(" ", ""))]
        : [...part].map((char) => char.charCodeAt(0))
    ),
  );
}

const md5 = "00112233445566778899aabbccddeeff";
const newFunBody = `<01 ${md5} 00000000 00000001>w<01>m<61 00 61 00>` +
  "Xw<03>a@b<00000001 00000002 00000003>j";
const oldFunBody =
  "<00000001>gw<03>a@b<00000001 00000002 03>w<01>m<61 00 61 00>j";

/** One term of every form, without the version byte. */
export const samples: Readonly<Record<string, string>> = {
  SMALL_INTEGER: "a<ff>",
  INTEGER: "b<ffffffff>",
  SMALL_BIG: "n<08 01 ffffffffffffffff>",
  LARGE_BIG: "o<00000007 00 00000000000001>",
  NEW_FLOAT: "F<3ff8000000000000>",
  FLOAT: "c1.50000000000000000000e+00<0000000000>",
  ATOM: "d<0002>h<f6>",
  SMALL_ATOM: "s<02>h<f6>",
  ATOM_UTF8: "v<0003>h<c3b6>",
  SMALL_ATOM_UTF8: "w<03>h<c3b6>",
  SMALL_TUPLE: "h<02>a<01>j",
  LARGE_TUPLE: "i<00000002>a<01>j",
  NIL: "j",
  STRING: "k<0003 010203>",
  LIST: "l<00000001>w<01>aj",
  IMPROPER_LIST: "l<00000001>w<01>aw<01>b",
  BINARY: "m<00000002 00ff>",
  BIT_BINARY: "M<00000002 03 ffe0>",
  MAP: "t<00000002>w<01>aa<01>w<01>ba<02>",
  PID: "gd<0003>a@b<00000001 00000002 03>",
  NEW_PID: "Xw<03>a@b<00000001 00000002 00000003>",
  PORT: "fd<0003>a@b<00000001 03>",
  NEW_PORT: "Yw<03>a@b<00000001 00000003>",
  V4_PORT: "xw<03>a@b<0000000100000000 00000003>",
  REFERENCE: "ed<0003>a@b<00000001 03>",
  NEW_REFERENCE: "r<0002>d<0003>a@b<03 00000001 00000002>",
  NEWER_REFERENCE: "Z<0002>w<03>a@b<00000003 00000001 00000002>",
  EXPORT: "qw<01>mw<01>fa<02>",
  // Its size counts itself.
  NEW_FUN: `p<00000037>${newFunBody}`,
  FUN: `u${oldFunBody}`,
};

const u32 = fc.nat({ max: 0xffffffff });
const name = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 8, unit: "binary" }) },
  fc.constantFrom("", "ok", "é".repeat(255), "узел@10.77.0.1", "'\\\n"),
);
const node = fc.constantFrom("a@b", "нода@b");
const integer = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt(-(1n << 2100n), 1n << 2100n),
  fc.constantFrom(0, 255, 256, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31),
);
const scalar: fc.Arbitrary<Term> = fc.oneof(
  integer.map(toTerm),
  name.map((name) => toTerm(new Atom(name))),
  fc.constantFrom(true, false, null),
  fc.double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => new Float(value)),
  fc.uint8Array({ maxLength: 20 }),
  fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 5 }),
    fc.integer({
      min: 1,
      max: 7,
    }),
  ).map(([bytes, bits]) => new BitString(bytes, bits)),
  fc.tuple(node, fc.nat({ max: 0x7fff }), fc.nat({ max: 0x1fff }), u32)
    .map(([node, id, serial, creation]) => new Pid(node, id, serial, creation)),
  fc.tuple(node, fc.bigInt(0n, (1n << 63n) - 1n), u32)
    .map(([node, id, creation]) => new Port(node, id, creation)),
  fc.tuple(node, u32, fc.nat({ max: 0x3ffff }), u32, u32)
    .map(([node, creation, ...words]) => new Reference(node, creation, words)),
  fc.tuple(name, name, fc.nat({ max: 255 }))
    .map(([module, name, arity]) => new ExportFun(module, name, arity)),
);

/** Any term but closures, in the form in which decoding yields it. */
export const anyTerm: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => {
  const terms = fc.array(tie("term"), { maxLength: 5 });
  return {
    term: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      scalar,
      terms,
      fc.array(fc.nat({ max: 255 }), { maxLength: 20 }),
      terms.map((elements) => new Tuple(elements)),
      fc.uniqueArray(fc.tuple(tie("term"), tie("term")), {
        maxLength: 4,
        selector: ([key]) => termKey(key),
      }).map((entries) => new Map(entries)),
      fc.tuple(fc.array(tie("term"), { minLength: 1, maxLength: 4 }), scalar)
        .map(([elements, tail]) => new ImproperList(elements, tail)),
    ),
  };
}).term;
