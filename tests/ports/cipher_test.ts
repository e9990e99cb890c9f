import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { ciphers } from "../../src/ports/cipher.ts";
import { realRandom } from "../../src/ports/random.ts";
import type { Aead, BlockCipher, Ciphers } from "../../src/ports/world.ts";
import { simulation } from "../../src/sim/mod.ts";

const SECRET = "a secret of the Große Bär";
const KEY = createHash("sha256").update(SECRET, "utf8").digest();

/** A cipher that is given back at the end. */
function cipher(secret = SECRET): BlockCipher & Disposable {
  const made = ciphers(realRandom).aes256Cbc(secret);
  return Object.assign(made, { [Symbol.dispose]: () => made.release() });
}

/** The standard procedure: one cipher object for one packet. */
function standard(
  create: typeof createCipheriv | typeof createDecipheriv,
  iv: Uint8Array,
  bytes: Uint8Array,
): Uint8Array {
  const once = create("aes-256-cbc", KEY, iv);
  once.setAutoPadding(false);
  const out = new Uint8Array(once.update(bytes));
  assert.equal(once.final().length, 0);
  return out;
}

Deno.test("every packet enciphered is one that the standard procedure deciphers", () => {
  using aes = cipher();
  for (let blocks = 1; blocks <= 100; blocks++) {
    const padded = realRandom.bytes(16 * blocks);
    const packet = aes.encipher(padded);
    assert.equal(packet.length, padded.length + 16);
    assert.deepEqual(
      standard(createDecipheriv, packet.subarray(0, 16), packet.subarray(16)),
      padded,
    );
  }
});

Deno.test("every packet of the standard procedure is deciphered, in any order", () => {
  using aes = cipher();
  for (let blocks = 1; blocks <= 100; blocks++) {
    const [iv, padded] = [realRandom.bytes(16), realRandom.bytes(16 * blocks)];
    const packet = new Uint8Array([
      ...iv,
      ...standard(createCipheriv, iv, padded),
    ]);
    for (let again = 0; again < 2; again++) {
      assert.deepEqual(new Uint8Array(aes.decipher(packet)), padded);
    }
  }
});

Deno.test("packets enciphered together are each one that the standard procedure deciphers alone", () => {
  using aes = cipher();
  for (let count = 0; count <= 40; count++) {
    const padded = Array.from(
      { length: count },
      (_, i) => realRandom.bytes(16 * (1 + i * 7 % 90)),
    );
    const packets = aes.encipherMany!(padded);
    assert.equal(packets.length, count);
    for (const [i, packet] of packets.entries()) {
      assert.deepEqual(
        standard(createDecipheriv, packet.subarray(0, 16), packet.subarray(16)),
        padded[i],
      );
    }
    const ivs = packets.map((packet) => packet.subarray(0, 16).toHex());
    assert.equal(new Set(ivs).size, count);
  }
});

Deno.test("views of one memory can be enciphered together, since each is taken before the next is asked for", () => {
  using aes = cipher();
  const memory = new Uint8Array(32);
  function* views() {
    for (let i = 1; i <= 20; i++) yield memory.fill(i);
  }
  const packets = aes.encipherMany!(views());
  for (const [i, packet] of packets.entries()) {
    const padded = new Uint8Array(aes.decipher(packet));
    assert.deepEqual(padded, new Uint8Array(32).fill(i + 1));
  }
});

Deno.test("no two packets have the same IV", () => {
  using aes = cipher();
  const ivs = new Set<string>();
  for (let packet = 0; packet < 1_000; packet++) {
    ivs.add(aes.encipher(new Uint8Array(16)).subarray(0, 16).toHex());
    if (packet % 100 === 0) aes.release();
  }
  assert.equal(ivs.size, 1_000);
});

Deno.test("a packet of another length is refused and leaves no trace", () => {
  using aes = cipher();
  for (const length of [0, 1, 15, 16, 17, 31, 33, 47]) {
    assert.throws(() => aes.decipher(new Uint8Array(length)), RangeError);
  }
  for (const length of [0, 1, 15, 17]) {
    assert.throws(() => aes.encipher(new Uint8Array(length)), RangeError);
    const several = [new Uint8Array(16), new Uint8Array(length)];
    assert.throws(() => aes.encipherMany!(several), RangeError);
  }
  const padded = realRandom.bytes(64);
  assert.deepEqual(new Uint8Array(aes.decipher(aes.encipher(padded))), padded);
});

Deno.test("what is deciphered or enciphered belongs to the caller", () => {
  using aes = cipher();
  const padded = realRandom.bytes(32);
  const first = aes.encipher(padded);
  const second = aes.encipher(padded);
  const opened = aes.decipher(first);
  aes.decipher(second);
  assert.deepEqual(new Uint8Array(opened), padded);
});

Deno.test("a released cipher works on, and holds nothing when released again", () => {
  using aes = cipher();
  const padded = realRandom.bytes(32);
  const packet = aes.encipher(padded);
  aes.release();
  aes.release();
  assert.deepEqual(new Uint8Array(aes.decipher(packet)), padded);
});

Deno.test("printing a cipher shows neither secret nor key", () => {
  using aes = cipher();
  aes.encipher(new Uint8Array(16));
  const printed = [
    Deno.inspect(aes, { showHidden: true, depth: 10 }),
    JSON.stringify(aes),
    JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(aes))),
  ].join();
  for (
    const hidden of [
      SECRET,
      KEY.toString("hex"),
      KEY.toString("base64"),
      `${KEY[0]}, ${KEY[1]}`,
    ]
  ) {
    assert(!printed.includes(hidden), printed);
  }
});

const worlds: [string, () => Ciphers][] = [
  ["real", () => ciphers(realRandom)],
  ["simulated", () => simulation({ seed: 1 }).host("10.0.0.1").ciphers],
];

for (const [kind, theCiphers] of worlds) {
  Deno.test(`what the ${kind} world seals, it opens, and nothing else`, () => {
    const [aead, same, other] = [SECRET, SECRET, `${SECRET}!`]
      .map((secret) => theCiphers().aes256Gcm(secret)) as [Aead, Aead, Aead];
    const [nonce, associated] = [new Uint8Array(12), Uint8Array.of(1, 2)];
    const plain = Uint8Array.of(7, 8, 9);
    const sealed = aead.seal(nonce, plain, associated);
    assert.equal(sealed.length, plain.length + 16);
    const opened = same.open(nonce, sealed, associated);
    assert.deepEqual(new Uint8Array(opened!), plain);
    assert.equal(other.open(nonce, sealed, associated), undefined);
    assert.equal(same.open(nonce, sealed, Uint8Array.of(1)), undefined);
    sealed[0]! ^= 1;
    assert.equal(same.open(nonce, sealed, associated), undefined);
  });
}

Deno.test("what one world seals the other opens", () => {
  const [real, simulated] = worlds.map(([_kind, theCiphers]) =>
    theCiphers().aes256Gcm(SECRET)
  ) as [Aead, Aead];
  const [nonce, plain] = [new Uint8Array(12).fill(9), Uint8Array.of(7)];
  const sealed = real.seal(nonce, plain, new Uint8Array());
  const opened = simulated.open(nonce, sealed, new Uint8Array());
  assert.deepEqual(new Uint8Array(opened!), plain);
});

Deno.test("printing an authenticated cipher shows nothing of its key", () => {
  const aead = ciphers(realRandom).aes256Gcm(SECRET);
  const shown = Deno.inspect(aead, { showHidden: true, depth: 10 }) +
    JSON.stringify(aead);
  assert.doesNotMatch(shown, /Bär|\d{2,3}, \d{2,3}/);
});
