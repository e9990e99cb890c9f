import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  Atom,
  BitString,
  decodeTerm,
  decodeTermPrefix,
  encodeTerm,
  equals,
  ExportFun,
  Float,
  ImproperList,
  OpaqueFun,
  Pid,
  Port,
  Reference,
  type Term,
  Tuple,
} from "../../../src/wire/etf/mod.ts";
import { bytesOf, samples } from "./terms.ts";

/** Decodes a term written without its version byte. */
function decode(text: string): Term {
  const decoded = decodeTerm(bytesOf(text), { version: false });
  assert(decoded.ok, text);
  return decoded.value;
}

/** Why a term written without its version byte is refused. */
function refusal(text: string): string {
  const decoded = decodeTerm(bytesOf(text), { version: false });
  return decoded.ok ? "taken" : `${decoded.error.code} ${decoded.error.offset}`;
}

const sampleValues: Readonly<Record<string, Term>> = {
  SMALL_INTEGER: 255,
  INTEGER: -1,
  SMALL_BIG: -0xffffffffffffffffn,
  LARGE_BIG: 2 ** 48,
  NEW_FLOAT: new Float(1.5),
  FLOAT: new Float(1.5),
  ATOM: new Atom("hö"),
  SMALL_ATOM: new Atom("hö"),
  ATOM_UTF8: new Atom("hö"),
  SMALL_ATOM_UTF8: new Atom("hö"),
  SMALL_TUPLE: new Tuple([1, []]),
  LARGE_TUPLE: new Tuple([1, []]),
  NIL: [],
  STRING: [1, 2, 3],
  LIST: [new Atom("a")],
  IMPROPER_LIST: new ImproperList([new Atom("a")], new Atom("b")),
  BINARY: Uint8Array.of(0, 255),
  BIT_BINARY: new BitString(Uint8Array.of(255, 224), 3),
  MAP: new Map([[new Atom("a"), 1], [new Atom("b"), 2]]),
  PID: new Pid("a@b", 1, 2, 3),
  NEW_PID: new Pid("a@b", 1, 2, 3),
  PORT: new Port("a@b", 1n, 3),
  NEW_PORT: new Port("a@b", 1n, 3),
  V4_PORT: new Port("a@b", 2n ** 32n, 3),
  REFERENCE: new Reference("a@b", 3, [1]),
  NEW_REFERENCE: new Reference("a@b", 3, [1, 2]),
  NEWER_REFERENCE: new Reference("a@b", 3, [1, 2]),
  EXPORT: new ExportFun("m", "f", 2),
  NEW_FUN: new OpaqueFun(112, bytesOf(samples["NEW_FUN"]!).subarray(1)),
  FUN: new OpaqueFun(117, bytesOf(samples["FUN"]!).subarray(1)),
};

Deno.test("every form of every kind of term is read, and written as an equal term", () => {
  assert.deepEqual(Object.keys(samples), Object.keys(sampleValues));
  for (const [form, text] of Object.entries(samples)) {
    const term = decode(text);
    assert.deepEqual(term, sampleValues[form], form);
    const again = decodeTerm(encodeTerm(term));
    assert(again.ok && equals(again.value, term), form);
  }
});

Deno.test("every truncation of every form is refused", () => {
  for (const [form, text] of Object.entries(samples)) {
    const bytes = bytesOf(text);
    for (let length = 0; length < bytes.length; length++) {
      const cut = decodeTerm(bytes.subarray(0, length), { version: false });
      assert(!cut.ok, `${form} cut at ${length}`);
      assert.equal(cut.error.code, "truncated", `${form} cut at ${length}`);
      assert(cut.error.offset <= length);
    }
  }
});

Deno.test("no byte but those of the known forms begins a term", () => {
  const known = Object.values(samples).map((text) => text.charCodeAt(0));
  for (let tag = 0; tag <= 255; tag++) {
    const bytes = new Uint8Array(64).fill(0, 1).fill(tag, 0, 1);
    const decoded = decodeTermPrefix(bytes, { version: false });
    const isUnknown = !decoded.ok && decoded.error.offset === 0 &&
      decoded.error.code === "unknown_tag";
    assert.equal(isUnknown, !known.includes(tag), `tag ${tag}`);
  }
});

