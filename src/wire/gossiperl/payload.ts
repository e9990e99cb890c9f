/**
 * The payload of an envelope: the struct of one digest.
 *
 * @module
 */
import type { Result } from "../result.ts";
import { ThriftReader, type ThriftWork } from "../thrift/reader.ts";
import type { StructCodec } from "../thrift/struct.ts";
import type { ThriftErrorCode } from "../thrift/types.ts";
import type { ThriftWriter } from "../thrift/writer.ts";
import type { KnownDigest } from "./digests.ts";
import { digestStructs } from "./structs.ts";

/** A digest, and how much of it was left out. */
export interface Payload {
  /** The digest. */
  readonly digest: KnownDigest;
  /** Rows left out of its list because something was wrong with them. */
  readonly rowsRefused: number;
}

const codecs: ReadonlyMap<string, StructCodec<KnownDigest>> = new Map(
  Object.entries(digestStructs),
);

/** Whether a payload type is one of gossiperl's own; all others are users'. */
export function isKnownType(
  payloadType: string,
): payloadType is KnownDigest["type"] {
  return codecs.has(payloadType);
}

/**
 * Decodes the payload of a known type; what follows its STOP is ignored. Adds what that cost to `work`.
 *
 * @throws {TypeError} If the type is a user's own.
 */
export function decodePayload(
  payloadType: string,
  bytes: Uint8Array,
  work?: ThriftWork,
): Result<Payload, ThriftErrorCode> {
  const codec = codecOf(payloadType);
  const reader = new ThriftReader(bytes);
  const digest = codec.read(reader);
  if (work !== undefined) reader.tally(work);
  const { refusal, rowsRefused } = reader;
  return refusal === undefined
    ? { ok: true, value: { digest, rowsRefused } }
    : { ok: false, error: refusal };
}

/**
 * Writes the payload of a digest.
 *
 * @throws {TypeError | RangeError} If a value in it could not be read back.
 */
export function writePayload(writer: ThriftWriter, digest: KnownDigest): void {
  codecOf(digest.type).write(writer, digest);
}

function codecOf(payloadType: string): StructCodec<KnownDigest> {
  const codec = codecs.get(payloadType);
  if (codec !== undefined) return codec;
  throw new TypeError(
    `Cannot code the payload ${
      JSON.stringify(payloadType)
    }: its struct is a user's own`,
  );
}
