/**
 * How many bytes a digest takes on the network, to the byte.
 *
 *     datagram = IV ‖ envelope ‖ 1 to 32 zeros, to a multiple of 32
 *     envelope = 3 fields with lengths ‖ type ‖ base64(payload) ‖ id ‖ STOP
 *
 * @module
 */
import { base64Bytes, bytesInBase64 } from "../base64.ts";
import { BLOCK_BYTES } from "../cbc_envelope.ts";
import { FIELD_HEADER_BYTES, LIST_HEADER_BYTES } from "../thrift/types.ts";

/** Envelopes are padded to a multiple of this, with one byte at least. */
export const PADDED_BYTES = 32;

/** Bytes of a UUID in text form, which is what our ids are. */
export const UUID_BYTES = 36;

const LENGTH_BYTES = 4;
const I64_BYTES = 8;
const STOP_BYTES = 1;
const STRING_FIELD_BYTES = FIELD_HEADER_BYTES + LENGTH_BYTES;
const ENVELOPE_FIXED_BYTES = 3 * STRING_FIELD_BYTES + STOP_BYTES;

/** Zeros that follow an envelope of so many bytes: 1 to 32. */
export function paddingBytes(envelopeBytes: number): number {
  return PADDED_BYTES - envelopeBytes % PADDED_BYTES;
}

/** Size of the datagram that carries an envelope of so many bytes. */
export function datagramBytes(envelopeBytes: number): number {
  return BLOCK_BYTES + envelopeBytes + paddingBytes(envelopeBytes);
}

/** Size of the envelope around a payload, all in bytes of UTF-8. */
export function envelopeBytes(
  payloadTypeBytes: number,
  payloadBytes: number,
  idBytes: number = UUID_BYTES,
): number {
  return ENVELOPE_FIXED_BYTES + payloadTypeBytes + base64Bytes(payloadBytes) +
    idBytes;
}

/** Size of the largest envelope whose datagram has at most so many bytes. */
export function envelopeBytesMax(datagramBytesMax: number): number {
  const padded = datagramBytesMax - BLOCK_BYTES;
  // At least one byte of the last 32 is padding.
  return padded - padded % PADDED_BYTES - 1;
}

/** Largest payload whose envelope has at most so many bytes; negative if none has. */
export function payloadBytesMax(
  payloadTypeBytes: number,
  envelopeBytesMax: number,
  idBytes: number = UUID_BYTES,
): number {
  return bytesInBase64(
    envelopeBytesMax - envelopeBytes(payloadTypeBytes, 0, idBytes),
  );
}

/** Size of the payload of a `digestAck` or `digestSubscriptions` whose rows have so many bytes together. */
export function rowsPayloadBytes(
  nameBytes: number,
  replyIdBytes: number,
  rowsBytes: number,
): number {
  return 2 * STRING_FIELD_BYTES + nameBytes + replyIdBytes +
    FIELD_HEADER_BYTES + I64_BYTES +
    FIELD_HEADER_BYTES + LIST_HEADER_BYTES + rowsBytes + STOP_BYTES;
}
