/**
 * Compressed terms: `131, 80, size:32, zlib data`.
 *
 * The size is a stranger's claim. It is compared with the limit before a byte is
 * inflated, inflating stops as soon as there are more bytes than claimed, and
 * fewer are refused.
 *
 * @module
 */
import { deflateSync, inflateSync } from "node:zlib";
import type { ByteReader } from "../reader.ts";
import type { EtfErrorCode } from "./limits.ts";

const NOTHING = new Uint8Array(0);
const CHUNK_BYTES_MIN = 64;
const CHUNK_BYTES_MAX = 16 * 1024;

/** Reads the claimed size and inflates what follows; leaves the reader behind the zlib data. */
export function inflate(
  reader: ByteReader<EtfErrorCode>,
  inflatedBytesMax: number,
): Uint8Array {
  const at = reader.offset;
  const bytes = reader.u32();
  if (bytes > inflatedBytesMax) reader.fail("too_large", at);
  if (reader.error !== undefined) return NOTHING;
  const { inflated, bytesConsumed } = inflateUpTo(
    reader.bytes.subarray(reader.offset),
    bytes,
  );
  reader.view(bytesConsumed);
  if (inflated.length !== bytes || bytes === 0) {
    reader.fail("bad_compression", at);
  }
  return inflated;
}

function inflateUpTo(compressed: Uint8Array, bytes: number) {
  const chunkSize = Math.max(CHUNK_BYTES_MIN, Math.min(bytes, CHUNK_BYTES_MAX));
  const maxOutputLength = Math.max(bytes, 1);
  try {
    const { buffer, engine } = inflateSync(compressed, {
      chunkSize,
      maxOutputLength,
      info: true,
    }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    // zlib data ends itself: what the engine took is where the next term begins.
    return { inflated: buffer, bytesConsumed: engine.bytesWritten };
  } catch {
    return { inflated: NOTHING, bytesConsumed: compressed.length };
  }
}

/** Deflates a term without its version byte; `undefined` if that does not make it smaller. */
export function deflate(
  term: Uint8Array,
  level: number,
): Uint8Array | undefined {
  const deflated = deflateSync(term, { level });
  // As OTP does: the claimed size takes four bytes more.
  return deflated.length + 4 < term.length ? deflated : undefined;
}
