/**
 * Who asks: what a request shows, and whose that is. Every comparison takes as long as any other, and none ends early.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { ResolvedHttp } from "../protocol/http_settings.ts";
import type { Secret } from "../wire/secret.ts";
import type { OverlayTokens } from "./tokens.ts";

/** What a request shows. */
export type Credentials =
  | { readonly user: string; readonly password: string }
  | { readonly token: string };

/** Whose it is. */
export type Principal =
  | { readonly kind: "superuser" | "rest_user" | "reader" }
  | { readonly kind: "overlay"; readonly overlay: string };

/** What a request shows: gossiperl's header first, then `Authorization`; `malformed` if that is none of ours. */
export function credentialsOf(
  headers: Headers,
): Credentials | "none" | "malformed" {
  const token = headers.get("x-session-token");
  if (token !== null) return { token };
  const authorization = headers.get("authorization");
  if (authorization === null) return "none";
  const [, scheme = "", value = ""] = /^(\S+) +(\S+) *$/.exec(authorization) ??
    [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return { token: value };
    case "basic":
      return basicOf(value) ?? "malformed";
    default:
      return "malformed";
  }
}

function basicOf(base64: string): Credentials | undefined {
  try {
    const bytes = Uint8Array.fromBase64(base64);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const colon = text.indexOf(":");
    if (colon < 0) return undefined;
    return { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined; // not base64, or not UTF-8: credentials of nobody
  }
}

/** Whose the credentials are; nobody's without an answer. */
export function principalOf(
  given: Credentials,
  settings: Pick<ResolvedHttp, "superuser" | "rest_user" | "read_token">,
  tokens: OverlayTokens,
): Principal | undefined {
  const found: Principal[] = [];
  const user = "user" in given ? given.user : undefined;
  const shown = "user" in given ? given.password : given.token;
  for (const kind of ["superuser", "rest_user"] as const) {
    const { username, password } = settings[kind] ?? {};
    const isNamed = same(user ?? "", username ?? "");
    const isRight = same(shown, password?.reveal() ?? "");
    if (user !== undefined && username !== undefined && isNamed && isRight) {
      found.push({ kind });
    }
  }
  for (const [overlay, token] of tokens.all()) {
    const isNamed = user === undefined || same(user, overlay);
    if (same(shown, token) && isNamed) found.push({ kind: "overlay", overlay });
  }
  const { read_token } = settings;
  const isReader = same(shown, read_token?.reveal() ?? "");
  if (user === undefined && read_token && isReader) {
    found.push({ kind: "reader" });
  }
  return found[0];
}

/** Whether what is shown is this token. */
export function isToken(given: Credentials, token: Secret): boolean {
  return "token" in given && same(given.token, token.reveal());
}

/** A name, which tells nothing of it, for all by which the settings let somebody in: another once that has changed. */
export function basisOf(
  { kind }: Principal,
  settings: Pick<
    ResolvedHttp,
    "superuser" | "rest_user" | "read_token" | "inspector_token"
  >,
): string {
  const isUser = kind === "superuser" || kind === "rest_user";
  const { username, password } = (isUser ? settings[kind] : null) ?? {};
  const token = kind === "superuser"
    ? settings.inspector_token
    : kind === "reader"
    ? settings.read_token
    : null;
  const all = [kind, username, password?.reveal(), token?.reveal()];
  return hash(JSON.stringify(all)).toString("base64");
}

/** A name for credentials that tells nothing of them. */
export function digestOf(given: Credentials): string {
  const text = "user" in given
    ? `${given.user}:${given.password}`
    : `:${given.token}`;
  return hash(text).toString("base64");
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(hash(one), hash(other));
}

function hash(text: string) {
  return createHash("sha256").update(text).digest();
}
