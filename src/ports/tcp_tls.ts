/**
 * `TlsOptions` as node:tls takes them, once they have been looked at.
 *
 * Deno 2.9.6 takes a key or a certificate that is none without a word, and then fails each handshake: so they are parsed
 * here first. It does check what it is asked to: authority, dates and name of the server's certificate, the client's
 * too. What it does not do is end connections whose handshake does not: `tcp_listener.ts` and `tcp.ts` do.
 *
 * @module
 */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ConnectionOptions, TlsOptions as ServerOptions } from "node:tls";
import { Secret } from "../wire/secret.ts";
import type { TlsOptions } from "./world.ts";

/** How long a handshake may take, in milliseconds: many round trips of the slowest line, and none for who is silent. */
export const TLS_HANDSHAKE_MS_MAX = 10_000;

/** What Deno is asked for, or what is wrong with the options. */
export type Checked<Options> =
  | { readonly ok: true; readonly value: Options }
  | { readonly ok: false; readonly reason: string };

/** Options of a client that connects to `host`. */
export function clientTls(
  tls: TlsOptions,
  host: string,
): Checked<ConnectionOptions> {
  const name = tls.serverName ?? host;
  return checked(tls, false, {
    // An address must not be sent as the name asked for (RFC 6066, section 3); it is checked against the certificate all the same.
    ...(isIP(name) === 0 ? { servername: name } : { host: name }),
    rejectUnauthorized: tls.verify === "peer",
  });
}

/** Options of a listener. */
export function listenerTls(tls: TlsOptions): Checked<ServerOptions> {
  const requestCert = tls.requireClientCertificate === true;
  return checked(tls, true, {
    requestCert,
    rejectUnauthorized: requestCert && tls.verify === "peer",
  });
}

function checked<Options>(
  { cert, key, ca }: TlsOptions,
  needsCertificate: boolean,
  options: Options,
): Checked<Options> {
  const secret = key instanceof Secret ? key.reveal() : key;
  const reason = needsCertificate && (cert === undefined || key === undefined)
    ? "a listener needs a certificate and its key"
    : pairFault(cert, secret) ?? authorityFault(ca);
  if (reason !== undefined) return { ok: false, reason };
  const given = { cert, key: secret, ca: ca && certificatesOf(ca) };
  return { ok: true, value: { ...options, ...present(given) } };
}

/** Why certificate and key are no pair. The platform's words are not repeated: they may quote the key. */
function pairFault(cert?: string, key?: string): string | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    return "a certificate is of no use without its key, nor a key without its certificate";
  }
  const own = certificatesOf(cert)[0];
  if (own === undefined) return "the certificate is not in PEM";
  const keyObject = attempt(() => createPrivateKey(key));
  if (!keyObject) return "the key is no private key in PEM";
  const certificate = attempt(() => new X509Certificate(own));
  if (!certificate) return "the certificate cannot be read";
  return certificate.checkPrivateKey(keyObject)
    ? undefined
    : "the key is not that of the certificate";
}

function authorityFault(ca?: string): string | undefined {
  if (ca === undefined) return undefined;
  const all = certificatesOf(ca);
  return all.length > 0 &&
      all.every((one) => attempt(() => new X509Certificate(one)))
    ? undefined
    : "the authorities' certificates are not in PEM";
}

function certificatesOf(pem: string): string[] {
  return pem.match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
  ) ?? [];
}

function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function present<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Given>;
}
