/**
 * libcluster's envelope around a datagram: `IV:16 ‖ AES-256-CBC( PKCS#7(plain) )`.
 *
 * It keeps strangers from reading and, mostly, from being understood; it does not
 * authenticate. Who has seen one packet can replay it or flip bits of its first
 * block, so what comes out is as untrusted as what went in.
 *
 * @module
 */
import { accept, refuse, type Result } from "./result.ts";

/** Bytes of a block and of the initialisation vector. */
export const BLOCK_BYTES = 16;

/** AES-256-CBC without padding, under one key; who gives it holds key and randomness. */
export interface BlockCipher {
  /** Deciphers `iv ‖ ciphertext` (a multiple of 16 bytes, at least 32); returns the padded plaintext. */
  decipher(packet: Uint8Array): Uint8Array;
  /** Enciphers `padded` (a positive multiple of 16 bytes) under a fresh random IV; returns `iv ‖ ciphertext`. */
  encipher(padded: Uint8Array): Uint8Array;
  /** The same for several, each taken before the next is asked for; without it they are enciphered one by one. */
  encipherMany?(padded: Iterable<Uint8Array>): readonly Uint8Array[];
}

/** Why an envelope cannot be opened. */
export type EnvelopeErrorCode =
  /** Its length is not that of an IV and at least one whole block. */
  | "not_enveloped"
  /** The padding is wrong: another secret, or damage. */
  | "wrong_secret";

/** Deciphers a packet and takes off the padding, which must be exactly PKCS#7. */
export function openEnvelope(
  packet: Uint8Array,
  cipher: BlockCipher,
): Result<Uint8Array, EnvelopeErrorCode> {
  const { length } = packet;
  if (length < 2 * BLOCK_BYTES || length % BLOCK_BYTES !== 0) {
    return refuse("not_enveloped", length);
  }
  const padded = cipher.decipher(packet);
  const plainBytes = padded.length - paddingOf(padded);
  return plainBytes < padded.length
    ? accept(padded.subarray(0, plainBytes))
    : refuse("wrong_secret", length - 1);
}

/** Pads and enciphers; 17 to 32 bytes longer than `plain`. */
export function sealEnvelope(
  plain: Uint8Array,
  cipher: BlockCipher,
): Uint8Array {
  const padding = BLOCK_BYTES - plain.length % BLOCK_BYTES;
  const padded = new Uint8Array(plain.length + padding).fill(padding);
  padded.set(plain);
  return cipher.encipher(padded);
}

/** Bytes of PKCS#7 padding at the end; 0 if there is none that is consistent. */
function paddingOf(padded: Uint8Array): number {
  const padding = padded.at(-1) ?? 0;
  if (padding > Math.min(BLOCK_BYTES, padded.length)) return 0;
  const tail = padded.subarray(padded.length - padding);
  return tail.every((byte) => byte === padding) ? padding : 0;
}
