/**
 * Base64 of the standard alphabet, padded, in one line: bytes to bytes.
 *
 * Written out because it stands on the packet path: no string is made between, nothing is
 * allocated, and only the one canonical spelling is read. The platform's own decoder
 * takes a string and ignores white space in it.
 *
 * @module
 */

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 0x3d;
const NO_DIGIT = 0xff;
const digits = new Uint8Array(256).fill(NO_DIGIT);
const codes = new Uint8Array(64);
for (let i = 0; i < 64; i++) {
  codes[i] = ALPHABET.charCodeAt(i);
  digits[codes[i]!] = i;
}

/** Bytes of the base64 text of `count` bytes. */
export function base64Bytes(count: number): number {
  return Math.ceil(count / 3) * 4;
}

/** How many bytes have a base64 text of at most `textBytes` bytes. */
export function bytesInBase64(textBytes: number): number {
  return Math.floor(textBytes / 4) * 3;
}

/**
 * Decodes `text` into the beginning of `into`, which needs {@linkcode bytesInBase64} of room; returns how many
 * bytes that made, or -1 if the text is not exactly what an encoder writes.
 */
export function decodeBase64(text: Uint8Array, into: Uint8Array): number {
  const { length } = text;
  if (length === 0) return 0;
  if (length % 4 !== 0) return -1;
  const last = length - 4;
  let to = 0;
  for (let at = 0; at < last; at += 4) {
    const a = digits[text[at]!]!;
    const b = digits[text[at + 1]!]!;
    const c = digits[text[at + 2]!]!;
    const d = digits[text[at + 3]!]!;
    if ((a | b | c | d) > 63) return -1;
    into[to] = a << 2 | b >> 4;
    into[to + 1] = b << 4 | c >> 2;
    into[to + 2] = c << 6 | d;
    to += 3;
  }
  return decodeLast(text, last, into, to);
}

/** Encodes `bytes` into the beginning of `into`, which needs {@linkcode base64Bytes} of room. */
export function encodeBase64(bytes: Uint8Array, into: Uint8Array): void {
  const whole = bytes.length - bytes.length % 3;
  let to = 0;
  for (let at = 0; at < whole; at += 3) {
    const bits = bytes[at]! << 16 | bytes[at + 1]! << 8 | bytes[at + 2]!;
    into[to] = codes[bits >> 18]!;
    into[to + 1] = codes[bits >> 12 & 63]!;
    into[to + 2] = codes[bits >> 6 & 63]!;
    into[to + 3] = codes[bits & 63]!;
    to += 4;
  }
  const left = bytes.length - whole;
  if (left === 0) return;
  const bits = bytes[whole]! << 16 | (left === 2 ? bytes[whole + 1]! << 8 : 0);
  into[to] = codes[bits >> 18]!;
  into[to + 1] = codes[bits >> 12 & 63]!;
  into[to + 2] = left === 2 ? codes[bits >> 6 & 63]! : PAD;
  into[to + 3] = PAD;
}

/** The last four characters, where padding may stand; bits that no byte takes must be zero. */
function decodeLast(
  text: Uint8Array,
  at: number,
  into: Uint8Array,
  to: number,
): number {
  const a = digits[text[at]!]!;
  const b = digits[text[at + 1]!]!;
  if ((a | b) > 63) return -1;
  into[to] = a << 2 | b >> 4;
  if (text[at + 3] === PAD && text[at + 2] === PAD) {
    return (b & 0xf) === 0 ? to + 1 : -1;
  }
  const c = digits[text[at + 2]!]!;
  if (c > 63) return -1;
  into[to + 1] = b << 4 | c >> 2;
  if (text[at + 3] === PAD) return (c & 3) === 0 ? to + 2 : -1;
  const d = digits[text[at + 3]!]!;
  if (d > 63) return -1;
  into[to + 2] = c << 6 | d;
  return to + 3;
}
