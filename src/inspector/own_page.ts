/**
 * Refuses pages of other sites: a browser lets them send requests to any address of its own host.
 *
 * @module
 */
import { problem } from "./problem.ts";

/**
 * A refusal, if a request came by a name that is not ours or from a page that is not.
 *
 * A page can have its own name mean our address and then ask as if it were ours (DNS rebinding), so only names of this host
 * itself are taken, and those in `hosts`.
 */
export function refusalOf(
  { url, headers, method }: Request,
  hosts: readonly string[],
): Response | undefined {
  const { hostname, origin, pathname } = new URL(url);
  if (!isLoopback(hostname) && !hosts.includes(hostname)) {
    return problem(
      421,
      `Nobody here goes by the name ${hostname}: add it to hosts`,
    );
  }
  const from = headers.get("origin");
  const site = headers.get("sec-fetch-site") ?? "none";
  const isOwn = (from === null || from === origin) &&
    (site === "same-origin" || site === "none");
  // A link to the page that a person follows shows nothing to whoever made the link.
  const isNavigation = method === "GET" && from === null &&
    pathname.endsWith("/") && headers.get("sec-fetch-mode") === "navigate";
  if (isOwn || isNavigation) return undefined;
  return problem(403, "Only the inspector's own page may ask for this");
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") ||
    hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
