/**
 * What every request must pass before anybody looks at what it asks, and what every answer bears: against pages of other
 * sites that a browser shows, which may send requests wherever they like.
 *
 * @module
 */
import type { ResolvedHttp } from "../protocol/http_settings.ts";
import { Problem } from "./problem.ts";

/** Headers of every answer, which may add to them. */
const securityHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // No Strict-Transport-Security: it would hold for every other port of the host too.
};

/**
 * Refuses a name that is not ours and a page that is not.
 *
 * A page can have its own name mean our address and then ask as if it were ours (DNS rebinding): so on plain HTTP
 * only addresses, `localhost` and the names in `hosts` are taken. Over TLS the browser has compared the name with the
 * certificate.
 *
 * @throws {Problem} 421 or 403.
 */
export function checkOrigin(
  request: Request,
  { hosts, origins }: Pick<ResolvedHttp, "hosts" | "origins">,
): void {
  const url = new URL(request.url);
  if (url.protocol === "http:" && !isOurs(url.hostname, hosts)) {
    throw new Problem(
      421,
      `Nobody here goes by the name ${url.hostname}: ask by address, or add it to hosts`,
    );
  }
  const origin = request.headers.get("origin");
  const isForeign = origin === null
    ? request.headers.get("sec-fetch-site") === "cross-site"
    : origin !== url.origin && !origins.includes(origin);
  // Without an origin it may be a link that a person follows.
  const isNavigation = origin === null && request.method === "GET" &&
    request.headers.get("sec-fetch-mode") === "navigate";
  if (isForeign && !isNavigation) {
    throw new Problem(403, "A page of another origin may not ask: see origins");
  }
}

/**
 * Refuses whatever is not asked by our own page, or by no page at all: for what a browser asks as the person who is
 * logged in. A cookie comes from every port of this host, and `origins` are for those who show credentials of their own.
 *
 * @throws {Problem} 403.
 */
export function checkOwnPage({ headers, url }: Request): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site") ?? "none";
  const { origin: own, protocol, host } = new URL(url);
  // A server before ours may have ended TLS.
  const isOwn = origin === null || origin === own ||
    protocol === "http:" && origin === `https://${host}`;
  if (isOwn && (site === "same-origin" || site === "none")) return;
  throw new Problem(403, "Only the inspector's own page may ask for this");
}

/** Adds what every answer bears. */
export function protect(
  response: Response,
  request: Request,
  { origins }: Pick<ResolvedHttp, "origins">,
): Response {
  const { headers } = response;
  for (const [name, value] of Object.entries(securityHeaders)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const origin = request.headers.get("origin");
  if (origins.length > 0) headers.append("vary", "origin");
  if (origin !== null && origins.includes(origin)) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", "x-session-token");
    headers.set("cross-origin-resource-policy", "cross-origin");
  }
  return response;
}

/** The answer to a browser that asks beforehand whether a page of `origins` may ask. */
export function preflight(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers":
        "authorization, content-type, last-event-id, x-session-token",
      "access-control-max-age": "600",
    },
  });
}

function isOurs(hostname: string, hosts: readonly string[]): boolean {
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return isAddress || hostname === "localhost" ||
    hostname.endsWith(".localhost") || hosts.includes(hostname);
}
