import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { concat } from "../../../src/wire/bytes.ts";
import {
  type DecodeOptions,
  decodeTerm,
  decodeTermPrefix,
  DEPTH_CEILING,
  encodeTerm,
  noWork,
  type Term,
} from "../../../src/wire/etf/mod.ts";
import { assertBounded } from "../bounded.ts";
import { bytesOf } from "./terms.ts";

function refusal(bytes: Uint8Array, options: DecodeOptions = {}): string {
  const decoded = decodeTerm(bytes, options);
  return decoded.ok ? "taken" : decoded.error.code;
}

/** A compressed term that claims to inflate to `claimedBytes`. */
function compressed(body: Uint8Array, claimedBytes = body.length): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, claimedBytes);
  return concat(Uint8Array.of(131, 80), size, deflateSync(body));
}

Deno.test("each limit refuses one more than it allows", () => {
  const nested = encodeTerm([[[new Map([[1, 2]])]]]);
  assert.equal(refusal(nested, { depthMax: 4 }), "taken");
  assert.equal(refusal(nested, { depthMax: 3 }), "too_deep");
  assert.equal(refusal(nested, { elementsMax: 6 }), "taken");
  assert.equal(refusal(nested, { elementsMax: 5 }), "too_many");
  assert.equal(refusal(nested, { bytesMax: nested.length }), "taken");
  assert.equal(refusal(nested, { bytesMax: nested.length - 1 }), "too_large");
  const bytes = encodeTerm([1, 2, 3]);
  assert.equal(refusal(bytes, { elementsMax: 4 }), "taken");
  assert.equal(refusal(bytes, { elementsMax: 3 }), "too_many");
  const packed = compressed(bytesOf("m<00000003>abc"));
  assert.equal(refusal(packed, { inflatedBytesMax: 8 }), "taken");
  assert.equal(refusal(packed, { inflatedBytesMax: 7 }), "too_large");
});

Deno.test("a depth that could overflow the stack cannot be asked for", () => {
  const options = { depthMax: DEPTH_CEILING + 1 };
  assert.throws(() => decodeTerm(Uint8Array.of(131, 106), options), RangeError);
});

Deno.test("nesting in every kind of container counts as depth", () => {
  const levels = 300;
  const containers = ["h<01>", "i<00000001>", "l<00000001>", "t<00000001>"];
  for (const open of [...containers, "t<00000001>j", "l<00000001>j"]) {
    const bytes = bytesOf("<83>" + open.repeat(levels));
    const isTail = open === "l<00000001>j";
    assert.equal(refusal(bytes), isTail ? "truncated" : "too_deep", open);
  }
});

Deno.test("an integer larger than anyone needs is refused", () => {
  const bytes = new Uint8Array(7 + 1024 * 1024 + 1);
  bytes.set(bytesOf("<83>o<00100001 00>"));
  assert.equal(refusal(bytes), "too_large");
});

Deno.test("claimed counts that cannot be true are refused before anything is made", () => {
  for (
    const claim of ["i<ffffffff>", "l<ffffffff>", "t<7fffffff>", "t<ffffffff>"]
  ) {
    const work = noWork();
    assert.equal(refusal(bytesOf(`<83>${claim}jjj`), { work }), "truncated");
    assert.equal(work.termsMade, 1, claim);
  }
});

Deno.test("what inflates to another size than claimed is refused", () => {
  const body = bytesOf("m<00000003>abc");
  assert.equal(refusal(compressed(body)), "taken");
  assert.equal(refusal(compressed(body, body.length + 1)), "bad_compression");
  assert.equal(refusal(compressed(body, body.length - 1)), "bad_compression");
  assert.equal(refusal(compressed(body, 0)), "bad_compression");
  assert.equal(refusal(compressed(concat(body, body))), "trailing_bytes");
  const cut = compressed(body);
  for (let length = 2; length < cut.length; length++) {
    const code = refusal(cut.subarray(0, length));
    assert.equal(code, length < 6 ? "truncated" : "bad_compression");
  }
});

Deno.test("compressed terms are neither nested nor written without a version", () => {
  const inner = compressed(bytesOf("j"));
  assert.equal(refusal(compressed(inner.subarray(1))), "unknown_tag");
  assert.equal(refusal(inner.subarray(1), { version: false }), "unknown_tag");
});

Deno.test("a compressed prefix ends where its zlib data ends", () => {
  const first = compressed(bytesOf("m<00000003>abc"));
  const prefix = decodeTermPrefix(concat(first, first));
  assert(prefix.ok);
  assert.equal(prefix.value.bytesConsumed, first.length);
});

Deno.test("a bomb is refused before it is inflated", () => {
  const bomb = compressed(new Uint8Array(8 * 1024 * 1024));
  const work = noWork();
  assert.equal(refusal(bomb, { work }), "too_large");
  assert.equal(work.inflatedBytes, 0);
  const liar = compressed(new Uint8Array(8 * 1024 * 1024), 100);
  assert.equal(refusal(liar, { work }), "bad_compression");
  assert.equal(work.inflatedBytes, 0);
  assertBounded(work, bomb.length + liar.length, "bombs");
});

Deno.test("maps nested in keys of maps cost no more than their size", () => {
  let key: Term = [];
  for (let i = 0; i < 250; i++) key = new Map<Term, Term>([[key, 1], [i, 2]]);
  const bytes = encodeTerm(key);
  const work = noWork();
  assert.equal(refusal(bytes, { work }), "taken");
  assertBounded(work, bytes.length, "nested keys");
});

Deno.test("closures nested in closures are copied once", () => {
  const body = "<00000001>gw<03>a@b<00000001 00000002 03>w<01>ma<00>a<00>";
  const bytes = bytesOf(`<83>${`u${body}`.repeat(200)}j`);
  const decoded = decodeTerm(bytes);
  assert(decoded.ok);
});
