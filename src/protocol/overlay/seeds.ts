/**
 * To whom a node of a unicast overlay sends its digest in a round.
 *
 * To one reachable node, or else to a seed; to one that is silent, so that who comes back is noticed; and now and then to a seed
 * that is no reachable member: two halves of a network that have forgotten each other find together again by it. Seeds are
 * remembered in the settings, never kept as members.
 *
 * @module
 */
import { isSameAddress } from "./addresses.ts";
import type { MemberRecord } from "./member.ts";

/** What may be chosen from. */
export interface Choice {
  /** All members. */
  readonly members: Iterable<MemberRecord>;
  /** Addresses of the seeds of our rack. */
  readonly seeds: readonly string[];
  /** Addresses that are ours: what is bound, `ip_hint`, and what else is known to be. */
  readonly ownAddresses: readonly string[];
  /** The overlay's port, which seeds listen on too. */
  readonly port: number;
}

/** Where a digest goes. */
export interface GossipTarget {
  /** Its address. */
  readonly address: string;
  /** Its port. */
  readonly port: number;
  /** Why it. */
  readonly reason: "reachable" | "seed" | "silent";
}

/** Rounds in which, by chance, one forgotten seed is asked: with the default round, every quarter of a minute. */
const seedRounds = 8;

/** The targets of one round, at most three; `random` gives numbers in `[0, 1)`. */
export function gossipTargets(
  { members, seeds, ownAddresses, port }: Choice,
  random: () => number,
): readonly GossipTarget[] {
  const isOurs = (address: string, at: number) =>
    at === port && ownAddresses.some((own) => isSameAddress(own, address));
  const nodes = [...members].filter(({ kind, address, port: at }) =>
    kind === "remote" && !isOurs(address, at)
  );
  const reachable = nodes.filter(({ stage }) => stage === "reachable");
  const silent = nodes.filter(({ stage }) => stage !== "reachable");
  const forgotten = seeds.filter((seed) =>
    !isOurs(seed, port) &&
    !reachable.some(({ address }) => isSameAddress(seed, address))
  ).map((address) => ({ address, port }));
  const isSeedTurn = reachable.length === 0 || random() * seedRounds < 1;
  return [
    ...pick(reachable, "reachable", random),
    ...isSeedTurn ? pick(forgotten, "seed", random) : [],
    ...pick(silent, "silent", random),
  ];
}

function pick(
  from: readonly { readonly address: string; readonly port: number }[],
  reason: GossipTarget["reason"],
  random: () => number,
): readonly GossipTarget[] {
  const one = from[Math.floor(random() * from.length)];
  return one ? [{ address: one.address, port: one.port, reason }] : [];
}
