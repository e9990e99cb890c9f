/**
 * Who looks at the inspector: logs in by name and password, by the token for reading, or by the address that was printed
 * when the node started; and out.
 *
 * A browser shows its session by a cookie; a program may show credentials with each request, as to any other route.
 *
 * @module
 */
import * as v from "valibot";
import { SessionCookie } from "../inspector/session_cookie.ts";
import type { HttpPeer } from "../ports/world.ts";
import type { Access } from "./access.ts";
import { readJson } from "./body.ts";
import {
  basisOf,
  type Credentials,
  isToken,
  type Principal,
} from "./credentials.ts";
import { checkOwnPage } from "./guard.ts";
import type { RestParts } from "./host.ts";
import { Problem } from "./problem.ts";
import { sessionMsMax, Sessions } from "./sessions.ts";

/** Longest name, password or token that is looked at: those that can be set are no longer. */
const charsMax = 1_024;

const cookie = new SessionCookie("rookery", sessionMsMax / 1_000);

const shown = v.pipe(v.string(), v.maxLength(charsMax));

const loginSchema = v.union([
  v.strictObject({ name: shown, password: shown }),
  v.strictObject({ token: shown }),
]);

/** Somebody who looks. */
export interface Onlooker {
  /** Who it is. */
  readonly principal: Principal;
  /** What they go by. */
  readonly name: string;
  /** Whether they may still look: their session goes on, or what they showed is still in the settings. */
  readonly goesOn: () => boolean;
  /** Aborted when their session has ended; whoever shows credentials with each request has none. */
  readonly over?: AbortSignal;
}

/** Logs in and out. */
export class InspectorLogin {
  readonly #sessions: Sessions;
  readonly #parts: RestParts;
  readonly #access: Access;

  /** Nobody is logged in yet. */
  constructor(parts: RestParts, access: Access) {
    this.#parts = parts;
    this.#access = access;
    this.#sessions = new Sessions(
      parts,
      (principal) => this.#basisOf(principal),
    );
  }

  /**
   * Who asks.
   *
   * @throws {Problem} 401, 403 or 429.
   */
  onlooker(request: Request, peer: HttpPeer): Onlooker {
    for (const id of cookie.idsOf(request)) {
      const session = this.#sessions.of(id);
      if (!session) continue;
      const { principal, name, over } = session;
      const goesOn = () => this.#sessions.goesOn(session);
      return { principal, name, goesOn, over };
    }
    if (!isShowing(request)) throw refused("Nobody is logged in");
    const route = { scope: "read", tag: "v1" } as const;
    const principal = withoutPrompt(() =>
      this.#access.check(route, undefined, request, peer)
    );
    if (!principal) throw refused("Nobody is logged in");
    const basis = this.#basisOf(principal);
    const goesOn = () => basis === this.#basisOf(principal);
    return { principal, name: this.#nameOf(principal), goesOn };
  }

  /**
   * `POST login`.
   *
   * @throws {Problem} 400, 401, 403 or 429.
   */
  async login(request: Request, peer: HttpPeer): Promise<Response> {
    const given = v.safeParse(loginSchema, await readJson(request));
    // What was given is not repeated: there is a password in it.
    if (!given.success) {
      throw new Problem(400, "allowed: {name, password} or {token}");
    }
    const { output } = given;
    const credentials = "token" in output
      ? output
      : { user: output.name, password: output.password };
    const headers = { "set-cookie": this.#begin(credentials, request, peer) };
    return new Response(null, { status: 204, headers });
  }

  /** `POST logout`. */
  logout(request: Request): Response {
    for (const id of cookie.idsOf(request)) this.#sessions.end(id);
    const headers = { "set-cookie": cookie.forgotten(request.url) };
    return new Response(null, { status: 204, headers });
  }

  /**
   * `GET /?token=…`: the address without the token, which is in no history from then on; logged in if the token was right.
   * Where it was not, the page asks who it is.
   *
   * A link on another site's page logs nobody in: it could do so as somebody else, or use up a person's attempts.
   */
  enter(token: string, request: Request, peer: HttpPeer): Response {
    const headers = new Headers({ location: "./" });
    try {
      checkOwnPage(request);
      const given = { token: token.slice(0, charsMax + 1) };
      headers.set("set-cookie", this.#begin(given, request, peer));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    return new Response(null, { status: 303, headers });
  }

  /** Begins a session; gives the header that has the browser keep it. */
  #begin(given: Credentials, request: Request, peer: HttpPeer): string {
    const { inspector_token } = this.#parts.settings;
    const superuser = { kind: "superuser" } as const;
    const principal = withoutPrompt(() =>
      this.#access.identify(
        given,
        peer,
        (given) =>
          inspector_token && isToken(given, inspector_token)
            ? superuser
            : undefined,
      )
    );
    if (principal.kind === "overlay") {
      throw new Problem(403, "The token of an overlay is for that overlay");
    }
    const id = this.#sessions.begin(principal, this.#nameOf(principal));
    return cookie.kept(id, request.url);
  }

  #basisOf(principal: Principal): string {
    return basisOf(principal, this.#parts.settings);
  }

  #nameOf({ kind }: Principal): string {
    if (kind !== "superuser" && kind !== "rest_user") return "reader";
    return this.#parts.settings[kind]?.username ?? kind;
  }
}

function isShowing({ headers }: Request): boolean {
  return headers.has("authorization") || headers.has("x-session-token");
}

/** A browser that is asked for Basic authentication shows a window of its own in place of our form. */
function withoutPrompt<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const isAsking = error instanceof Problem && error.status === 401;
    throw isAsking ? refused(error.message) : error;
  }
}

/** 401 takes a challenge (RFC 9110, section 15.5.2): one that no browser knows. */
function refused(detail: string): Problem {
  return new Problem(401, detail, {
    headers: { "www-authenticate": "Rookery" },
  });
}
