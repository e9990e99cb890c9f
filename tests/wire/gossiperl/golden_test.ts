import assert from "node:assert/strict";
import { createCipheriv, createHash } from "node:crypto";
import {
  decodeEnvelope,
  decodeFields,
  digestCodec,
  encodeEnvelope,
  encodeFields,
  type Outgoing,
} from "../../../src/wire/gossiperl/mod.ts";
import { cipherOf } from "../vectors.ts";
import { asInVectors, type GoldenVector, vectors } from "./vectors.ts";

const isGossiperl = (vector: GoldenVector) =>
  vector.cipher_style === "gossiperl-next_iv";

/** Nodes relay what they deciphered, padding and all, and pad it again. */
const isRelayed = ({ trailing_pad_hex }: GoldenVector) =>
  trailing_pad_hex.length > 2 * 32;

Deno.test("every packet of gossiperl and its clients opens to its fields", () => {
  for (const vector of vectors) {
    const opened = open(vector);
    assert.equal(opened.id, vector.envelope_id);
    assert.equal(opened.rowsRefused, 0);
    const { digest } = opened;
    if (digest.type !== "own") {
      assert.equal(digest.type, vector.payload_type);
      assert.deepEqual(asInVectors(digest), vector.fields);
      continue;
    }
    assert.equal(digest.payloadType, vector.payload_type);
    assert.equal(digest.payload.toHex(), vector.inner_payload_hex);
    assert.equal(digest.envelope.toHex(), vector.envelope_hex);
  }
});

Deno.test("an own digest decodes to its fields, and they encode to its bytes", () => {
  const own = vectors.filter(({ payload_type }) =>
    payload_type === "digestForwardableTest"
  );
  assert(own.length > 5);
  for (const { fields, inner_payload_hex } of own) {
    const decoded = decodeFields(Uint8Array.fromHex(inner_payload_hex));
    assert(decoded.ok);
    const values = decoded.value.map(({ value }) => value);
    assert.deepEqual(values, Object.values(fields));
    assert.equal(encodeFields(decoded.value).toHex(), inner_payload_hex);
  }
});

Deno.test("an envelope decodes to its parts and encodes to its bytes", () => {
  for (const vector of vectors) {
    const { envelope_hex, trailing_pad_hex } = vector;
    const padded = Uint8Array.fromHex(envelope_hex + trailing_pad_hex);
    const decoded = decodeEnvelope(padded);
    assert(decoded.ok);
    const { payloadType, payload, id, envelope } = decoded.value;
    assert.equal(payloadType, vector.payload_type);
    assert.equal(payload.toHex(), vector.inner_payload_hex);
    assert.equal(id, vector.envelope_id);
    assert.equal(envelope.toHex(), envelope_hex);
    assert.equal(encodeEnvelope(decoded.value).toHex(), envelope_hex);
  }
});

Deno.test("given gossiperl's IV, ours is gossiperl's datagram byte for byte", () => {
  const theirs = vectors.filter(isGossiperl).filter((v) => !isRelayed(v));
  assert(theirs.length > 25);
  for (const vector of theirs) {
    assert.equal(seal(vector, messageOf(vector)).toHex(), vector.wire_hex);
  }
});

Deno.test("given their IV, ours differs from a client's only in the last block or after it", () => {
  const theirs = vectors.filter((vector) => !isGossiperl(vector));
  assert(theirs.length > 15);
  for (const vector of theirs) {
    const ours = seal(vector, messageOf(vector)).toHex();
    const wholeBlocks = Math.floor(vector.envelope_hex.length / 32) * 32;
    assert.equal(
      ours.slice(0, 32 + wholeBlocks),
      vector.wire_hex.slice(0, 32 + wholeBlocks),
    );
  }
});

// Gossiperl enciphers `iv ‖ message ‖ zeros` under an IV that is the message's own last block, so its first block on
// the wire is always AES(key, 0), and serves its readers as the IV of what follows.
Deno.test("gossiperl's own recipe makes the same datagram from our padded envelope", () => {
  for (const vector of vectors.filter(isGossiperl)) {
    const message = Uint8Array.fromHex(vector.envelope_hex);
    const iv = message.subarray(-16);
    const zeros = new Uint8Array(32 - message.length % 32);
    const key = Uint8Array.fromHex(keyHex(vector));
    const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
    const parts = [iv, message, zeros].map((part) => cipher.update(part));
    cipher.final();
    const theirs = new Uint8Array(parts.flatMap((part) => [...part])).toHex();
    assert.equal(theirs.slice(0, 32), vector.first16_on_wire_hex);
    assert.equal(seal(vector, messageOf(vector)).toHex(), theirs);
  }
});

Deno.test("a relayed envelope leaves as it was made, however much padding it gathered", () => {
  const relayed = vectors.filter(isRelayed);
  assert(relayed.length > 2);
  for (const vector of relayed) {
    const { digest } = open(vector);
    assert(digest.type === "own");
    const message = { type: "relay", envelope: digest.envelope } as const;
    const ours = seal(vector, message).toHex();
    // The last block may hold a client's PKCS#7, which gossiperl hands on.
    const wholeBlocks = Math.floor(vector.envelope_hex.length / 32) * 32;
    const same = 32 + wholeBlocks;
    assert.equal(ours.slice(0, same), vector.wire_hex.slice(0, same));
    assert(ours.length < vector.wire_hex.length);
  }
});

function open({ key_ascii, wire_hex }: GoldenVector) {
  const codec = digestCodec({ cipher: cipherOf(key_ascii) });
  const opened = codec.open(Uint8Array.fromHex(wire_hex));
  assert(opened.ok);
  return opened.value;
}

function messageOf(vector: GoldenVector): Outgoing {
  const { id, digest } = open(vector);
  return digest.type === "own"
    ? { ...digest, type: "payload", id }
    : { type: "digest", id, digest };
}

/** Seals under the IV that stands on the wire. */
function seal(
  { key_ascii, first16_on_wire_hex }: GoldenVector,
  message: Outgoing,
): Uint8Array {
  const iv = Uint8Array.fromHex(first16_on_wire_hex);
  return digestCodec({ cipher: cipherOf(key_ascii, iv) }).seal(message);
}

function keyHex({ key_ascii }: GoldenVector): string {
  return new Uint8Array(
    createHash("sha256").update(key_ascii).digest(),
  ).toHex();
}
