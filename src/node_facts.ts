/**
 * What a node is in the middle of, for whoever watches it: who is in its overlays, who is heard, who is connected.
 *
 * It is looked up when somebody asks, and bounded: of a crowd the first are listed, and how many there are is said.
 *
 * @module
 */
import type {
  ConnectionFacts,
  MemberFacts,
  NodeFacts,
  TopologyFacts,
} from "./inspector/frame.ts";
import type { Node, PeerView } from "./node_types.ts";
import type { MemberView } from "./overlay_types.ts";
import type { CrossingCounts } from "./protocol/overlay/crossings.ts";
import type { NodeView } from "./running_distribution.ts";

/** Members of an overlay, peers of a topology, or connections that are listed: more than a drawing can show. */
export const listedMax = 5_000;

/** A node as far as facts are looked up of it. */
export type FactsHost = Pick<
  Node,
  "overlays" | "topologies" | "peers" | "nodes"
>;

/** What a node is in the middle of; `crossings` counts what crossed the bridge of an overlay. */
export function nodeFacts(
  node: FactsHost,
  crossings: (overlay: string) => CrossingCounts,
): NodeFacts {
  const { overlays, topologies } = node;
  const peers = Map.groupBy(node.peers(), ({ topology }) => topology);
  return {
    overlays: overlays.names().map((name) => {
      const members = overlays.members(name);
      return {
        name,
        members: members.slice(0, listedMax).map(memberFacts),
        memberCount: members.length,
        traffic: { ...crossings(name) },
      };
    }),
    topologies: topologies.names().map((name) =>
      topologyFacts(name, peers.get(name) ?? [])
    ),
    connections: node.nodes().slice(0, listedMax).map(connectionFacts),
  };
}

function memberFacts(
  { name, state, ip, port, heardAtMs, local }: MemberView,
): MemberFacts {
  const side = local ? "bridge" : "group";
  return { name, address: endpointText(ip, port), state, side, heardAtMs };
}

function topologyFacts(
  name: string,
  peers: readonly PeerView[],
): TopologyFacts {
  const listed = peers.slice(0, listedMax);
  return {
    name,
    peers: listed.map(({ topology: _, ...peer }) => peer),
    peerCount: peers.length,
  };
}

function connectionFacts({ node, ...known }: NodeView): ConnectionFacts {
  return { node, about: { ...known } };
}

function endpointText(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
