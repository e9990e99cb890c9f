import assert from "node:assert/strict";
import { gossipCodec, type GossipValue } from "../../src/wire/gossip_codec.ts";
import type { Result } from "../../src/wire/result.ts";
import { cipherOf, encrypted, hostileSecret, plain } from "./vectors.ts";

const id = "000102030405060708090a0b0c0d0e0f";

Deno.test("enveloped heartbeats of real libcluster nodes open with their secret", () => {
  for (const { id, hex, node, secret } of encrypted) {
    const codec = gossipCodec({ cipher: cipherOf(secret) });
    const opened = codec.open(Uint8Array.fromHex(hex));
    assert.deepEqual(
      opened,
      { ok: true, value: { type: "heartbeat", node } },
      id,
    );
  }
});

Deno.test("what we seal is byte for byte what libcluster on OTP 26 sealed", () => {
  const modern = encrypted.filter(({ id }) => id.endsWith("otp26"));
  assert(modern.length > 3);
  for (const { id, hex, iv_hex, node, secret } of modern) {
    const cipher = cipherOf(secret, Uint8Array.fromHex(iv_hex));
    const sealed = gossipCodec({ cipher }).seal({ type: "heartbeat", node });
    assert.equal(sealed.toHex(), hex, id);
  }
});

/** The node that is named, or the reason why none is. */
const outcomes: Readonly<Record<string, string>> = {
  "ok": "b1@10.77.0.2",
  // Replays are for those who keep time; the codec has no memory.
  "replay": "b1@10.77.0.2",
  "ok-extra-block": "trailing_bytes",
  "wrong-secret": "wrong_secret",
  "key-raw": "wrong_secret",
  "plain-to-secret": "not_enveloped",
  "plain-48": "wrong_secret",
  "15bytes": "not_enveloped",
  "ct-1": "not_enveloped",
  "ct-15": "not_enveloped",
  "ct-cut": "not_enveloped",
  "ct-cut16": "wrong_secret",
  // libcluster ignores a last block that is not whole.
  "ct-plus1": "not_enveloped",
  "ct-plus5": "not_enveloped",
  "ct-plus16": "wrong_secret",
  "pad17": "wrong_secret",
  "pad255": "wrong_secret",
  "pad-incons": "wrong_secret",
  "allpad": "not_heartbeat",
  "good-dec-badprelude": "not_heartbeat",
  "good-dec-badterm": "bad_term",
  "good-dec-trunc": "bad_term",
  "good-dec-nonmap": "not_a_map",
  "bitflip-iv": "not_heartbeat",
  "bitflip-crash": "bad_term",
  "rand4k": "wrong_secret",
};

Deno.test("every hostile enveloped packet has its outcome", () => {
  assert.deepEqual(
    Object.keys(outcomes).sort(),
    hostileSecret.map(({ id }) => id).sort(),
  );
  for (const { id, hex, receiver_secret } of hostileSecret) {
    const codec = gossipCodec({ cipher: cipherOf(receiver_secret ?? "") });
    const opened = codec.open(Uint8Array.fromHex(hex));
    assert.equal(outcomeOf(opened), outcomes[id], id);
  }
});

function outcomeOf(opened: Result<GossipValue>): string {
  if (!opened.ok) return opened.error.code;
  return opened.value.type === "heartbeat" ? opened.value.node : "a probe";
}

Deno.test("without a secret enveloped packets are not understood", () => {
  for (const { id, hex } of encrypted) {
    const opened = gossipCodec().open(Uint8Array.fromHex(hex));
    const error = { code: "not_heartbeat", offset: 0 };
    assert.deepEqual(opened, { ok: false, error }, id);
  }
});

Deno.test("with a secret plain packets are not understood", () => {
  const codec = gossipCodec({ cipher: cipherOf("somepassword") });
  for (const { id, hex } of plain) {
    assert.equal(codec.open(Uint8Array.fromHex(hex)).ok, false, id);
  }
});

Deno.test("a probe comes back as it went, plain and enveloped", () => {
  for (const codec of [gossipCodec(), gossipCodec({ cipher: cipherOf("s") })]) {
    const opened = codec.open(codec.seal({ type: "probe", id }));
    assert.deepEqual(opened, { ok: true, value: { type: "probe", id } });
  }
});

Deno.test("a plain probe is not understood where packets are enveloped", () => {
  const bytes = gossipCodec().seal({ type: "probe", id });
  const opened = gossipCodec({ cipher: cipherOf("s") }).open(bytes);
  assert.equal(opened.ok, false);
});
