/**
 * How the two nodes of a handshake prove that they have the same cookie.
 *
 * MD5 is what the protocol prescribes. It keeps the cookie from being seen, no more: whoever can alter the stream
 * afterwards needs no cookie, so distribution across networks that are not trusted needs TLS.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../secret.ts";

/** Bytes of a digest. */
export const DIGEST_BYTES = 16;

/**
 * What answers `challenge`, a number of 32 bits without a sign: `MD5(cookie ‖ challenge in decimal digits)`.
 *
 * @throws {RangeError} If the cookie has a character that is not Latin-1: no Erlang node can have it.
 */
export function challengeDigest(cookie: Secret, challenge: number): Uint8Array {
  const text = cookie.reveal();
  // One byte a character, as Erlang's atom_to_list gives it to erlang:md5.
  if (!isLatin1(text)) {
    throw new RangeError(
      "Cannot use the cookie: Erlang's cookies have only characters of Latin-1",
    );
  }
  const digest = createHash("md5").update(`${text}${challenge >>> 0}`, "latin1")
    .digest();
  return new Uint8Array(digest);
}

/** Whether two digests are the same; takes as long whichever bytes differ. */
export function digestsEqual(ours: Uint8Array, theirs: Uint8Array): boolean {
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return false;
  }
  return true;
}
