/**
 * The platform's errors of TCP and TLS in the words of `tcp_world.ts`, as seen in Deno 2.9.6.
 *
 * @module
 */

import type { TcpFailure, TcpFailureCode } from "./world.ts";

type Attempt = TcpFailure["during"];

const CODES: { readonly [code: string]: TcpFailureCode } = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timed_out",
  ENETUNREACH: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EHOSTDOWN: "unreachable",
  ERR_SOCKET_BAD_PORT: "unreachable",
  ENOTFOUND: "not_found",
  EAI_AGAIN: "not_found",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  EADDRINUSE: "address_in_use",
  EADDRNOTAVAIL: "address_unavailable",
  EACCES: "permission_denied",
  EPERM: "permission_denied",
  NotCapable: "permission_denied",
};

const CODES_WHILE: {
  readonly [during in Attempt]?: {
    readonly [code: string]: TcpFailureCode;
  };
} = {
  // Deno says EINVAL where Node says EADDRNOTAVAIL.
  listen: {
    EINVAL: "address_unavailable",
    ENOTFOUND: "address_unavailable",
    ERR_SOCKET_BAD_PORT: "address_unavailable",
  },
};

const ADVICE: { readonly [code in TcpFailureCode]?: string } = {
  refused: "does somebody listen there?",
  unreachable: "does a route lead there?",
  not_found: "is the name right, and does the resolver know it?",
  address_in_use: "is another node running?",
  address_unavailable: "does this host have that address?",
  permission_denied: "does --allow-net cover it?",
  certificate_refused:
    "do the authority, the name and the dates of the certificate fit?",
};

/** What one side says of a certificate, its own verdict or the other's alert. */
const CERTIFICATE =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_|ERR_TLS_CERT_|ERR_SSL_\w*(?:CERTIFICATE|UNKNOWN_CA))/;

/** What `error`, thrown or told while attempting `during` with `whom`, means. */
export function tcpFailure(
  during: Attempt,
  whom: string,
  error: unknown,
): TcpFailure {
  const { code: platformCode, name, message, syscall } = error as {
    code?: string;
    name?: string;
    message?: string;
    syscall?: string;
  };
  const key = platformCode ?? name ?? "";
  const while_ = attempt(during, key, syscall);
  const code = CERTIFICATE.test(key)
    ? "certificate_refused"
    : CODES_WHILE[while_]?.[key] ?? CODES[key] ?? "unknown";
  return failure(while_, code, whom, `${message}`);
}

/** A refusal of our own, or one whose meaning is known. */
export function failure(
  during: Attempt,
  code: TcpFailureCode,
  whom: string,
  reason: string,
): TcpFailure {
  const advice = ADVICE[code];
  const why = advice === undefined ? reason : `${reason} (${advice})`;
  return { during, code, message: `Cannot ${VERBS[during]} ${whom}: ${why}` };
}

const VERBS: { readonly [during in Attempt]: string } = {
  resolve: "resolve",
  connect: "connect to",
  listen: "listen on",
  accept: "accept on",
  read: "read from",
  write: "write to",
  tls: "speak TLS with",
};

/** The platform knows better than its caller at which step it failed. */
function attempt(
  during: Attempt,
  key: string,
  syscall: string | undefined,
): Attempt {
  if (CERTIFICATE.test(key) || /^ERR_(?:SSL|TLS)_/.test(key)) return "tls";
  if (during === "connect" && syscall === "getaddrinfo") return "resolve";
  return during === "read" && syscall === "write" ? "write" : during;
}
