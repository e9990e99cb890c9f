/**
 * AES-256 in Galois/counter mode: hides and authenticates.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { concat } from "./bytes.ts";

/** Bytes of a nonce. */
export const NONCE_BYTES = 12;

/** Bytes of the tag at the end of what was sealed. */
export const TAG_BYTES = 16;

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;

// The same text under gossiperl's own mode gives another key, so neither mode can be turned against the other.
const INFO = "rookery overlay aes-256-gcm v1";

/** AES-256-GCM under one key. Printing it shows nothing of the key. */
export class Aes256Gcm {
  readonly #key: Uint8Array;

  /** The key is drawn from `secret` (as UTF-8) by HKDF-SHA-256, which does not make a guessable secret strong. */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync("sha256", secret, "", INFO, KEY_BYTES));
  }

  /**
   * Seals `plain`; returns ciphertext and tag. Two texts under one nonce give both away.
   *
   * @throws {RangeError} When the nonce does not have 12 bytes.
   */
  seal(
    nonce: Uint8Array,
    plain: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array {
    requireNonce(nonce);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    cipher.setAAD(associated);
    const ciphertext = cipher.update(plain);
    // Also gives the native cipher back, which Deno counts as an open resource.
    cipher.final();
    return concat(ciphertext, cipher.getAuthTag());
  }

  /**
   * Opens what {@linkcode seal} returned; `undefined` unless key, nonce, associated bytes and every bit are the same.
   *
   * @throws {RangeError} When the nonce does not have 12 bytes.
   */
  open(
    nonce: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array | undefined {
    requireNonce(nonce);
    const plainBytes = sealed.length - TAG_BYTES;
    if (plainBytes < 0) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(plainBytes));
    const plain = decipher.update(sealed.subarray(0, plainBytes));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return plain;
  }
}

function requireNonce({ length }: Uint8Array): void {
  if (length === NONCE_BYTES) return;
  throw new RangeError(`Cannot use a nonce of ${length} bytes: it takes 12`);
}
