/**
 * The cookie by which a browser shows its session. Its name has the port in it: cookies do not know ports, and each node
 * of a host has sessions of its own.
 *
 * No script reads it (`HttpOnly`), and no page of another site has it sent (`SameSite=Strict`). Over TLS its name begins
 * with `__Host-`, by which a browser takes it from nobody but this host (RFC 6265bis, section 4.1.3).
 *
 * @module
 */
import { sessionMsMax } from "./sessions.ts";

/** Cookies that are looked at: browsers keep some 180 of one host. */
const cookiesMax = 256;

/** The ids that a request shows: one, unless another program of this host has set cookies of our name. */
export function sessionIdsOf(request: Request): readonly string[] {
  const header = request.headers.get("cookie") ?? "";
  const name = `${nameFor(new URL(request.url))}=`;
  return header.split(";", cookiesMax).map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
    .map((pair) => pair.slice(name.length));
}

/** The header that has a browser keep an id. */
export function cookieOf(id: string, request: Request): string {
  return headerOf(id, sessionMsMax / 1_000, request);
}

/** The header that has a browser forget it. */
export function noCookie(request: Request): string {
  return headerOf("", 0, request);
}

function headerOf(value: string, seconds: number, request: Request): string {
  const url = new URL(request.url);
  const attributes = [
    `${nameFor(url)}=${value}`,
    ...["Path=/", `Max-Age=${seconds}`, "HttpOnly", "SameSite=Strict"],
    ...(isSecure(url) ? ["Secure"] : []),
  ];
  return attributes.join("; ");
}

function nameFor(url: URL): string {
  const port = url.port || (isSecure(url) ? "443" : "80");
  return `${isSecure(url) ? "__Host-" : ""}rookery-${port}`;
}

function isSecure(url: URL): boolean {
  return url.protocol === "https:";
}
