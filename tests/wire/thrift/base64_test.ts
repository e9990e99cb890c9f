import assert from "node:assert/strict";
import fc from "fast-check";
import {
  base64Bytes,
  bytesInBase64,
  decodeBase64,
  encodeBase64,
} from "../../../src/wire/base64.ts";

const ascii = new TextEncoder();

function decode(text: string): Uint8Array | undefined {
  const into = new Uint8Array(bytesInBase64(text.length));
  const count = decodeBase64(ascii.encode(text), into);
  return count < 0 ? undefined : into.subarray(0, count);
}

Deno.test("any bytes are encoded as the platform does, and decoded to the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = new Uint8Array(base64Bytes(bytes.length));
      encodeBase64(bytes, text);
      const asText = new TextDecoder().decode(text);
      assert.equal(asText, bytes.toBase64());
      assert.deepEqual(decode(asText), bytes);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("any text is decoded as the strict platform does, or refused with it and for white space", () => {
  const character = fc.constantFrom(...`ABZaz09+/=-_ \n\0é`);
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
      const platform = () => {
        try {
          return /\s/.test(text)
            ? undefined
            : Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
        } catch {
          return undefined;
        }
      };
      assert.deepEqual(decode(text), platform());
    }),
    { seed: 2, numRuns: 5_000 },
  );
});