Deno.test("the atoms true, false and nil are JavaScript's true, false and null", () => {
  assert.equal(decode("d<0004>true"), true);
  assert.equal(decode("w<05>false"), false);
  assert.equal(decode("s<03>nil"), null);
  assert.deepEqual(decode("w<09>undefined"), new Atom("undefined"));
});

Deno.test("an atom has at most 255 characters, of Latin-1 or of UTF-8", () => {
  const bytes = (count: number, byte: string) => `<${byte.repeat(count)}>`;
  assert.deepEqual(
    decode(`d<00ff>${bytes(255, "e9")}`),
    new Atom("é".repeat(255)),
  );
  assert.equal(refusal(`d<0100>${bytes(256, "e9")}`), "bad_atom 3");
  assert.deepEqual(
    decode(`v<01fe>${bytes(255, "c3a9")}`),
    new Atom("é".repeat(255)),
  );
  assert.equal(refusal(`v<0200>${bytes(256, "c3a9")}`), "bad_atom 3");
  assert.deepEqual(
    decode(`v<03fc>${bytes(255, "f09f9880")}`),
    new Atom("😀".repeat(255)),
  );
  assert.equal(refusal(`v<0400>${bytes(256, "f09f9880")}`), "bad_atom 3");
  assert.equal(refusal(`v<0100>${bytes(256, "61")}`), "bad_atom 3");
});

Deno.test("an atom that is not UTF-8 is refused; a byte order mark is part of its name", () => {
  for (const bad of ["ff", "c080", "eda080", "f4908080", "c3"]) {
    assert.equal(refusal(`w<0${bad.length / 2}${bad}>`), "bad_atom 2", bad);
  }
  assert.deepEqual(decode("w<04 efbbbf>a"), new Atom("\ufeffa"));
});

Deno.test("an integer is a number wherever that is exact, however it was written", () => {
  assert.equal(decode("n<07 00 ffffffffffff1f>"), Number.MAX_SAFE_INTEGER);
  assert.equal(decode("n<07 00 00000000000020>"), 2n ** 53n);
  assert.equal(decode("n<07 01 ffffffffffff1f>"), Number.MIN_SAFE_INTEGER);
  assert.equal(decode("n<00 01>"), 0);
  assert.equal(decode("n<03 01 000000>"), 0);
  assert.equal(decode("o<00000001 00 05>"), 5);
  assert.equal(refusal("n<01 02 05>"), "bad_integer 2");
});

Deno.test("floats are finite", () => {
  assert.deepEqual(decode("F<8000000000000000>"), new Float(-0));
  assert.equal(refusal("F<7ff8000000000000>"), "bad_float 1");
  assert.equal(refusal("F<fff0000000000000>"), "bad_float 1");
});

Deno.test("a float in text is what C prints, and nothing that JavaScript reads besides", () => {
  const texts = ["-1.5", "1.5e10", "+0.0", "2.00000000000000000000e-300"];
  for (const text of texts) {
    const term = decode(`c${text}<${"00".repeat(31 - text.length)}>`);
    assert.deepEqual(term, new Float(Number(text)));
  }
  for (
    const text of ["", "1", "0x1.0", "Infinity", "1.5x", " 1.5", "1.0e999"]
  ) {
    const field = `c${text}<${"00".repeat(31 - text.length)}>`;
    assert.equal(refusal(field), "bad_float 1", text);
  }
  assert.equal(refusal(`c1.5<00>1.5<${"00".repeat(24)}>`), "bad_float 1");
});

Deno.test("a bit string's unused bits count for nothing, and whole bytes are a binary", () => {
  assert.deepEqual(decode("M<00000001 03 ff>"), decode("M<00000001 03 e0>"));
  assert.deepEqual(decode("M<00000001 08 ff>"), Uint8Array.of(255));
  assert.deepEqual(decode("M<00000000 00>"), new Uint8Array(0));
  assert.equal(refusal("M<00000001 09 ff>"), "bad_bits 5");
  assert.equal(refusal("M<00000001 00 ff>"), "bad_bits 5");
  assert.equal(refusal("M<00000000 08>"), "bad_bits 5");
});

