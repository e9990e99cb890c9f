/**
 * The cookie by which a browser shows its session. Its name has the port in it: cookies do not know ports, and each node
 * or program of a host has sessions of its own.
 *
 * No script reads it (`HttpOnly`), and no page of another site has it sent (`SameSite=Strict`). Over TLS its name begins
 * with `__Host-`, by which a browser takes it from nobody but this host (RFC 6265bis, section 4.1.3).
 *
 * @module
 */

/** Cookies that are looked at: browsers keep some 180 of one host. */
const cookiesMax = 256;

/** A cookie of one kind of session. */
export class SessionCookie {
  readonly #name: string;
  readonly #secondsMax: number | undefined;

  /** Named so, and kept by browsers for so long; until they end if nothing is said. */
  constructor(name: string, secondsMax?: number) {
    this.#name = name;
    this.#secondsMax = secondsMax;
  }

  /** The ids that a request shows: one, unless another program of this host has set cookies of our name. */
  idsOf({ headers, url }: Request): readonly string[] {
    const header = headers.get("cookie") ?? "";
    const start = `${this.#nameFor(new URL(url))}=`;
    return header.split(";", cookiesMax).map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(start))
      .map((pair) => pair.slice(start.length));
  }

  /** The header that has a browser keep an id; `url` is what it asked for. */
  kept(id: string, url: string): string {
    return this.#header(id, this.#secondsMax, url);
  }

  /** The header that has a browser forget it. */
  forgotten(url: string): string {
    return this.#header("", 0, url);
  }

  #header(value: string, seconds: number | undefined, asked: string): string {
    const url = new URL(asked);
    return [
      `${this.#nameFor(url)}=${value}`,
      ...["Path=/", "HttpOnly", "SameSite=Strict"],
      ...(seconds === undefined ? [] : [`Max-Age=${seconds}`]),
      ...(isSecure(url) ? ["Secure"] : []),
    ].join("; ");
  }

  #nameFor(url: URL): string {
    const port = url.port || (isSecure(url) ? "443" : "80");
    return `${isSecure(url) ? "__Host-" : ""}${this.#name}-${port}`;
  }
}

function isSecure(url: URL): boolean {
  return url.protocol === "https:";
}
