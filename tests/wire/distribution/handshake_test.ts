import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  challengeDigest,
  decodeHandshake,
  digestsEqual,
  encodeHandshake,
  Flag,
  flagsOf,
  HANDSHAKE_BYTES_MAX,
  type HandshakeFrame,
  mandatoryOtp25,
  mandatoryOtp26,
  missingFlags,
  statuses,
} from "../../../src/wire/distribution/mod.ts";
import { Secret } from "../../../src/wire/secret.ts";
import { everyMutation, refusalOf } from "./mutations.ts";
import { cookie, passThrough, withHeader } from "./vectors.ts";

const types = [
  "name",
  "status",
  "challenge",
  "challenge_reply",
  "challenge_ack",
] as const;

const u32 = fc.nat({ max: 0xffffffff });
const flags = fc.bigInt(0n, (1n << 64n) - 1n);
const name = fc.constantFrom("a@b", "нода@10.77.0.1", `${"ä".repeat(253)}@b`);
const digest = fc.uint8Array({ minLength: 16, maxLength: 16 });
const anyFrame: fc.Arbitrary<HandshakeFrame> = fc.oneof(
  fc.tuple(flags, u32, name).map(([flags, creation, name]) => ({
    type: "name" as const,
    flags,
    creation,
    name,
  })),
  fc.constantFrom(...statuses).map((status) => ({
    type: "status" as const,
    status,
  })),
  fc.tuple(flags, u32, u32, name).map(
    ([flags, challenge, creation, name]) => ({
      type: "challenge" as const,
      flags,
      challenge,
      creation,
      name,
    }),
  ),
  fc.tuple(u32, digest).map(([challenge, digest]) => ({
    type: "challenge_reply" as const,
    challenge,
    digest,
  })),
  digest.map((digest) => ({ type: "challenge_ack" as const, digest })),
);

Deno.test("a handshake of two OTP nodes is understood and proves both cookies", () => {
  const secret = new Secret(cookie);
  for (const { handshake } of [withHeader, passThrough]) {
    const bodies = handshake.map(({ bytes }) => bytes.subarray(2));
    const name = value(decodeHandshake("name", bodies[0]!));
    const status = value(decodeHandshake("status", bodies[1]!));
    const challenge = value(decodeHandshake("challenge", bodies[2]!));
    const reply = value(decodeHandshake("challenge_reply", bodies[3]!));
    const ack = value(decodeHandshake("challenge_ack", bodies[4]!));
    assert.equal(name.name, "a@127.0.0.1");
    assert.equal(status.status, "ok");
    assert.equal(challenge.name, "b@127.0.0.2");
    assert.equal(challenge.flags, name.flags);
    assert.deepEqual(missingFlags(name.flags), []);
    const ours = challengeDigest(secret, challenge.challenge);
    assert(digestsEqual(ours, reply.digest));
    assert(digestsEqual(challengeDigest(secret, reply.challenge), ack.digest));
  }
});

Deno.test("what we send in a handshake is what OTP sends, byte for byte", () => {
  for (const [i, { bytes }] of withHeader.handshake.entries()) {
    const frame = value(decodeHandshake(types[i]!, bytes.subarray(2)));
    assert.equal(encodeHandshake(frame).toHex(), bytes.toHex());
  }
});

Deno.test("the messages of a handshake have the layout of the protocol", () => {
  const digest = Uint8Array.fromHex("000102030405060708090a0b0c0d0e0f");
  const layouts: [HandshakeFrame, string][] = [
    [
      { type: "name", flags: 0x407074fbcn, creation: 7, name: "a@b" },
      "00124e 0000000407074fbc 00000007 0003 614062",
    ],
    [{ type: "status", status: "ok" }, "0003 73 6f6b"],
    [{ type: "status", status: "alive" }, "0006 73 616c697665"],
    [
      {
        type: "challenge",
        flags: 1n << 63n,
        challenge: 0xfedcba98,
        creation: 0xffffffff,
        name: "é@b",
      },
      "0017 4e 8000000000000000 fedcba98 ffffffff 0004 c3a94062",
    ],
    [
      { type: "challenge_reply", challenge: 0xfedcba98, digest },
      "0015 72 fedcba98 000102030405060708090a0b0c0d0e0f",
    ],
    [
      { type: "challenge_ack", digest },
      "0011 61 000102030405060708090a0b0c0d0e0f",
    ],
  ];
  for (const [frame, hex] of layouts) {
    const bytes = encodeHandshake(frame);
    assert.equal(bytes.toHex(), hex.replaceAll(" ", ""));
    // Over TLS the length has 32 bits.
    assert.equal(encodeHandshake(frame, 4).toHex(), `0000${bytes.toHex()}`);
    assert.deepEqual(
      value(decodeHandshake(frame.type, bytes.subarray(2))),
      frame,
    );
  }
});

Deno.test("every message of a handshake comes back as it was", () => {
  fc.assert(fc.property(anyFrame, (frame) => {
    const body = encodeHandshake(frame).subarray(2);
    assert.deepEqual(value(decodeHandshake(frame.type, body)), frame);
  }));
});

Deno.test("what follows a name is ignored, and what follows a digest is refused", () => {
  const [name, , challenge, reply, ack] = withHeader.handshake
    .map(({ bytes }) => Uint8Array.of(...bytes.subarray(2), 1, 2, 3));
  assert.equal(refusalOf(decodeHandshake("name", name!)), undefined);
  assert.equal(refusalOf(decodeHandshake("challenge", challenge!)), undefined);
  for (
    const [type, body] of [["challenge_reply", reply], [
      "challenge_ack",
      ack,
    ]] as const
  ) {
    assert.equal(refusalOf(decodeHandshake(type, body!)), "trailing_bytes");
  }
});

