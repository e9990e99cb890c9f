import assert from "node:assert/strict";
import fc from "fast-check";
import { openEnvelope, sealEnvelope } from "../../src/wire/cbc_envelope.ts";
import { cipherOf, encrypted } from "./vectors.ts";

const cipher = cipherOf("somepassword");

Deno.test("real envelopes open to their plaintext and seal to their bytes", () => {
  for (const { id, hex, iv_hex, plaintext_hex, secret } of encrypted) {
    const cipher = cipherOf(secret, Uint8Array.fromHex(iv_hex));
    const opened = openEnvelope(Uint8Array.fromHex(hex), cipher);
    assert(opened.ok, id);
    assert.equal(new Uint8Array(opened.value).toHex(), plaintext_hex, id);
    const sealed = sealEnvelope(Uint8Array.fromHex(plaintext_hex), cipher);
    assert.equal(sealed.toHex(), hex, id);
  }
});

Deno.test("what was sealed opens, whatever its length", () => {
  for (let length = 0; length <= 33; length++) {
    const plain = new Uint8Array(length).fill(7);
    const opened = openEnvelope(sealEnvelope(plain, cipher), cipher);
    assert(opened.ok && opened.value.length === length);
  }
});

Deno.test("only padding of 1 to 16 equal bytes is taken off", () => {
  for (let last = 0; last <= 255; last++) {
    const padded = new Uint8Array(32).fill(last);
    const opened = openEnvelope(cipher.encipher(padded), cipher);
    assert.equal(opened.ok, last >= 1 && last <= 16, `padding ${last}`);
    padded[32 - last] = 0;
    if (last < 2 || last > 16) continue;
    const spoilt = openEnvelope(cipher.encipher(padded), cipher);
    assert(!spoilt.ok && spoilt.error.code === "wrong_secret");
  }
});

Deno.test("any bytes are opened or refused, and never deciphered in part", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (packet) => {
      const opened = openEnvelope(packet, cipher);
      const isWhole = packet.length >= 32 && packet.length % 16 === 0;
      assert(isWhole || !opened.ok && opened.error.code === "not_enveloped");
    }),
    { seed: 1 },
  );
});
