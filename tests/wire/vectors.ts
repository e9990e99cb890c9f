/** Packets made and judged by a real libcluster 3.5.0 on OTP 25.2.3. */
import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createHash,
  type Decipheriv,
} from "node:crypto";
import json from "../vectors/libcluster.json" with { type: "json" };
import { concat } from "../../src/wire/bytes.ts";
import type { BlockCipher } from "../../src/wire/cbc_envelope.ts";

export interface PlainVector {
  readonly id: string;
  readonly node: string;
  readonly hex: string;
  readonly atom_tags: { readonly key: string; readonly value: string };
}

export interface EncryptedVector {
  readonly id: string;
  readonly node: string;
  readonly secret: string;
  readonly iv_hex: string;
  readonly plaintext_hex: string;
  readonly hex: string;
}

export interface HostileVector {
  readonly id: string;
  readonly hex: string;
  readonly receiver_secret?: string;
}

export const plain: readonly PlainVector[] = json.plaintext;
export const encrypted: readonly EncryptedVector[] = json.encrypted;
export const hostilePlain: readonly HostileVector[] = json.hostile_plain;
export const hostileSecret: readonly HostileVector[] = json.hostile_secret;

/** AES-256-CBC as libcluster keys it, with the initialisation vector that a test wants. */
export function cipherOf(
  secret: string,
  iv: Uint8Array = new Uint8Array(16),
): BlockCipher {
  const key = createHash("sha256").update(secret).digest();
  return {
    decipher: (packet) =>
      crypt(
        createDecipheriv("aes-256-cbc", key, packet.subarray(0, 16)),
        packet.subarray(16),
      ),
    encipher: (padded) =>
      concat(iv, crypt(createCipheriv("aes-256-cbc", key, iv), padded)),
  };
}

function crypt(cipher: Cipheriv | Decipheriv, bytes: Uint8Array): Uint8Array {
  const blocks = cipher.setAutoPadding(false).update(bytes);
  // Gives the native cipher back, which Deno counts as an open resource.
  cipher.final();
  return blocks;
}
