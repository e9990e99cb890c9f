/**
 * What a change of the HTTP server's settings asks for: a word to who answers, or another socket.
 *
 * @module
 */
import { changedKeys, type ChangeKind } from "./changes.ts";
import type { ResolvedHttp } from "./http_settings.ts";

/** Settings by which its socket is opened; the others hold from the next request on. */
const ofSocket: ReadonlySet<string> = new Set(["address", "port", "tls"]);

/** What each changed setting asks for, by its name. */
export function httpDifference(
  before: ResolvedHttp,
  after: ResolvedHttp,
): ReadonlyMap<string, ChangeKind> {
  return new Map(
    changedKeys(before, after).map((key): [string, ChangeKind] => [
      key,
      ofSocket.has(key) ? "rebind" : "tell",
    ]),
  );
}

/** Whether a server with the one settings must be bound anew for the others. */
export function isBoundAnew(
  before: ResolvedHttp,
  after: ResolvedHttp,
): boolean {
  return [...httpDifference(before, after).values()].includes("rebind");
}
