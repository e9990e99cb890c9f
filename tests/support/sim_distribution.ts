/**
 * What tests of the distribution share: settings of a cluster that connects, and who sees whom.
 *
 * @module
 */
import type { NodeEvent } from "../../mod.ts";
import type { DistributionSettings } from "../../src/protocol/distribution/settings.ts";
import type { NodeSettings } from "../../src/protocol/settings.ts";
import type { Cluster, Member } from "./sim_cluster.ts";

/** Settings of nodes that connect to whomever they hear. */
export function connecting(
  distribution: Partial<DistributionSettings> = {},
): NodeSettings {
  return {
    topologies: { gossip: { multicast_addr: "233.252.1.32" } },
    distribution: { cookie: "monster", ...distribution },
  };
}

/** Settings of nodes that connect to those they are told of only. */
export function told(
  distribution: Partial<DistributionSettings> = {},
): NodeSettings {
  return { ...connecting(distribution), topologies: {} };
}

/** Names of the nodes that `member` is connected to. */
export function nodesOf({ node }: Pick<Member, "node">): readonly string[] {
  return node.nodes().map((peer) => peer.node).sort();
}

/** Whether everybody is connected to everybody else. */
export function isMesh({ members }: Pick<Cluster, "members">): boolean {
  return members.every((member) =>
    nodesOf(member).length === members.length - 1
  );
}

/** `node_up b@10.0.0.2` and `node_down b@10.0.0.2`, in order. */
export function comings(events: readonly NodeEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === "node_up" || event.type === "node_down"
      ? [`${event.type} ${event.node}`]
      : []
  );
}

/** Those events of a type. */
export function eventsOf<Type extends NodeEvent["type"]>(
  { events }: Pick<Member, "events">,
  type: Type,
): readonly Extract<NodeEvent, { readonly type: Type }>[] {
  return events.filter((event) => event.type === type) as Extract<
    NodeEvent,
    { readonly type: Type }
  >[];
}
