import assert from "node:assert/strict";
import fc from "fast-check";
import { Aes256Gcm } from "../../../src/wire/aes_gcm.ts";
import {
  authenticatedCodec,
  digestCodec,
  type Outgoing,
  type OverlayKey,
  ReplayGuard,
} from "../../../src/wire/gossiperl/mod.ts";
import {
  decodeFrame,
  encodeHead,
} from "../../../src/wire/gossiperl/authenticated_frame.ts";
import { cipherOf } from "../vectors.ts";
import { digest, mutation } from "./arbitraries.ts";
import { revealed } from "./vectors.ts";

const id = "0a8e8c57-e5c5-4536-841a-0471fe8f5f36";
const message: Outgoing = {
  type: "payload",
  id,
  payloadType: "greeting",
  payload: new Uint8Array([0]),
};
const k1 = { id: "k1", aead: new Aes256Gcm("first") };
const k2 = { id: "k2", aead: new Aes256Gcm("second") };

Deno.test("any digest that is sealed opens to the same, once", () => {
  const alice = node();
  const bob = node();
  fc.assert(
    fc.property(digest, (digest) => {
      const datagram = alice.seal({ type: "digest", id, digest });
      const opened = bob.open(datagram);
      assert(opened.ok);
      assert.deepEqual(
        revealed(opened.value),
        revealed({ id, digest, rowsRefused: 0 }),
      );
      assert.equal(codeOf(bob.open(datagram)), "replayed");
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("the layout is what the table says", () => {
  const datagram = node().seal(message);
  const head = "524b01" + "02" + "6b31" + "01".repeat(8) + "00".repeat(8) +
    "02".repeat(12);
  assert.equal(new Uint8Array(datagram).toHex().slice(0, head.length), head);
  assert.equal(
    head,
    encodeHead({
      keyId: "k1",
      sender: "01".repeat(8),
      counter: 0,
      nonce: new Uint8Array(12).fill(2),
    }).toHex(),
  );
});

Deno.test("the counter rises by one with each datagram", () => {
  const alice = node();
  for (let counter = 0; counter < 5; counter++) {
    const frame = decodeFrame(alice.seal(message));
    assert(frame.ok && frame.value.counter === counter);
  }
});

Deno.test("no datagram altered in any way is opened", () => {
  const datagram = new Uint8Array(node().seal(message));
  for (let at = 0; at < datagram.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const altered = datagram.with(at, datagram[at]! ^ 1 << bit);
      assert(!node().open(altered).ok, `byte ${at}, bit ${bit}`);
    }
  }
  fc.assert(
    fc.property(mutation, (mutilate) => {
      const altered = mutilate(datagram);
      const same = altered.toHex() === datagram.toHex();
      assert.equal(node().open(altered).ok, same);
    }),
    { seed: 2, numRuns: 500 },
  );
});

Deno.test("any bytes are refused", () => {
  const bob = node();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      assert.equal(codeOf(bob.open(bytes)), "not_authenticated");
      const framed = new Uint8Array([0x52, 0x4b, 1, ...bytes]);
      assert(!bob.open(framed).ok);
    }),
    { seed: 3, numRuns: 300 },
  );
  const datagram = node().seal(message);
  assert.equal(codeOf(bob.open(datagram.with(2, 2))), "unknown_version");
});

Deno.test("a datagram of another overlay with the same key is forged", () => {
  const datagram = node({ overlay: "red" }).seal(message);
  assert.equal(codeOf(node({ overlay: "blue" }).open(datagram)), "forged");
});

Deno.test("the two modes do not read each other", () => {
  const cipher = cipherOf("first");
  const plain = digestCodec({ cipher }).seal(message);
  assert.equal(codeOf(node().open(plain)), "not_authenticated");
  assert(!digestCodec({ cipher }).open(node().seal(message)).ok);
});

Deno.test("keys rotate without a moment of deafness", () => {
  const old = () => node({ keys: [k1] });
  const learning = () => node({ keys: [k1, k2] });
  const switched = () => node({ keys: [k2, k1] });
  const done = () => node({ keys: [k2] });
  const steps = [[old, learning], [learning, switched], [switched, done]];
  for (const [before, after] of steps) {
    assert(before!().open(after!().seal(message)).ok);
    assert(after!().open(before!().seal(message)).ok);
  }
  assert.equal(codeOf(done().open(old().seal(message))), "unknown_key");
});

Deno.test("keys with one id, or with none, are a mistake", () => {
  for (const id of ["k1", "", "x".repeat(33), "ä", "a b"]) {
    const keys = [k1, { ...k2, id }] as const;
    assert.throws(() => node({ keys }), TypeError);
  }
});

Deno.test("a forged counter does not move a sender's window", () => {
  const alice = node();
  const bob = node();
  const first = alice.seal(message);
  const sender = "01".repeat(8);
  const nonce = new Uint8Array(12);
  const head = encodeHead({ keyId: "k1", sender, counter: 2 ** 50, nonce });
  const forged = new Uint8Array([...head, ...new Uint8Array(40)]);
  assert.equal(codeOf(bob.open(forged)), "forged");
  assert(bob.open(first).ok);
});

Deno.test("the sockets of an overlay share what they have seen", () => {
  const replays = new ReplayGuard();
  const [multicast, bridge] = [node({ replays }), node({ replays })];
  const datagram = node().seal(message);
  assert(multicast.open(datagram).ok);
  assert.equal(codeOf(bridge.open(datagram)), "replayed");
});

interface NodeOptions {
  readonly overlay?: string;
  readonly keys?: readonly [OverlayKey, ...OverlayKey[]];
  readonly replays?: ReplayGuard;
}

/** A codec whose randomness is 1, 1, 1…, then 2, 2, 2…, and so on. */
function node({ overlay = "red", keys = [k1], ...rest }: NodeOptions = {}) {
  let calls = 0;
  const random = { bytes: (n: number) => new Uint8Array(n).fill(++calls) };
  return authenticatedCodec({ overlay, keys, random, ...rest });
}

function codeOf(
  result: { ok: true } | { ok: false; error: { code: string } },
): string {
  return result.ok ? "ok" : result.error.code;
}
