import assert from "node:assert/strict";
import { inspect } from "node:util";
import {
  decodePayload,
  type Digest,
  digestCodec,
  encodeMember,
  encodeRows,
  encodeRowsDigest,
  ROWS_MAX,
} from "../../../src/wire/gossiperl/mod.ts";
import { isAddress } from "../../../src/wire/gossiperl/address.ts";
import { writePayload } from "../../../src/wire/gossiperl/payload.ts";
import { Secret } from "../../../src/wire/secret.ts";
import { ThriftType } from "../../../src/wire/thrift/types.ts";
import { ThriftWriter } from "../../../src/wire/thrift/writer.ts";
import { cipherOf } from "../vectors.ts";

const sample: Digest = {
  type: "digest",
  name: "node-1",
  port: 6666,
  heartbeat: 1_431_000_000,
  id: "c0ffee00-0000-4000-8000-000000000001",
  secret: new Secret("default-overlay-secret"),
};

/** The code a digest is refused with when one of its string fields holds these bytes. */
function codeWith(fieldId: number, value: string | Uint8Array): string {
  const writer = new ThriftWriter();
  writer.field(ThriftType.STRING, fieldId);
  const bytes = typeof value === "string"
    ? new TextEncoder().encode(value)
    : value;
  writer.binary(bytes);
  const rest = new ThriftWriter();
  writePayload(rest, sample);
  const payload = new Uint8Array(rest.finish());
  const spliced = [...writer.finish(), ...withoutField(payload, fieldId)];
  const decoded = decodePayload("digest", new Uint8Array(spliced));
  return decoded.ok ? "ok" : decoded.error.code;
}

function withoutField(payload: Uint8Array, id: number): Uint8Array {
  const marker = [ThriftType.STRING, 0, id];
  const at = payload.findIndex((_, i) =>
    marker.every((byte, j) => payload[i + j] === byte)
  );
  const length = new DataView(payload.buffer).getUint32(at + 3);
  return new Uint8Array([
    ...payload.subarray(0, at),
    ...payload.subarray(at + 7 + length),
  ]);
}

