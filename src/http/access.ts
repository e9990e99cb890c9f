/**
 * Who may do what: finds out who asks, slows who guesses, and refuses who may not.
 *
 * @module
 */
import type { HttpPeer } from "../ports/world.ts";
import {
  type Credentials,
  credentialsOf,
  digestOf,
  type Principal,
  principalOf,
} from "./credentials.ts";
import type { RestParts } from "./host.ts";
import { freeFailures, Logins } from "./logins.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import type { OverlayTokens } from "./tokens.ts";

/** Decides who may ask. */
export class Access {
  readonly #parts: RestParts;
  readonly #tokens: OverlayTokens;
  readonly #logins: Logins;

  /** Nobody failed to log in yet. */
  constructor(parts: RestParts, tokens: OverlayTokens) {
    this.#parts = parts;
    this.#tokens = tokens;
    this.#logins = new Logins(() => parts.clock.nowMs());
  }

  /**
   * Who asks for `route`, for the overlay `overlay` if there is one in the path.
   *
   * @throws {Problem} 401, 403, 412 or 429.
   */
  check(
    { scope, tag }: Pick<Route, "scope" | "tag">,
    overlay: string | undefined,
    { headers }: Request,
    peer: HttpPeer,
  ): Principal | undefined {
    if (scope === "public") return undefined;
    const principal = this.#principal(headers, peer);
    if (principal && isAllowed(principal, scope, overlay)) return principal;
    this.#requireUser(scope);
    if (principal && tag !== "gossiperl") {
      throw new Problem(403, `A ${titleOf(principal)} may not do that`);
    }
    throw unauthorized("Who may do that is not who asks");
  }

  /**
   * Whose these credentials are. `known` are those of somebody whom the settings do not name as a user.
   *
   * @throws {Problem} 401 if they are nobody's, 429 if their address must wait.
   */
  identify(
    given: Credentials | "malformed",
    { address }: HttpPeer,
    known: (given: Credentials) => Principal | undefined = () => undefined,
  ): Principal {
    const digest = given === "malformed" ? "" : digestOf(given);
    const waitMs = this.#logins.waitMs(address, digest);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1_000);
      const detail = `Too many failed logins from here: wait ${seconds} s`;
      throw new Problem(429, detail, {
        headers: { "retry-after": String(seconds) },
      });
    }
    const { settings } = this.#parts;
    const principal = given === "malformed"
      ? undefined
      : principalOf(given, settings, this.#tokens) ?? known(given);
    if (principal) {
      this.#logins.right(address, digest);
      return principal;
    }
    const failures = this.#logins.wrong(address);
    if (failures === freeFailures) {
      this.#parts.tell({ type: "logins_refused", address, failures });
    }
    throw unauthorized("Nobody has these credentials");
  }

  #principal(headers: Headers, peer: HttpPeer): Principal | undefined {
    const given = credentialsOf(headers);
    return given === "none" ? undefined : this.identify(given, peer);
  }

  /** gossiperl's answer where nobody could log in. */
  #requireUser(scope: Route["scope"]): void {
    const { superuser, rest_user, read_token } = this.#parts.settings;
    const isMissing = scope === "superuser" && !superuser ||
      scope === "rest_user" && !rest_user ||
      scope === "read" && !superuser && !rest_user && !read_token;
    if (isMissing) {
      const who = scope === "read" ? "user and no read token" : scope;
      throw new Problem(412, `This node has no ${who}: see the settings`);
    }
  }
}

function isAllowed(
  principal: Principal,
  scope: Route["scope"],
  overlay: string | undefined,
): boolean {
  const { kind } = principal;
  if (kind === "superuser") return true;
  const isOwner = kind === "overlay" && principal.overlay === overlay;
  const mayRead = kind === "rest_user" || kind === "reader";
  switch (scope) {
    case "read":
      return mayRead;
    case "overlay_read":
      return mayRead || isOwner;
    case "overlay":
      return isOwner;
    case "rest_user":
      return kind === "rest_user";
    default:
      return false;
  }
}

function titleOf({ kind }: Principal): string {
  switch (kind) {
    case "overlay":
      return "token of an overlay";
    case "reader":
      return "token for reading";
    default:
      return kind;
  }
}

function unauthorized(detail: string): Problem {
  return new Problem(401, detail, {
    headers: { "www-authenticate": 'Basic realm="rookery", charset="UTF-8"' },
  });
}