Deno.test("a status that OTP does not have is refused, and a name given to us is recognised", () => {
  const status = (text: string) =>
    decodeHandshake("status", new TextEncoder().encode(`s${text}`));
  for (const text of ["", "OK", "ok ", "ok_", "nope", "name", "\x7f", "é"]) {
    assert.equal(refusalOf(status(text)), "bad_status", text);
  }
  const named = { type: "status", status: "named" };
  assert.deepEqual(value(status("named:\0\x03a@b\0\0\0\x01")), named);
});

Deno.test("a message of nodes before OTP 23, or out of turn, is refused with that reason", () => {
  // 'n' version flags name; 'c' flags creation.
  const old = Uint8Array.fromHex("6e000500037fbd614062");
  const complement = Uint8Array.fromHex("630000000d00000007");
  for (const type of types) {
    assert.equal(refusalOf(decodeHandshake(type, old)), "old_handshake");
    assert.equal(refusalOf(decodeHandshake(type, complement)), "old_handshake");
  }
  const [name, status] = withHeader.handshake.map(({ bytes }) =>
    bytes.subarray(2)
  );
  assert.equal(
    refusalOf(decodeHandshake("status", name!)),
    "unexpected_message",
  );
  assert.equal(
    refusalOf(decodeHandshake("name", status!)),
    "unexpected_message",
  );
});

Deno.test("a name that is none, and a message that is too long, are refused", () => {
  const named = (hex: string) =>
    decodeHandshake(
      "name",
      Uint8Array.fromHex(`4e0000000407074fbc00000007${hex}`),
    );
  // Empty, without a host (a node that wants to be named), with a newline, not UTF-8, longer than an atom.
  const names = ["0000", "000162", "0004614062" + "0a", "0003ff4062"];
  for (const hex of [...names, `0101${"61".repeat(255)}4062`]) {
    assert.equal(refusalOf(named(hex)), "bad_name", hex);
  }
  const long = new Uint8Array(HANDSHAKE_BYTES_MAX + 1).fill(0x4e);
  assert.equal(refusalOf(decodeHandshake("name", long)), "too_large");
});

Deno.test("mutilated and random messages are taken or refused, and nothing throws", () => {
  for (const { bytes } of withHeader.handshake) {
    for (const mutation of everyMutation(bytes.subarray(2))) {
      for (const type of types) refusalOf(decodeHandshake(type, mutation));
    }
  }
  const first = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(first, fc.constantFrom(...types), (body, type) => {
      refusalOf(decodeHandshake(type, body));
    }),
    { numRuns: 10_000 },
  );
});

Deno.test("a message with something that cannot be sent is a mistake", () => {
  const digest = new Uint8Array(15);
  const wrong: HandshakeFrame[] = [
    { type: "name", flags: 0n, creation: 1, name: "nobody" },
    { type: "challenge", flags: 0n, challenge: 1, creation: 1, name: "a@b\n" },
    { type: "challenge_ack", digest },
    { type: "challenge_reply", challenge: 1, digest },
    { type: "status", status: "named" },
  ];
  for (const frame of wrong) {
    assert.throws(() => encodeHandshake(frame), TypeError, frame.type);
  }
});

Deno.test("a digest is the MD5 of the cookie in Latin-1 and the challenge in decimal", () => {
  const md5 = (bytes: Uint8Array) =>
    createHash("md5").update(bytes).digest("hex");
  const digits = new TextEncoder().encode("4294967295");
  const expected = md5(Uint8Array.of(0xe9, ...digits));
  const cookie = new Secret("é");
  assert.equal(challengeDigest(cookie, 0xffffffff).toHex(), expected);
  // The same 32 bits, as a signed number.
  assert.equal(challengeDigest(cookie, -1).toHex(), expected);
});

Deno.test("a cookie that no Erlang node can have is a mistake, and is not shown", () => {
  const cookie = new Secret("печенье");
  assert.throws(
    () => challengeDigest(cookie, 1),
    (error: Error) =>
      error instanceof RangeError && !error.message.includes("печенье"),
  );
});

Deno.test("digests of another length or with one bit changed are not equal", () => {
  const digest = challengeDigest(new Secret("a"), 1);
  assert(digestsEqual(digest, new Uint8Array(digest)));
  assert(!digestsEqual(digest, digest.subarray(1)));
  for (let bit = 0; bit < 128; bit++) {
    const other = new Uint8Array(digest);
    other[bit >> 3]! ^= 1 << (bit & 7);
    assert(!digestsEqual(digest, other));
  }
});

Deno.test("our flags are those that joined clusters of OTP 25, and what we added", () => {
  const added = Flag.EXIT_PAYLOAD | Flag.FRAGMENTS | Flag.ALIAS;
  assert.equal(flagsOf({ hidden: false }), 0x407074fbdn | added);
  assert.equal(flagsOf({ hidden: true }), 0x407074fbcn | added);
  assert.equal(mandatoryOtp25, 0x1070f94n);
  assert.equal(mandatoryOtp26, 0x403070f94n);
});

Deno.test("what a peer lacks is told by name", () => {
  assert.deepEqual(missingFlags(mandatoryOtp26), []);
  assert.deepEqual(missingFlags(0xd07df7fbdn), [], "OTP 25's own");
  const lacking = mandatoryOtp25 & ~(Flag.MAP_TAG | Flag.HANDSHAKE_23);
  assert.deepEqual(missingFlags(lacking), ["MAP_TAG", "HANDSHAKE_23"]);
  assert.equal(missingFlags(0n).length, 11);
});

function value<Value>(
  result: { ok: true; value: Value } | { ok: false },
): Value {
  assert(result.ok);
  return result.value;
}