Deno.test("names are printable texts of 1 to 255 bytes, ids of 1 to 64", () => {
  for (const [id, bytesMax] of [[1, 255], [4, 64]] as const) {
    assert.equal(codeWith(id, ""), "bad_text");
    assert.equal(codeWith(id, "x".repeat(bytesMax)), "ok");
    assert.equal(codeWith(id, "x".repeat(bytesMax + 1)), "bad_text");
    assert.equal(codeWith(id, "Krähe 巣 🐦"), "ok");
    for (
      const bad of ["a\nb", "a\0", "a\x7f", "a\x1b[2J", "a\u202eb", "a\u2028"]
    ) {
      assert.equal(codeWith(id, bad), "bad_text", JSON.stringify(bad));
    }
    for (
      const bad of [[0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [
        0xe2,
        0x82,
      ]]
    ) {
      assert.equal(codeWith(id, new Uint8Array(bad)), "bad_text");
    }
  }
});

Deno.test("a secret is any UTF-8 of at most 1,024 bytes", () => {
  assert.equal(codeWith(5, ""), "ok");
  assert.equal(codeWith(5, "a\nb\0\u202e"), "ok");
  assert.equal(codeWith(5, "x".repeat(1_024)), "ok");
  assert.equal(codeWith(5, "x".repeat(1_025)), "bad_text");
  assert.equal(codeWith(5, new Uint8Array([0xff])), "bad_text");
});

Deno.test("no way of printing a digest shows its secret", () => {
  const shown = [
    JSON.stringify(sample),
    inspect(sample, { depth: 9, showHidden: true }),
    Deno.inspect(sample, { depth: 9, showHidden: true }),
    `${sample.secret}`,
  ].join();
  assert(!shown.includes("default-overlay-secret"), shown);
});

Deno.test("addresses are IPv4 or IPv6 in text form", () => {
  const good = [
    "0.0.0.0",
    "255.255.255.255",
    "10.77.0.2",
    "::",
    "::1",
    "1::",
    "fe80::1%eth0",
    "2001:db8:0:0:0:0:0:1",
    "2001:DB8::7:8",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
  ];
  const bad = [
    "",
    "999.1.1.1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.4 ",
    "localhost",
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "g::",
    "::1%",
    "::256.1.1.1",
    "::ffff:10.0.0.1.1",
    "10.0.0.1%eth0",
  ];
  assert.deepEqual(good.filter((text) => !isAddress(text)), []);
  assert.deepEqual(bad.filter(isAddress), []);
});

Deno.test("a bad row costs itself and no other", () => {
  const good = { name: "m", ip: "10.0.0.1", port: 1, heartbeat: 0 };
  const row = (
    values: readonly (readonly [number, number, string | number])[],
  ) => {
    const writer = new ThriftWriter();
    for (const [type, id, value] of values) {
      writer.field(type, id);
      if (typeof value === "string") writer.string(value);
      else if (type === ThriftType.I32) writer.u32(value);
      else writer.safeI64(value);
    }
    writer.u8(0);
    return writer.finish();
  };
  const [S, I, L] = [ThriftType.STRING, ThriftType.I32, ThriftType.I64];
  const rows = [
    encodeMember(good),
    row([[S, 1, "m"], [S, 2, "999.1.1.1"], [I, 3, 1], [L, 4, 0]]),
    row([[S, 1, "m"], [S, 2, "10.0.0.1"], [I, 3, 0], [L, 4, 0]]),
    row([[S, 1, "m"], [S, 2, "10.0.0.1"], [I, 3, 1], [L, 4, -1]]),
    row([[S, 1, ""], [S, 2, "10.0.0.1"], [I, 3, 1], [L, 4, 0]]),
    row([[S, 1, "m"], [S, 2, "10.0.0.1"], [I, 3, 1]]),
    row([[S, 1, "m"], [S, 2, "10.0.0.1"], [L, 3, 1], [L, 4, 0]]),
    row([[S, 1, "m"], [S, 1, "m"], [S, 2, "10.0.0.1"], [I, 3, 1], [L, 4, 0]]),
    row([]),
    encodeMember({ ...good, name: "last" }),
  ];
  const decoded = decodePayload(
    "digestAck",
    encodeRowsDigest("digestAck", {
      name: "n",
      replyId: "r",
      heartbeat: 0,
      rows: encodeRows(rows),
    }).payload,
  );
  assert(decoded.ok && decoded.value.digest.type === "digestAck");
  assert.deepEqual(
    decoded.value.digest.membership.map(({ name }) => name),
    ["m", "last"],
  );
  assert.equal(decoded.value.rowsRefused, 8);
});

Deno.test("a list of more rows than a datagram can honestly hold is refused", () => {
  const stops = (count: number) => {
    const rows = encodeRows(Array(count).fill(new Uint8Array(1)));
    const head = { name: "n", replyId: "r", heartbeat: 0, rows };
    const { payload } = encodeRowsDigest("digestAck", head);
    return decodePayload("digestAck", payload);
  };
  const most = stops(ROWS_MAX);
  assert(most.ok && most.value.rowsRefused === ROWS_MAX);
  const more = stops(ROWS_MAX + 1);
  assert(!more.ok && more.error.code === "too_many");
});

Deno.test("what could not be read back is not sent", () => {
  const codec = digestCodec({ cipher: cipherOf("key") });
  const id = sample.id;
  const bad: Partial<Digest>[] = [
    { name: "" },
    { name: "x".repeat(256) },
    { name: "a\nb" },
    { port: 0 },
    { port: 65_536 },
    { port: 1.5 },
    { heartbeat: -1 },
    { heartbeat: 0.5 },
    { heartbeat: 2 ** 53 },
    { id: "" },
    { id: "x".repeat(65) },
    { secret: new Secret("x".repeat(1_025)) },
  ];
  for (const change of bad) {
    const digest = { ...sample, ...change };
    assert.throws(
      () => codec.seal({ type: "digest", id, digest }),
      /^(Type|Range)Error: Cannot encode/,
    );
  }
  // And the next is not harmed by what was begun before.
  assert(codec.open(codec.seal({ type: "digest", id, digest: sample })).ok);
});

Deno.test("what is too much for UDP is not sent", () => {
  const codec = digestCodec({ cipher: cipherOf("key") });
  const payloadType = "own";
  const message = (bytes: number) => ({
    type: "payload" as const,
    id: sample.id,
    payloadType,
    payload: new Uint8Array(bytes),
  });
  assert(codec.open(codec.seal(message(49_000))).ok);
  assert.throws(() => codec.seal(message(49_200)), RangeError);
});

Deno.test("messages sealed together are those sealed one by one, in order", () => {
  const codec = digestCodec({ cipher: cipherOf("key") });
  const messages = Array.from(
    { length: 50 },
    (_, i) => ({ type: "digest", id: `id-${i}`, digest: sample }) as const,
  );
  const sealed = codec.sealMany(messages);
  for (const [i, message] of messages.entries()) {
    const opened = codec.open(sealed[i]!);
    assert(opened.ok && opened.value.id === message.id);
    assert.equal(sealed[i]!.length, codec.seal(message).length);
  }
  assert.deepEqual(codec.sealMany([]), []);
});

Deno.test("a long row of waiting datagrams is opened in order, bad ones among them", () => {
  const codec = digestCodec({ cipher: cipherOf("key") });
  const datagrams = Array.from(
    { length: 900 },
    (_, i) =>
      i % 7 === 3
        ? new Uint8Array(i)
        : codec.seal({ type: "digest", id: `id-${i}`, digest: sample }),
  );
  const opened = codec.openMany(datagrams);
  assert.equal(opened.length, datagrams.length);
  for (const [i, result] of opened.entries()) {
    if (i % 7 === 3) assert(!result.ok);
    else assert(result.ok && result.value.id === `id-${i}`);
  }
  assert.deepEqual(codec.openMany([]), []);
});
