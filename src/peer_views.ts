/**
 * The peers of a running node, as its user sees them.
 *
 * @module
 */
import type { PeerSnapshot } from "../actors/peer.ts";
import type { PeerView } from "./node_types.ts";
import { type AnySystem, childOf, membersOf } from "./otp/mod.ts";

/** Who is known in these topologies at this moment. */
export function peersOf(
  system: AnySystem,
  topologies: readonly string[],
): readonly PeerView[] {
  return topologies.flatMap((topology) => {
    const peers = system.get(`topologies/${topology}/peers`);
    const crowd = peers && childOf(peers, "crowd");
    if (!crowd) return [];
    return [...membersOf(crowd).values()].map((peer) =>
      viewOf(topology, peer.getSnapshot())
    );
  });
}

function viewOf(topology: string, state: PeerSnapshot): PeerView {
  const { node, address, heardAtMs } = state.context;
  const value = state.value === "heard" ? "heard" : "silent";
  return { topology, node, address, state: value, heardAtMs };
}
