import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOfHex, hexOf } from "../../src/wire/hex.ts";

Deno.test("bytes become digits as the runtime writes them, and come back", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assert.equal(hexOf(bytes), Uint8Array.from(bytes).toHex());
    assert.deepEqual(bytesOfHex(hexOf(bytes)), Uint8Array.from(bytes));
  }));
});
