/**
 * Nodes in a simulated world, for tests of what a node promises.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Node, startNode } from "../../src/node.ts";
import type { NodeEvent } from "../../src/node_events.ts";
import type { Endpoint, World } from "../../src/ports/world.ts";
import type {
  GossipSettings,
  NodeSettings,
} from "../../src/protocol/settings.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";

/** Settings of one topology on one group. */
export function group(gossip: GossipSettings = {}): NodeSettings {
  return {
    topologies: { gossip: { multicast_addr: "233.252.1.32", ...gossip } },
  };
}

/** Where a node is started. */
export interface Place {
  /** The world; one of its own without it. */
  readonly sim?: Simulation;
  /** Address of its host, 10.0.0.1. */
  readonly address?: string;
  /** What it touches; the host's world without it. */
  readonly world?: World;
}

/** A node that has started, its world, and everything it told. */
export interface Started {
  /** The world. */
  readonly sim: Simulation;
  /** The node. */
  readonly node: Node;
  /** What it told so far. */
  readonly events: readonly NodeEvent[];
}

/** Starts a node and moves time until it has. */
export async function start(
  settings: NodeSettings,
  { sim = simulation({ seed: 1 }), address = "10.0.0.1", world }: Place = {},
): Promise<Started> {
  const events: NodeEvent[] = [];
  const starting = startNode(
    settings,
    world ?? sim.host(address),
    (event) => events.push(event),
  );
  const has = () => events.some(({ type }) => type === "node_started");
  assert.ok(sim.runUntil(has, 1_000), "the node did not start");
  return { sim, node: await starting, events };
}

/** Kinds of events, in order. */
export function typesOf(events: readonly NodeEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

/** `world`, whose sockets hear nothing, or all of it as if from one address. */
export function deafWorld(world: World, from?: string): World {
  const { udp } = world;
  return {
    ...world,
    udp: {
      open: (options, handlers) =>
        udp.open(options, {
          bound: (local) => handlers.bound(local),
          failed: (failure) => handlers.failed(failure),
          datagram: (bytes, { port }: Endpoint) => {
            if (from) handlers.datagram(bytes, { address: from, port });
          },
        }),
    },
  };
}