Deno.test("a list continued in its tail is one list", () => {
  assert.deepEqual(decode("l<00000001>a<01>l<00000001>a<02>j"), [1, 2]);
  assert.deepEqual(decode("l<00000001>a<01>k<0002 0203>"), [1, 2, 3]);
  assert.deepEqual(
    decode("l<00000001>a<01>l<00000001>a<02>a<03>"),
    new ImproperList([1, 2], 3),
  );
  assert.deepEqual(decode("l<00000000>j"), []);
  assert.equal(decode("l<00000000>a<05>"), 5);
});

Deno.test("a map holds no key twice, however the keys were written", () => {
  assert.equal(refusal("t<00000002>w<01>aja<01>j"), "taken");
  assert.equal(refusal("t<00000002>w<01>ajd<0001>aj"), "duplicate_key 9");
  assert.equal(refusal("t<00000002>a<01>jb<00000001>j"), "duplicate_key 8");
  assert.equal(
    refusal("t<00000002>k<0001 01>jl<00000001>a<01>jj"),
    "duplicate_key 10",
  );
  assert.equal(refusal("t<00000002>a<01>jF<3ff0000000000000>j"), "taken");
  const ab = "t<00000002>w<01>ajw<01>bj";
  const ba = "t<00000002>w<01>bjw<01>aj";
  assert.equal(refusal(`t<00000002>${ab}j${ba}j`), "duplicate_key 19");
});

Deno.test("identifiers take an atom for a node and nothing else", () => {
  assert.equal(refusal("ga<01 00000001 00000002 03>"), "bad_atom 1");
  assert.equal(refusal("qw<01>mw<01>fb<00000002>"), "bad_fun 7");
  assert.equal(refusal("Z<0000>w<03>a@b<00000003>"), "bad_reference 1");
  assert.equal(refusal("Z<0006>w<03>a@b<00000003>"), "bad_reference 1");
});

Deno.test("a closure of another length than claimed is refused", () => {
  const claimed = samples["NEW_FUN"]!;
  assert.equal(refusal(claimed.replace("37", "36")), "bad_fun 0");
  assert.equal(refusal(`${claimed.replace("37", "38")}j`), "bad_fun 0");
  assert.equal(refusal(claimed.replace("Xw", "Zw")), "bad_fun 37");
});

Deno.test("closures within a closure are carried as part of it", () => {
  const inner = samples["FUN"]!;
  const outer = inner.replace(/j$/, `t<00000002>${inner}j${inner}j`);
  assert.deepEqual(
    decode(outer),
    new OpaqueFun(117, bytesOf(outer).subarray(1)),
  );
});

Deno.test("a prefix is a term with its length; the rest is left alone", () => {
  const bytes = bytesOf("<83>h<01>a<05 83>j");
  const first = decodeTermPrefix(bytes);
  assert.deepEqual(first, {
    ok: true,
    value: { term: new Tuple([5]), bytesConsumed: 5 },
  });
  const error = { code: "trailing_bytes", offset: 5 };
  assert.deepEqual(decodeTerm(bytes), { ok: false, error });
});

Deno.test("the version byte is asked for unless it is said to be absent", () => {
  const error = { code: "bad_version", offset: 0 };
  assert.deepEqual(decodeTerm(bytesOf("j")), { ok: false, error });
  assert.deepEqual(decodeTerm(bytesOf("<82>j")), { ok: false, error });
  assert.deepEqual(decodeTerm(new Uint8Array(0)), {
    ok: false,
    error: { code: "truncated", offset: 0 },
  });
});

Deno.test("a term owns its bytes, even when a Buffer was decoded", () => {
  const buffer = Buffer.from(bytesOf("<83>m<00000001>a"));
  const decoded = decodeTerm(buffer);
  buffer.fill(0);
  assert.deepEqual(decoded, { ok: true, value: Uint8Array.of(97) });
});
