import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeTerm,
  encodeTerm,
  equals,
  format,
  noWork,
  termKey,
  toTerm,
} from "../../../src/wire/etf/mod.ts";
import {
  decodeHeartbeat,
  encodeHeartbeat,
} from "../../../src/wire/heartbeat.ts";
import { assertBounded } from "../bounded.ts";
import { hostilePlain } from "../vectors.ts";
import { anyTerm, bytesOf, samples } from "./terms.ts";

Deno.test("any term comes back as it went", () => {
  fc.assert(
    fc.property(anyTerm, (term) => {
      const decoded = decodeTerm(encodeTerm(term));
      assert(decoded.ok);
      assert.deepEqual(decoded.value, term);
      assert(equals(decoded.value, term));
      assert.equal(termKey(decoded.value), termKey(term));
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("any term comes back as it went when compressed", () => {
  fc.assert(
    fc.property(anyTerm, (term) => {
      const decoded = decodeTerm(encodeTerm([term, term], { compressed: 1 }));
      assert.deepEqual(decoded, { ok: true, value: [term, term] });
    }),
    { seed: 2, numRuns: 100 },
  );
});

Deno.test("two terms are equal if their keys are, and only if both decode alike", () => {
  fc.assert(
    fc.property(anyTerm, anyTerm, (a, b) => {
      assert.equal(equals(a, b), termKey(a) === termKey(b));
      assert(equals(toTerm(a), a));
    }),
    { seed: 3, numRuns: 300 },
  );
});

Deno.test("any term is printed on one line within its length", () => {
  fc.assert(
    fc.property(anyTerm, fc.nat({ max: 60 }), (term, charsMax) => {
      const printed = format(term, charsMax);
      assert(printed.length <= charsMax + 1, printed);
      assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(printed), printed);
    }),
    { seed: 4, numRuns: 300 },
  );
});

/** Small, fast and the same everywhere (mulberry32). */
function* randomIntegers(seed: number): Generator<number, never> {
  for (;;) {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    yield (x ^ (x >>> 14)) >>> 0;
  }
}

/** A copy with one to four bytes changed, and now and then cut. */
function mutilate(bytes: Uint8Array, random: Iterator<number, never>) {
  const draw = (below: number) => random.next().value % below;
  const copy = new Uint8Array(bytes);
  for (let n = 1 + draw(4); n > 0; n--) copy[draw(copy.length)] = draw(256);
  return draw(4) === 0 ? copy.subarray(0, draw(copy.length)) : copy;
}

Deno.test("mutilated terms are decoded or refused, within bounds, and never thrown at", () => {
  const originals = [
    ...Object.values(samples).map((text) => bytesOf(`<83>${text}`)),
    ...fc.sample(anyTerm, { seed: 5, numRuns: 100 }).map((t) => encodeTerm(t)),
  ];
  const random = randomIntegers(6);
  for (let i = 0; i < 15_000; i++) {
    const bytes = mutilate(originals[i % originals.length]!, random);
    const work = noWork();
    const decoded = decodeTerm(bytes, { work, inflatedBytesMax: 8192 });
    assertBounded(work, bytes.length, bytes.toHex());
    if (decoded.ok) {
      const again = decodeTerm(encodeTerm(decoded.value));
      assert(again.ok && equals(again.value, decoded.value), bytes.toHex());
    } else assert(decoded.error.offset <= bytes.length, bytes.toHex());
  }
});

Deno.test("mutilated heartbeats are decoded or refused, within bounds, and never thrown at", () => {
  const originals = [
    encodeHeartbeat("a@10.77.0.1"),
    ...hostilePlain.map(({ hex }) => Uint8Array.fromHex(hex)),
  ];
  const random = randomIntegers(7);
  for (let i = 0; i < 5_000; i++) {
    const original = originals[i % originals.length]!;
    // Mostly spare the prelude: behind it is what there is to break.
    const bytes = new Uint8Array(original);
    const start = i % 8 === 0 ? 0 : Math.min(11, original.length - 1);
    bytes.set(mutilate(original.subarray(start), random), start);
    const work = noWork();
    const decoded = decodeHeartbeat(bytes, work);
    assertBounded(work, bytes.length, bytes.toHex());
    assert(decoded.ok || decoded.error.offset <= bytes.length);
  }
});
