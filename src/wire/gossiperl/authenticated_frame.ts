/**
 * The layout of a datagram in an authenticated overlay. Numbers are big-endian.
 *
 * | bytes | what |
 * | --- | --- |
 * | 2 | `RK` |
 * | 1 | version, 1 |
 * | 1 | length k of the key's id, 1 to 32 |
 * | k | the key's id, visible ASCII |
 * | 8 | sender: random, drawn at each start |
 * | 8 | counter of the sender, from 0 |
 * | 12 | nonce, random |
 * | n | ciphertext of the envelope |
 * | 16 | tag |
 *
 * All before the ciphertext is the *head*; head and the overlay's name are authenticated with it.
 *
 * @module
 */
import { bytesOfHex, hexOf } from "../hex.ts";
import { NONCE_BYTES, TAG_BYTES } from "../aes_gcm.ts";
import { ByteReader } from "../reader.ts";
import { accept, refuse, type Result } from "../result.ts";
import { printableText } from "../text.ts";
import { ByteWriter } from "../writer.ts";
import { DATAGRAM_BYTES_MAX } from "./limits.ts";

/** The version of this layout. */
export const FRAME_VERSION = 1;

/** Bytes of a sender's id: enough that no two starts draw the same. */
export const SENDER_BYTES = 8;

const MAGIC = 0x524b;
const KEY_ID = /^[\x21-\x7e]{1,32}$/;
const FIXED_HEAD_BYTES = 4 + SENDER_BYTES + 8 + NONCE_BYTES;

/** Why a datagram is no frame. */
export type FrameErrorCode =
  /** It does not begin as one, or ends too early: a node that does not authenticate, or a stranger. */
  | "not_authenticated"
  /** It is of a version that we do not know. */
  | "unknown_version";

/** What stands before the ciphertext. */
export interface FrameHead {
  /** Which key seals it. */
  readonly keyId: string;
  /** 8 bytes as 16 lower-case hexadecimal digits. */
  readonly sender: string;
  /** How many frames the sender sealed before. */
  readonly counter: number;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

/** A frame taken apart, nothing of which is to be believed yet. */
export interface Frame extends FrameHead {
  /** The bytes of the head, as a view of the datagram. */
  readonly head: Uint8Array;
  /** Ciphertext and tag, as a view of the datagram. */
  readonly sealed: Uint8Array;
}

/** Whether a text can be the id of a key: 1 to 32 visible ASCII characters. It travels in the clear. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** Bytes that a frame adds to its envelope. */
export function frameOverheadBytes(keyId: string): number {
  return FIXED_HEAD_BYTES + keyId.length + TAG_BYTES;
}

/**
 * Encodes a head.
 *
 * @throws {TypeError} If the key's id is none.
 * @throws {RangeError} If the counter is no safe integer, or sender or nonce have another length.
 */
export function encodeHead(
  { keyId, sender, counter, nonce }: FrameHead,
): Uint8Array {
  if (!isKeyId(keyId)) {
    throw new TypeError(
      "Cannot seal a frame: a key's id is 1 to 32 visible ASCII characters",
    );
  }
  const senderBytes = bytesOfHex(sender);
  const fits = Number.isSafeInteger(counter) && counter >= 0 &&
    senderBytes.length === SENDER_BYTES && nonce.length === NONCE_BYTES;
  if (!fits) {
    throw new RangeError(
      "Cannot seal a frame: its counter, sender or nonce is out of range",
    );
  }
  const writer = new ByteWriter();
  writer.u16(MAGIC);
  writer.u8(FRAME_VERSION);
  writer.u8(keyId.length);
  writer.text(keyId);
  writer.bytes(senderBytes);
  writer.u64(BigInt(counter));
  writer.bytes(nonce);
  return writer.finish();
}

/** Takes a frame apart. */
export function decodeFrame(
  datagram: Uint8Array,
): Result<Frame, FrameErrorCode> {
  const reader = new ByteReader(datagram);
  if (reader.u16() !== MAGIC || datagram.length > DATAGRAM_BYTES_MAX) {
    return refuse("not_authenticated", 0);
  }
  if (reader.u8() !== FRAME_VERSION) return refuse("unknown_version", 2);
  const keyIdBytes = reader.view(reader.u8());
  const keyId = printableText(keyIdBytes, 0, keyIdBytes.length) ?? "";
  const sender = hexOf(reader.copy(SENDER_BYTES));
  const counter = Number(reader.u64());
  const nonce = reader.view(NONCE_BYTES);
  const head = reader.bytes.subarray(0, reader.offset);
  const sealed = reader.view(reader.remaining);
  const isWhole = reader.error === undefined && isKeyId(keyId) &&
    Number.isSafeInteger(counter) && sealed.length > TAG_BYTES;
  return isWhole
    ? accept({ keyId, sender, counter, nonce, head, sealed })
    : refuse("not_authenticated", reader.offset);
}
