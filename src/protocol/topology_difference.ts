/**
 * What a change of a topology's settings asks for: a word to who uses them, or another socket. Who was heard outlives
 * both.
 *
 * @module
 */
import { changedKeys, type ChangeKind } from "./changes.ts";
import type { ResolvedTopology } from "./settings.ts";

/** Settings by which its socket is opened; the others hold from the next datagram or second on. */
const boundBy: ReadonlySet<string> = new Set([
  "port",
  "if_addr",
  "multicast_if",
  "multicast_addr",
  "multicast_ttl",
  "broadcast_only",
]);

/** What each changed setting asks for, by its name. */
export function topologyDifference(
  before: ResolvedTopology,
  after: ResolvedTopology,
): ReadonlyMap<string, ChangeKind> {
  return new Map(
    changedKeys(before, after).map((key): [string, ChangeKind] => [
      key,
      boundBy.has(key) ? "rebind" : "tell",
    ]),
  );
}
