/**
 * AES-256 in CBC mode over whole packets, `iv ‖ ciphertext`, under the SHA-256 of a secret: how gossiperl and
 * libcluster's gossip protect their datagrams.
 *
 * One cipher object serves every packet, which takes half the time of a new one each. The trick is that CBC
 * chains: block n is enciphered together with the ciphertext of block n - 1, across packets too.
 *
 * - Enciphering `random ‖ padded` gives 16 bytes that nobody can foretell, followed by the
 *   ciphertext for which exactly those 16 bytes are the IV.
 * - Deciphering `iv ‖ ciphertext` gives 16 bytes of rubbish, since the block before the IV is not its
 *   predecessor, followed by the plaintext.
 *
 * Padding is the caller's business (the protocols differ in it). CBC hides, it does not authenticate: whoever can
 * send can also alter what is deciphered.
 *
 * @module
 */

import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createHash,
  type Decipheriv,
} from "node:crypto";

/** Size of an AES block and of the IV, in bytes. */
export const AES_BLOCK_BYTES = 16;

/** Where the random IVs come from. */
export interface RandomBytes {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}

/** Room for most packets; it grows for others. */
const INPUT_BYTES = 2_048;

const ALGORITHM = "aes-256-cbc";

/** Any IV does: what follows from it is either drowned by randomness or dropped. */
const ANY_IV = new Uint8Array(AES_BLOCK_BYTES);

/** AES-256-CBC under one key. Printing it shows nothing of the key. */
export class Aes256Cbc {
  readonly #key: Uint8Array;
  readonly #random: RandomBytes;
  #cipher: Cipheriv | undefined;
  #decipher: Decipheriv | undefined;
  /** Where IV and padded text are laid together: used again, since the cipher is done with it at once. */
  #input = new Uint8Array(INPUT_BYTES);

  /** The key is the SHA-256 of `secret` as UTF-8 bytes. */
  constructor(secret: string, random: RandomBytes) {
    this.#key = createHash("sha256").update(secret, "utf8").digest();
    this.#random = random;
  }

  /**
   * Deciphers `iv ‖ ciphertext`; returns the padded plaintext.
   *
   * @throws {RangeError} When the length is not a multiple of 16, at least 32.
   */
  decipher(packet: Uint8Array): Uint8Array {
    requireBlocks("decipher a packet", packet, 2 * AES_BLOCK_BYTES);
    this.#decipher ??= createDecipheriv(ALGORITHM, this.#key, ANY_IV)
      .setAutoPadding(false);
    return this.#decipher.update(packet).subarray(AES_BLOCK_BYTES);
  }

  /**
   * Enciphers `padded` under a fresh IV; returns `iv ‖ ciphertext`.
   *
   * @throws {RangeError} When the length is not a positive multiple of 16.
   */
  encipher(padded: Uint8Array): Uint8Array {
    return this.#encipher(this.#lay(padded, 0));
  }

  /**
   * Enciphers several with one call of the cipher, each under an IV of its own, in half the time; each is taken before
   * the next is asked for, so all may be views of one memory. Returns `iv ‖ ciphertext` of each.
   *
   * @throws {RangeError} When a length is not a positive multiple of 16; nothing is enciphered then.
   */
  encipherMany(padded: Iterable<Uint8Array>): readonly Uint8Array[] {
    const ends: number[] = [];
    let end = 0;
    for (const each of padded) ends.push(end = this.#lay(each, end));
    if (ends.length === 0) return [];
    const packets = this.#encipher(end);
    return ends.map((end, i) => packets.subarray(ends[i - 1] ?? 0, end));
  }

  /** Lays an IV and the text behind what waits in the input; returns where that ends. */
  #lay(padded: Uint8Array, at: number): number {
    requireBlocks("encipher", padded, AES_BLOCK_BYTES);
    const end = at + AES_BLOCK_BYTES + padded.length;
    if (end > this.#input.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#input.length));
      grown.set(this.#input.subarray(0, at));
      this.#input = grown;
    }
    this.#input.set(this.#random.bytes(AES_BLOCK_BYTES), at);
    this.#input.set(padded, at + AES_BLOCK_BYTES);
    return end;
  }

  #encipher(bytes: number): Uint8Array {
    this.#cipher ??= createCipheriv(ALGORITHM, this.#key, ANY_IV)
      .setAutoPadding(false);
    return this.#cipher.update(this.#input.subarray(0, bytes));
  }

  /**
   * Gives the cipher objects back, which Deno counts as open resources and never collects; the next use makes new
   * ones.
   */
  release(): void {
    this.#cipher?.final();
    this.#decipher?.final();
    this.#cipher = this.#decipher = undefined;
  }
}

/** Part of a block would stay in the cipher object and shift every later packet. */
function requireBlocks(
  attempt: string,
  bytes: Uint8Array,
  bytesMin: number,
): void {
  if (bytes.length >= bytesMin && bytes.length % AES_BLOCK_BYTES === 0) return;
  throw new RangeError(
    `Cannot ${attempt} of ${bytes.length} bytes: it takes a multiple of ${AES_BLOCK_BYTES}, at least ${bytesMin}`,
  );
}
