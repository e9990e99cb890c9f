/**
 * gossiperl's datagrams by a second hand: npm's `thrift` and node:crypto, and none of our own code, so that a mistake
 * in ours is not made here too.
 *
 * `open` reads what any gossiperl program may send and throws at the rest; `assertOurStyle` is stricter: what we send.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  randomUUID,
} from "node:crypto";
import thrift from "thrift";

/** A struct's fields by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field of a user's own struct. */
export interface OwnField {
  /** Its id. */
  readonly id: number;
  /** What it says. */
  readonly value: string | number;
}

/** A datagram, opened. */
export interface Opened {
  /** The payload's type. */
  readonly type: string;
  /** The envelope's id. */
  readonly id: string;
  /** The payload's fields by name; those of a user's own struct by id. */
  readonly fields: Fields;
  /** The envelope, with whatever follows it. */
  readonly plain: Uint8Array;
  /** What follows the envelope. */
  readonly padding: Uint8Array;
  /** The payload as base64. */
  readonly base64: string;
  /** What follows the payload's struct. */
  readonly payloadRest: number;
  /** The datagram itself. */
  readonly datagram: Uint8Array;
}

type Kind = "string" | "i32" | "i64" | "strings" | readonly [string, Kind][];
type Layout = readonly [name: string, kind: Kind][];

// deno-lint-ignore no-explicit-any
type Protocol = any;

/** As much of npm's `thrift` as is used; its own types know neither the callback nor the cursor. */
interface Library {
  readonly TBufferedTransport: {
    new (
      buffer: undefined,
      flushed: (bytes: Uint8Array) => void,
    ): { readCursor: number };
    receiver(
      take: (transport: { readCursor: number }) => void,
    ): (bytes: Uint8Array) => void;
  };
  readonly TBinaryProtocol: new (
    transport: object,
    ...strict: boolean[]
  ) => Protocol;
}

const { TBufferedTransport, TBinaryProtocol } = thrift as unknown as Library;
const { STRING, I32, I64, LIST, STRUCT, STOP } = thrift.Thrift.Type;

const envelopeLayout: Layout = [
  ["payload_type", "string"],
  ["bin_payload", "string"],
  ["id", "string"],
];

/** Field 1 first; all are required. */
const layouts: Readonly<Record<string, Layout>> = {
  digest: layout("name port:i32 heartbeat:i64 id secret"),
  digestAck: [
    ...layout("name heartbeat:i64 reply_id"),
    [
      "membership",
      layout(
        "member_name member_ip member_port:i32 member_heartbeat:i64",
      ),
    ],
  ],
  digestSubscriptions: [
    ...layout("name heartbeat:i64 reply_id"),
    ["subscriptions", layout("event_type member_name origin heartbeat:i64")],
  ],
  digestExit: layout("name heartbeat:i64 secret"),
  digestSubscribe: layout("name heartbeat:i64 id event_types:strings secret"),
  digestUnsubscribe: layout("name heartbeat:i64 id event_types:strings secret"),
  digestSubscribeAck: layout("heartbeat:i64 reply_id event_types:strings"),
  digestUnsubscribeAck: layout("heartbeat:i64 reply_id event_types:strings"),
  digestEvent: layout("event_type event_object heartbeat:i64"),
  digestForwardedAck: layout("name reply_id secret"),
};

const uuidV4 =
  /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** Whether a payload type is one of gossiperl's own. */
export function isKnown(type: string): boolean {
  return Object.hasOwn(layouts, type);
}

/** Opens a datagram; throws if a real program could make nothing of it. */
export function open(symmetricKey: string, datagram: Uint8Array): Opened {
  assert.ok(datagram.length >= 48, "a datagram is at least 48 bytes long");
  const key = keyOf(symmetricKey);
  const decipher = createDecipheriv("aes-256-cbc", key, datagram.slice(0, 16));
  decipher.setAutoPadding(false);
  const plain = new Uint8Array(
    Buffer.concat([decipher.update(datagram.slice(16)), decipher.final()]),
  );
  const { struct: envelope, end } = readStruct(plain);
  const { payload_type, bin_payload, id } = named(envelope, envelopeLayout);
  const [type, base64] = [payload_type as string, bin_payload as string];
  const payload = new Uint8Array(Buffer.from(base64, "base64"));
  const { struct, end: payloadEnd } = readStruct(payload);
  const known = layouts[type];
  return {
    type,
    id: id as string,
    fields: known ? named(struct, known) : ownFields(struct),
    plain,
    padding: plain.slice(end),
    base64,
    payloadRest: payload.length - payloadEnd,
    datagram,
  };
}

/** What we promise of each datagram that we make, beyond what others need to read it. */
export function assertOurStyle({ padding, base64, id, ...opened }: Opened) {
  const { datagram, payloadRest, type } = opened;
  assert.equal((datagram.length - 16) % 32, 0, "a multiple of 32 after the IV");
  assert.ok(padding.length >= 1 && padding.length <= 32, "1 to 32 of padding");
  assert.ok(padding.every((byte) => byte === 0), "padding of zeros");
  assert.match(
    base64,
    /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
    "one line of padded base64",
  );
  assert.match(id, uuidV4, "an envelope's id is a UUID");
  if (isKnown(type)) assert.equal(payloadRest, 0, "nothing after the payload");
  if (type === "digest") assert.match(String(opened.fields.id), uuidV4);
}

