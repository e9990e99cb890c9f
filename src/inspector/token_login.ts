/**
 * A login by one token, for a program's own inspector: whoever opens its address with `?token=` has a cookie from then on, and
 * the address without the token in the bar.
 *
 * @module
 */
import type { Random } from "../ports/world.ts";
import { objectOf, problem } from "./problem.ts";
import { SessionCookie } from "./session_cookie.ts";

/** Characters of a token at least: whoever can reach the port can try as often as it answers. */
export const tokenCharsMin = 16;

/** Browsers that are logged in at one time; beyond it the oldest must log in again. */
const sessionsMax = 64;

/** Bytes of a session's id: 256 bits, which nobody guesses. */
const sessionBytes = 32;

const cookie = new SessionCookie("inspector");

/** Logs in who has the token. */
export class TokenLogin {
  readonly #token: string;
  readonly #random: Random;
  readonly #sessions = new Set<string>();

  /**
   * Nobody is logged in.
   *
   * @throws {RangeError} If the token is too short.
   */
  constructor(token: string, random: Random) {
    if (token.length < tokenCharsMin) {
      throw new RangeError(
        `token: allowed: ${tokenCharsMin} characters or more`,
      );
    }
    this.#token = token;
    this.#random = random;
  }

  /** Whether who asks is logged in. */
  knows(request: Request): boolean {
    return cookie.idsOf(request).some((id) => this.#sessions.has(id));
  }

  /** Answers what is about logging in and out; nothing if the request is about something else. */
  async answer(request: Request): Promise<Response | undefined> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET") {
      const token = searchParams.get("token");
      return token === null ? undefined : this.#enter(token, request);
    }
    if (request.method !== "POST") return undefined;
    if (pathname.endsWith("/inspector/login")) {
      return await this.#login(request);
    }
    if (pathname.endsWith("/inspector/logout")) return this.#logout(request);
    return undefined;
  }

  #enter(token: string, { url }: Request): Response {
    if (!this.#isRight(token)) return wrong();
    const headers = { location: "./", "set-cookie": this.#begin(url) };
    return new Response(null, { status: 303, headers });
  }

  async #login(request: Request): Promise<Response> {
    const body = await objectOf(request);
    if (body instanceof Response) return body;
    const { token } = body as { readonly token?: unknown };
    if (typeof token !== "string" || !this.#isRight(token)) return wrong();
    const headers = { "set-cookie": this.#begin(request.url) };
    return new Response(null, { status: 204, headers });
  }

  #logout(request: Request): Response {
    for (const id of cookie.idsOf(request)) this.#sessions.delete(id);
    const headers = { "set-cookie": cookie.forgotten(request.url) };
    return new Response(null, { status: 204, headers });
  }

  #begin(url: string): string {
    const id = this.#random.bytes(sessionBytes).toHex();
    this.#sessions.add(id);
    const [oldest] = this.#sessions;
    if (this.#sessions.size > sessionsMax) this.#sessions.delete(oldest!);
    return cookie.kept(id, url);
  }

  /** Takes as long whatever the first wrong character is. */
  #isRight(given: string): boolean {
    let difference = given.length ^ this.#token.length;
    for (let at = 0; at < this.#token.length; at++) {
      difference |= given.charCodeAt(at) ^ this.#token.charCodeAt(at);
    }
    return difference === 0;
  }
}

function wrong(): Response {
  return problem(401, "That is not the token");
}
