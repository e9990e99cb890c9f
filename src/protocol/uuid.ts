/**
 * Random UUIDs, made of bytes that somebody else drew.
 *
 * @module
 */
import { hexOf } from "../wire/hex.ts";

/** A UUID of 16 random bytes (RFC 9562, version 4), six bits of which it changes. */
export function uuidOf(bytes: Uint8Array): string {
  bytes[6] = bytes[6]! & 0x0f | 0x40;
  bytes[8] = bytes[8]! & 0x3f | 0x80;
  const hex = hexOf(bytes);
  const part = (from: number, to: number) => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${
    part(20, 32)
  }`;
}
