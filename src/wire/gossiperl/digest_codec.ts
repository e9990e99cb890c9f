/**
 * Datagrams as gossiperl's programs write them: `IV:16 ‖ AES-256-CBC( zero_pad_32(envelope) )`.
 *
 * What follows the envelope's STOP is ignored, so both gossiperl's zeros and its clients' PKCS#7 are read.
 * None of it is authenticated: whoever saw one packet can replay it and alter its first block
 * (docs/decisions/0008-authenticated-overlays.md).
 *
 * @module
 */
import { concat } from "../bytes.ts";
import { BLOCK_BYTES, type BlockCipher } from "../cbc_envelope.ts";
import { refuse, type Result } from "../result.ts";
import { DATAGRAM_BYTES_MAX, type GossiperlErrorCode } from "./limits.ts";
import { type Incoming, MessageCoder, type Outgoing } from "./message.ts";
import { type OverlayCodec, requireDatagram } from "./overlay_codec.ts";
import { envelopeBytesMax, paddingBytes } from "./sizes.ts";

/** What a digest codec needs. */
export interface DigestCodecOptions {
  /** Opens and seals all packets. */
  readonly cipher: BlockCipher;
}

/** What an opened datagram is, or why it was refused. */
export type Opened = Result<Incoming, GossiperlErrorCode>;

/** A codec that deciphers up to {@linkcode BATCH_BYTES_MAX} of waiting datagrams with one call of the cipher. */
export type DigestCodec = OverlayCodec<GossiperlErrorCode>;

/** Largest batch deciphered at once: what is copied to lay it end to end must not hold the loop. */
export const BATCH_BYTES_MAX = 131_072;

/** Makes the codec of one overlay. */
export function digestCodec({ cipher }: DigestCodecOptions): DigestCodec {
  const coder = new MessageCoder();
  return {
    open(datagram, work) {
      if (!isEnciphered(datagram)) {
        return refuse("not_enveloped", datagram.length);
      }
      return coder.decode(cipher.decipher(datagram), work);
    },
    openMany(datagrams) {
      const opened: Opened[] = [];
      for (const batch of batchesOf(datagrams)) {
        openBatch(batch, cipher, coder, opened);
      }
      return opened;
    },
    seal: (message) =>
      requireDatagram(cipher.encipher(coder.encode(message, paddingBytes))),
    sealMany(messages) {
      const padded = paddedOf(messages, coder);
      const sealed = cipher.encipherMany?.(padded) ??
        Array.from(padded, (each) => cipher.encipher(each));
      return sealed.map(requireDatagram);
    },
    envelopeBytesMax: (datagramBytesMax) =>
      envelopeBytesMax(Math.min(datagramBytesMax, DATAGRAM_BYTES_MAX)),
  };
}

/**
 * Opens datagrams laid end to end. Since CBC takes each block together with the one before it, such a row is
 * itself a packet: where a datagram begins, its IV deciphers to rubbish, and what follows is its plaintext.
 */
function openBatch(
  batch: readonly Uint8Array[],
  cipher: BlockCipher,
  coder: MessageCoder,
  opened: Opened[],
): void {
  const whole = batch.filter(isEnciphered);
  const plain = whole.length === 0
    ? new Uint8Array(0)
    : cipher.decipher(concat(...whole));
  let at = 0;
  for (const datagram of batch) {
    if (!isEnciphered(datagram)) {
      opened.push(refuse("not_enveloped", datagram.length));
      continue;
    }
    const end = at + datagram.length - BLOCK_BYTES;
    opened.push(coder.decode(plain.subarray(at, end)));
    at = end + BLOCK_BYTES;
  }
}

/** Each stale when the next is asked for. */
function* paddedOf(
  messages: readonly Outgoing[],
  coder: MessageCoder,
): Iterable<Uint8Array> {
  for (const message of messages) yield coder.encode(message, paddingBytes);
}

/** Cuts a row of datagrams into batches of at most {@linkcode BATCH_BYTES_MAX}. */
function* batchesOf(
  datagrams: readonly Uint8Array[],
): Iterable<readonly Uint8Array[]> {
  let start = 0;
  let bytes = 0;
  for (const [i, { length }] of datagrams.entries()) {
    if (i > start && bytes + length > BATCH_BYTES_MAX) {
      yield datagrams.slice(start, i);
      start = i;
      bytes = 0;
    }
    bytes += length;
  }
  if (start < datagrams.length) yield datagrams.slice(start);
}

function isEnciphered({ length }: Uint8Array): boolean {
  return length >= 2 * BLOCK_BYTES && length % BLOCK_BYTES === 0 &&
    length <= DATAGRAM_BYTES_MAX;
}
