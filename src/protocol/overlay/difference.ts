/**
 * What a change of an overlay's settings asks for: nothing, a word to who uses them, another socket, or another overlay.
 *
 * Members, subscriptions and what was seen outlive everything here but `restart`.
 *
 * @module
 */
import { changedKeys } from "../changes.ts";
import type { ResolvedOverlay } from "./settings.ts";

/** What a changed setting of an overlay asks for, from least to most. */
export type OverlayChangeKind =
  /** It is only reported. */
  | "keep"
  /** Who uses it is told, sockets included: keys, sizes and hops change while a socket is open. */
  | "tell"
  /** The bridge's local socket is bound anew. */
  | "rebind_bridge"
  /** The overlay's socket is bound and joined anew. */
  | "rebind_multicast"
  /** It is another overlay: multicast became unicast, or one family of addresses the other. */
  | "restart";

/** What lies between two settings of one overlay. */
export interface Difference {
  /** Settings that may not change while the overlay lives; if there are any, nothing of the rest is to be done. */
  readonly refused: readonly string[];
  /** What each changed setting asks for, by its name; those of `multicast` as `multicast.ttl`. */
  readonly changes: ReadonlyMap<string, OverlayChangeKind>;
}

const fixed = ["member_name", "ip", "iface", "port"];

const kinds: Readonly<Record<string, OverlayChangeKind>> = {
  incoming_data_buffer_size: "keep",
  outgoing_data_buffer_size: "keep",
  read_packet_count: "keep",
  family: "restart",
  "multicast.ip": "rebind_multicast",
  "multicast.local_iface_address": "rebind_multicast",
  "multicast.local_port": "rebind_bridge",
};

/** Compares two settings of one overlay. */
export function difference(
  before: ResolvedOverlay,
  after: ResolvedOverlay,
): Difference {
  const changed = changedKeys(flat(before), flat(after));
  const isOtherKind = before.multicast === undefined !==
    (after.multicast === undefined);
  if (isOtherKind) {
    // An address that only one kind of overlay has is no change of address.
    const refused = changed.filter((key) => key !== "ip" && isFixed(key));
    return { refused, changes: new Map([["multicast", "restart"]]) };
  }
  const changes = changed.filter((key) => !isFixed(key))
    .map((key): [string, OverlayChangeKind] => [key, kinds[key] ?? "tell"]);
  return { refused: changed.filter(isFixed), changes: new Map(changes) };
}

function isFixed(key: string): boolean {
  return fixed.includes(key);
}

/** Settings without the level of `multicast`. */
function flat(
  { multicast, ...rest }: ResolvedOverlay,
): Readonly<Record<string, unknown>> {
  const nested = Object.entries(multicast ?? {})
    .map(([key, value]) => [`multicast.${key}`, value] as const);
  return { ...rest, ...Object.fromEntries(nested) };
}
