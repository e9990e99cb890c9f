/**
 * Bytes as hexadecimal digits, in runtimes that cannot do it themselves too: Node can since 25.
 *
 * @module
 */

const digits: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => byte.toString(16).padStart(2, "0"),
);

/** Two lower-case digits for each byte. */
export const hexOf: (bytes: Uint8Array) => string =
  "toHex" in Uint8Array.prototype
    ? (bytes) => bytes.toHex()
    : (bytes) => Array.from(bytes, (byte) => digits[byte]!).join("");

/** The bytes of `hex`; what is no pair of digits becomes 0. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}
