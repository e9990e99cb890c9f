/**
 * Ciphers of the real world: node:crypto, with IVs from the given randomness.
 *
 * @module
 */

import { Aes256Cbc } from "../wire/aes_cbc.ts";
import { Aes256Gcm } from "../wire/aes_gcm.ts";
import type { Ciphers, Random } from "./world.ts";

/** Ciphers whose IVs come from `random`. A key is derived once for each cipher asked for: keep the cipher. */
export function ciphers(random: Random): Ciphers {
  return {
    aes256Cbc: (secret) => new Aes256Cbc(secret, random),
    aes256Gcm: (secret) => new Aes256Gcm(secret),
  };
}
