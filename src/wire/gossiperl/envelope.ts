/**
 * The envelope around every digest: its type, its payload in base64, and an id.
 *
 * @module
 */
import {
  base64Bytes,
  bytesInBase64,
  decodeBase64,
  encodeBase64,
} from "../base64.ts";
import { accept, refuse, type Result } from "../result.ts";
import { ThriftReader, type ThriftWork } from "../thrift/reader.ts";
import { type Kind, struct } from "../thrift/struct.ts";
import { STOP, type ThriftErrorCode, ThriftType } from "../thrift/types.ts";
import { ThriftWriter } from "../thrift/writer.ts";
import { id, name } from "./kinds.ts";
import type { GossiperlErrorCode } from "./limits.ts";

/** A digest as it travels. */
export interface Envelope {
  /** What the payload is: a name of gossiperl's or of a user's. */
  readonly payloadType: string;
  /** The bytes of the payload's struct. */
  readonly payload: Uint8Array;
  /** The id under which it is delivered and acknowledged. */
  readonly id: string;
}

/** An envelope that was opened. */
export interface OpenedEnvelope extends Envelope {
  /** The bytes it was read from, without what followed: a view of the input. */
  readonly envelope: Uint8Array;
}

/** Memory that is used for one payload after the other. */
export class PayloadRoom {
  #bytes = new Uint8Array(2_048);

  /** At least `count` bytes; what an earlier call gave is stale. */
  take(count: number): Uint8Array {
    if (count > this.#bytes.length) this.#bytes = new Uint8Array(count);
    return this.#bytes;
  }
}

/** What {@linkcode decodeEnvelope} may be given. */
export interface EnvelopeOptions {
  /** Holds the payload, until the next use of it; without it every payload has bytes of its own. */
  readonly room?: PayloadRoom;
  /** What decoding cost is added to it. */
  readonly work?: ThriftWork;
}

/** The base64 text, as a view of the input. */
const base64: Kind<Uint8Array> = {
  type: ThriftType.STRING,
  blank: new Uint8Array(0),
  read: (reader) => reader.view(reader.size()),
  write: (writer, value) => writer.binary(value),
};

interface Fields {
  readonly payloadType: string;
  readonly text: Uint8Array;
  readonly id: string;
}

const codec = struct<Fields>({}, {
  payloadType: [1, name],
  text: [2, base64],
  id: [3, id],
});

/** What only damage or another key brings about, since every program writes whole structs. */
const damage: ReadonlySet<ThriftErrorCode> = new Set([
  "truncated",
  "negative_size",
  "bad_type",
  "too_deep",
]);

/** Decodes an envelope; what follows its STOP, which is padding, is ignored. */
export function decodeEnvelope(
  bytes: Uint8Array,
  { room, work }: EnvelopeOptions = {},
): Result<OpenedEnvelope, GossiperlErrorCode> {
  const reader = new ThriftReader(bytes);
  const { payloadType, text, id } = codec.read(reader);
  if (work !== undefined) reader.tally(work);
  const { refusal, offset } = reader;
  if (refusal !== undefined) {
    const { code } = refusal;
    return refuse(damage.has(code) ? "wrong_key" : code, refusal.offset);
  }
  const count = bytesInBase64(text.length);
  const memory = room?.take(count) ?? new Uint8Array(count);
  const payloadBytes = decodeBase64(text, memory);
  if (payloadBytes < 0) return refuse("bad_base64", 0);
  const payload = memory.subarray(0, payloadBytes);
  const envelope = reader.bytes.subarray(0, offset);
  return accept({ payloadType, payload, id, envelope });
}

/**
 * Encodes an envelope, without padding.
 *
 * @throws {TypeError} If the payload's type or the id is no printable text of the right length.
 */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const writer = new ThriftWriter();
  writeEnvelope(writer, envelope);
  return writer.finish();
}

/** Writes what {@linkcode encodeEnvelope} encodes. */
export function writeEnvelope(
  writer: ThriftWriter,
  { payloadType, payload, id: envelopeId }: Envelope,
): void {
  writer.field(name.type, 1);
  name.write(writer, payloadType);
  const textBytes = base64Bytes(payload.length);
  writer.field(ThriftType.STRING, 2);
  writer.u32(textBytes);
  encodeBase64(payload, writer.space(textBytes));
  writer.field(id.type, 3);
  id.write(writer, envelopeId);
  writer.u8(STOP);
}
