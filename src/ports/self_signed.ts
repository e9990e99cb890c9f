/**
 * A certificate that is signed by itself, for a server that was given none: it hides what is said from who listens in,
 * and shows by its fingerprint that it is the same as before.
 *
 * @module
 */

import { X509Certificate } from "node:crypto";
import { Secret } from "../wire/secret.ts";

/** A certificate with its key. */
export interface SelfSigned {
  /** The certificate, as PEM. */
  readonly cert: string;
  /** Its key, as PEM. */
  readonly key: Secret;
  /** Its SHA-256, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string;
}

/** A year: a node that runs longer makes another when it is started again. */
const validMs = 365 * 86_400_000;

/** Clocks of others may be behind ours. */
const clockSkewMs = 86_400_000;

/** Made once for each address, so that a listener which is started again shows the same. */
const made = new Map<string, Promise<SelfSigned>>();

/** The pair for a server on `address`: ECDSA on P-256, with SHA-256. */
export function selfSigned(address: string): Promise<SelfSigned> {
  const known = made.get(address);
  if (known) return known;
  const pair = generate(address);
  made.set(address, pair);
  return pair;
}

async function generate(address: string): Promise<SelfSigned> {
  // Twenty packages are behind it, which a server with a certificate, or without TLS, need not wait for.
  const { generate } = await import("selfsigned");
  const ips = new Set(["127.0.0.1", "::1", address]);
  const nowMs = Date.now();
  const pair = await generate([{ name: "commonName", value: "rookery" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(nowMs - clockSkewMs),
    notAfterDate: new Date(nowMs + validMs),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          ...[...ips].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const { fingerprint256: fingerprint } = new X509Certificate(pair.cert);
  return { cert: pair.cert, key: new Secret(pair.private), fingerprint };
}