/** A datagram of one of gossiperl's own types, or of a user's type if `fields` is a list. */
export function seal(
  symmetricKey: string,
  type: string,
  fields: Fields | readonly OwnField[],
  style: "client" | "node",
): Uint8Array {
  const payload = Array.isArray(fields)
    ? written((protocol) => writeOwn(protocol, fields))
    : written((protocol) =>
      writeStruct(protocol, fields as Fields, layouts[type]!)
    );
  const envelope = {
    payload_type: type,
    bin_payload: Buffer.from(payload).toString("base64"),
    id: randomUUID(),
  };
  const plain = written((protocol) =>
    writeStruct(protocol, envelope, envelopeLayout)
  );
  return encipher(symmetricKey, plain, style);
}

/**
 * Enciphers as the JavaScript and JVM clients do (random IV, PKCS#7), or as gossiperl does: the IV is what the envelope
 * ends with, and goes before it as a first block, so that what leads the datagram is the same for ever.
 */
export function encipher(
  symmetricKey: string,
  plain: Uint8Array,
  style: "client" | "node",
): Uint8Array {
  const key = keyOf(symmetricKey);
  if (style === "client") {
    const iv = randomBytes(16);
    const cipher = createCipheriv("aes-256-cbc", key, iv);
    return new Uint8Array(
      Buffer.concat([iv, cipher.update(plain), cipher.final()]),
    );
  }
  const iv = plain.slice(-16);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const zeros = new Uint8Array(32 - plain.length % 32);
  const padded = Buffer.concat([iv, plain, zeros]);
  return new Uint8Array(
    Buffer.concat([cipher.update(padded), cipher.final()]),
  );
}

function keyOf(symmetricKey: string): Uint8Array {
  return createHash("sha256").update(symmetricKey).digest();
}

function layout(text: string): Layout {
  return text.split(" ").map((word) => {
    const [name = "", kind = "string"] = word.split(":");
    return [name, kind as Kind];
  });
}

interface Value {
  readonly type: number;
  readonly value: unknown;
}
type Struct = ReadonlyMap<number, Value>;

function readStruct(bytes: Uint8Array): { struct: Struct; end: number } {
  let read: { struct: Struct; end: number } | undefined;
  TBufferedTransport.receiver((transport) => {
    const protocol = new TBinaryProtocol(transport, true, true);
    const struct = readFields(protocol);
    read = { struct, end: transport.readCursor };
  })(Buffer.from(bytes));
  assert.ok(read, "a struct");
  return read;
}

function readFields(protocol: Protocol): Struct {
  const fields = new Map<number, Value>();
  protocol.readStructBegin();
  while (true) {
    const { ftype, fid } = protocol.readFieldBegin();
    if (ftype === STOP) return fields;
    assert.ok(!fields.has(fid), `field ${fid} comes once`);
    fields.set(fid, { type: ftype, value: readValue(protocol, ftype) });
  }
}

function readValue(protocol: Protocol, type: number): unknown {
  switch (type) {
    case STRING: {
      const bytes: Uint8Array = protocol.readBinary();
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    }
    case I32:
      return protocol.readI32();
    case I64:
      return Number(protocol.readI64());
    case STRUCT:
      return readFields(protocol);
    case LIST: {
      const { etype, size } = protocol.readListBegin();
      return Array.from({ length: size }, () => readValue(protocol, etype));
    }
    default:
      throw new TypeError(`no gossiperl struct has a field of type ${type}`);
  }
}

/** The fields of a layout: each of them, of its type, and no other. */
function named(struct: Struct, layout: Layout): Fields {
  assert.deepEqual(
    [...struct.keys()].sort((a, b) => a - b),
    layout.map((_, index) => index + 1),
    "the fields of its layout",
  );
  return Object.fromEntries(layout.map(([name, kind], index) => {
    const { type, value } = struct.get(index + 1)!;
    assert.equal(type, typeOf(kind), `the type of ${name}`);
    return [
      name,
      typeof kind === "string"
        ? value
        : (value as Struct[]).map((row) => named(row, kind)),
    ];
  }));
}

function ownFields(struct: Struct): Fields {
  return Object.fromEntries([...struct].map(([id, { value }]) => [id, value]));
}

function typeOf(kind: Kind): number {
  if (kind === "string") return STRING;
  if (kind === "i32") return I32;
  return kind === "i64" ? I64 : LIST;
}

function written(write: (protocol: Protocol) => void): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  const transport = new TBufferedTransport(undefined, (flushed) => {
    bytes = flushed;
  });
  const protocol: Protocol = new TBinaryProtocol(transport);
  write(protocol);
  protocol.flush();
  return new Uint8Array(bytes);
}

function writeStruct(protocol: Protocol, fields: Fields, layout: Layout): void {
  for (const [index, [name, kind]] of layout.entries()) {
    protocol.writeFieldBegin(name, typeOf(kind), index + 1);
    writeValue(protocol, fields[name], kind);
  }
  protocol.writeFieldStop();
}

function writeOwn(protocol: Protocol, fields: readonly OwnField[]): void {
  for (const { id, value } of fields) {
    const kind = typeof value === "string" ? "string" : "i64";
    protocol.writeFieldBegin("", typeOf(kind), id);
    writeValue(protocol, value, kind);
  }
  protocol.writeFieldStop();
}

function writeValue(protocol: Protocol, value: unknown, kind: Kind): void {
  switch (kind) {
    case "string":
      return protocol.writeString(value);
    case "i32":
      return protocol.writeI32(value);
    case "i64":
      return protocol.writeI64(value);
    case "strings": {
      const texts = value as readonly string[];
      protocol.writeListBegin(STRING, texts.length);
      for (const text of texts) protocol.writeString(text);
      return;
    }
    default: {
      const rows = value as readonly Fields[];
      protocol.writeListBegin(STRUCT, rows.length);
      for (const row of rows) writeStruct(protocol, row, kind);
    }
  }
}
