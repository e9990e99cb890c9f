/**
 * The platform's errors in the words of `world.ts`.
 *
 * Deno says `UNKNOWN` for a failed send where Node says ENETUNREACH, EHOSTUNREACH, ENODEV or EACCES, and `EINVAL` for
 * every failed join (seen in Deno 2.9.6); the words here are the likeliest of what that may mean.
 *
 * @module
 */

import type { NetworkFailure, NetworkFailureCode } from "./world.ts";

type Attempt = NetworkFailure["during"];

const CODES: { readonly [code: string]: NetworkFailureCode } = {
  EADDRINUSE: "address_in_use",
  EADDRNOTAVAIL: "address_unavailable",
  ENOTFOUND: "address_unavailable",
  ENETUNREACH: "no_route",
  EHOSTUNREACH: "no_route",
  ENODEV: "interface_gone",
  EACCES: "permission_denied",
  EPERM: "permission_denied",
  NotCapable: "permission_denied",
  EMSGSIZE: "too_large",
};

const CODES_WHILE: {
  readonly [during in Attempt]?: {
    readonly [code: string]: NetworkFailureCode;
  };
} = {
  join: { EINVAL: "interface_gone", EADDRNOTAVAIL: "interface_gone" },
  send: {
    UNKNOWN: "no_route",
    EINVAL: "no_route",
    EADDRNOTAVAIL: "no_route",
    ENOTFOUND: "no_route",
    ERR_SOCKET_BAD_PORT: "no_route",
  },
};

const ADVICE: { readonly [code in NetworkFailureCode]?: string } = {
  address_in_use: "is another node without port sharing running?",
  address_unavailable: "does this host have that address?",
  no_route: "does a route lead there?",
  interface_gone:
    "is the interface there, and is the group a multicast address?",
  permission_denied: "does --allow-net cover it?",
};

/**
 * What `error`, thrown or told while attempting `during` on `what`, means. A join is `routed` where it names no interface: the
 * system then takes the one that its route to the group names, and says the same when there is no such route.
 */
export function networkFailure(
  during: Attempt,
  what: string,
  error: unknown,
  { routed = false }: { readonly routed?: boolean } = {},
): NetworkFailure {
  const { code: platformCode, name, message } = error as {
    code?: string;
    name?: string;
    message?: string;
  };
  const key = platformCode ?? name ?? "";
  const meant = CODES_WHILE[during]?.[key] ?? CODES[key] ?? "unknown";
  const code = routed && meant === "interface_gone" ? "no_route" : meant;
  const advice = ADVICE[code];
  const reason = advice === undefined ? `${message}` : `${message} (${advice})`;
  return { during, code, message: `Cannot ${during} ${what}: ${reason}` };
}
