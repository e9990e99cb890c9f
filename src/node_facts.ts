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

/**
 * Pause between two looks for each that is listed, in ms: those of 5,000 are half a megabyte, which is not to be most of
 * what a viewer is told and of what it remembers. Four seconds for these: the page takes rates over five.
 */
const pauseMsPerListed = 0.8;

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

/** Facts that are looked up only as often as is good for those who are told them. */
export class PacedFacts {
  readonly #look: () => NodeFacts;
  readonly #nowMs: () => number;
  #facts: NodeFacts | undefined;
  #dueMs = 0;

  /** `look` looks them up. */
  constructor(look: () => NodeFacts, nowMs: () => number) {
    this.#look = look;
    this.#nowMs = nowMs;
  }

  /** Facts that may be some seconds old, where they are many. */
  now(): NodeFacts {
    const nowMs = this.#nowMs();
    if (this.#facts && nowMs < this.#dueMs) return this.#facts;
    this.#facts = this.#look();
    this.#dueMs = nowMs + listedIn(this.#facts) * pauseMsPerListed;
    return this.#facts;
  }
}

function listedIn({ overlays, topologies, connections }: NodeFacts): number {
  const crowds = [
    ...overlays.map(({ members }) => members),
    ...topologies.map(({ peers }) => peers),
    connections,
  ];
  return crowds.reduce((sum, { length }) => sum + length, 0);
}

function memberFacts(
  { name, state, ip, port, heardAtMs, local }: MemberView,
): MemberFacts {
  const side = local ? "bridge" : "group";
  const address = endpointText(ip, port);
  return { name, address, state, side, heardAtMs: Math.round(heardAtMs) };
}

function topologyFacts(
  name: string,
  peers: readonly PeerView[],
): TopologyFacts {
  const listed = peers.slice(0, listedMax);
  return {
    name,
    peers: listed.map(({ topology: _, heardAtMs, ...peer }) => ({
      ...peer,
      heardAtMs: Math.round(heardAtMs),
    })),
    peerCount: peers.length,
  };
}

function connectionFacts(
  { node, sinceMs, path, ...known }: NodeView,
): ConnectionFacts {
  return { node, path, about: { ...known, sinceMs: Math.round(sinceMs) } };
}

function endpointText(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
