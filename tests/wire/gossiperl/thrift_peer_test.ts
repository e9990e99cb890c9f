/** Apache Thrift's own library as an independent witness: what it writes we read, and the other way round. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import thrift from "thrift";
import {
  decodePayload,
  type KnownDigest,
} from "../../../src/wire/gossiperl/mod.ts";
import { writePayload } from "../../../src/wire/gossiperl/payload.ts";
import { decodeFields, encodeFields } from "../../../src/wire/thrift/fields.ts";
import { ThriftType } from "../../../src/wire/thrift/types.ts";
import { ThriftWriter } from "../../../src/wire/thrift/writer.ts";
import { digestOf, digestTypes } from "./arbitraries.ts";
import { asInVectors, revealed } from "./vectors.ts";

const { STRING, I32, I64, LIST, STRUCT } = ThriftType;

/** `gossiperl.thrift`, written down a second time: name and type of each field, in the order of their ids. */
const name = ["name", STRING] as const;
const heartbeat = ["heartbeat", I64] as const;
const id = ["id", STRING] as const;
const replyId = ["reply_id", STRING] as const;
const secret = ["secret", STRING] as const;
const eventTypes = ["event_types", LIST, STRING] as const;
const member = [
  ["member_name", STRING],
  ["member_ip", STRING],
  ["member_port", I32],
  ["member_heartbeat", I64],
] as const;
const subscription = [
  ["event_type", STRING],
  ["member_name", STRING],
  ["origin", STRING],
  heartbeat,
] as const;

type FieldSpec = readonly [name: string, type: number, of?: Element];
type Element = number | readonly FieldSpec[];

const structs: Readonly<Record<KnownDigest["type"], readonly FieldSpec[]>> = {
  digest: [name, ["port", I32], heartbeat, id, secret],
  digestAck: [name, heartbeat, replyId, ["membership", LIST, member]],
  digestSubscriptions: [
    name,
    heartbeat,
    replyId,
    ["subscriptions", LIST, subscription],
  ],
  digestExit: [name, heartbeat, secret],
  digestSubscribe: [name, heartbeat, id, eventTypes, secret],
  digestUnsubscribe: [name, heartbeat, id, eventTypes, secret],
  digestSubscribeAck: [heartbeat, replyId, eventTypes],
  digestUnsubscribeAck: [heartbeat, replyId, eventTypes],
  digestEvent: [["event_type", STRING], ["event_object", STRING], heartbeat],
  digestForwardedAck: [name, replyId, secret],
  digestError: [
    name,
    heartbeat,
    ["error_code", I32],
    ["error_entity", STRING],
    ["error_entity_name", STRING],
    ["error_message", STRING],
    replyId,
  ],
};

for (const type of digestTypes) {
  Deno.test(`Apache Thrift reads our ${type}, and we read its own`, () => {
    fc.assert(
      fc.property(digestOf(type), (digest) => {
        const ours = encode(digest);
        const values = asInVectors(digest) as Values;
        assert.deepEqual(readTheirs(ours, structs[type]), values);
        const theirs = writeTheirs(values, structs[type]);
        assert.deepEqual(theirs, ours);
        const decoded = decodePayload(type, theirs);
        assert(decoded.ok);
        assert.deepEqual(revealed(decoded.value.digest), revealed(digest));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
}

Deno.test("Apache Thrift reads our scalars, and we read its own", () => {
  const scalars = [
    { id: 1, type: "bool", value: true },
    { id: 2, type: "byte", value: -7 },
    { id: 3, type: "double", value: Math.PI },
    { id: 4, type: "i16", value: -300 },
    { id: 5, type: "i32", value: -70_000 },
    { id: 6, type: "i64", value: -5_000_000_000 },
    { id: 7, type: "string", value: "Krähe 🐦" },
  ] as const;
  const ours = encodeFields(scalars);
  const { protocol, written } = writing();
  for (const { id, type, value } of scalars) {
    const suffix = type.charAt(0).toUpperCase() + type.slice(1);
    const code = ThriftType[type.toUpperCase() as keyof typeof ThriftType];
    protocol.writeFieldBegin("", code, id);
    protocol[`write${suffix}`]!(value);
  }
  protocol.writeFieldStop();
  assert.deepEqual(written(), ours);
  const decoded = decodeFields(ours);
  assert.deepEqual(decoded.ok && decoded.value, scalars);
});

type Values = Readonly<Record<string, unknown>>;
// deno-lint-ignore no-explicit-any
type Protocol = any;

function encode(digest: KnownDigest): Uint8Array {
  const writer = new ThriftWriter();
  writePayload(writer, digest);
  return writer.finish();
}

function writing(): { protocol: Protocol; written: () => Uint8Array } {
  const parts: Uint8Array[] = [];
  const transport = new thrift.TBufferedTransport(
    undefined,
    (bytes: Uint8Array) => parts.push(new Uint8Array(bytes)),
  );
  const protocol: Protocol = new thrift.TBinaryProtocol(transport);
  const written = () => {
    protocol.flush();
    return new Uint8Array(parts.flatMap((part) => [...part]));
  };
  return { protocol, written };
}

function writeTheirs(values: Values, fields: readonly FieldSpec[]): Uint8Array {
  const { protocol, written } = writing();
  writeStruct(protocol, values, fields);
  return written();
}

function writeStruct(
  protocol: Protocol,
  values: Values,
  fields: readonly FieldSpec[],
): void {
  for (const [i, [name, type, of]] of fields.entries()) {
    protocol.writeFieldBegin(name, type, i + 1);
    if (type === LIST) writeList(protocol, values[name] as unknown[], of!);
    else writeValue(protocol, values[name], type);
  }
  protocol.writeFieldStop();
}

function writeList(
  protocol: Protocol,
  elements: readonly unknown[],
  of: Element,
): void {
  const isStruct = typeof of !== "number";
  protocol.writeListBegin(isStruct ? STRUCT : of, elements.length);
  for (const element of elements) {
    if (isStruct) writeStruct(protocol, element as Values, of);
    else writeValue(protocol, element, of);
  }
}

function writeValue(protocol: Protocol, value: unknown, type: number): void {
  if (type === STRING) protocol.writeString(value);
  if (type === I32) protocol.writeI32(value);
  if (type === I64) protocol.writeI64(value);
}

function readTheirs(bytes: Uint8Array, fields: readonly FieldSpec[]): Values {
  const transport: Protocol = new thrift.TBufferedTransport();
  transport.inBuf = Buffer.from(bytes);
  transport.writeCursor = bytes.length;
  return readStruct(new thrift.TBinaryProtocol(transport), fields);
}

function readStruct(protocol: Protocol, fields: readonly FieldSpec[]): Values {
  const values: Record<string, unknown> = {};
  for (;;) {
    const { ftype, fid } = protocol.readFieldBegin();
    if (ftype === 0) return values;
    const [name, type, of] = fields[fid - 1]!;
    assert.equal(ftype, type);
    values[name] = type === LIST
      ? readList(protocol, of!)
      : readValue(protocol, type);
  }
}

function readList(protocol: Protocol, of: Element): unknown[] {
  const { size } = protocol.readListBegin();
  return Array.from(
    { length: size },
    () =>
      typeof of === "number"
        ? readValue(protocol, of)
        : readStruct(protocol, of),
  );
}

function readValue(protocol: Protocol, type: number): unknown {
  if (type === STRING) return protocol.readString();
  return Number(type === I32 ? protocol.readI32() : protocol.readI64());
}
