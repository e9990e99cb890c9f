/**
 * A cluster of production nodes in one simulated world.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import {
  type SimHost,
  type Simulation,
  simulation,
  type SimulationOptions,
} from "../../src/sim/mod.ts";
import type { NodeSettings } from "../../src/protocol/settings.ts";

/** One node of a cluster, and what it told. */
export interface Member {
  /** Its name. */
  readonly name: string;
  /** Address of its host. */
  readonly address: string;
  /** Its host, to break. */
  readonly host: SimHost;
  /** The node. */
  readonly node: Node;
  /** Everything it told so far. */
  readonly events: readonly NodeEvent[];
}

/** Production nodes under one virtual clock. */
export interface Cluster extends AsyncDisposable {
  /** The world they are in. */
  readonly sim: Simulation;
  /** The nodes, in order of their addresses. */
  readonly members: readonly Member[];
}

/** The settings of a cluster's nodes: one group, and announcing. */
export const announcing: NodeSettings = {
  topologies: { gossip: { announce: true, multicast_addr: "233.252.1.32" } },
};

/** Starts `count` nodes, `n1@10.0.0.1` and so on; stopping it asserts that nothing is left open. */
export async function cluster(
  count: number,
  options: SimulationOptions,
  settings: NodeSettings = announcing,
): Promise<Cluster> {
  const sim = simulation(options);
  const started = Array.from({ length: count }, (_, index) => {
    const address = addressOf(index);
    const name = `n${index + 1}@${address}`;
    const events: NodeEvent[] = [];
    const tell = (event: NodeEvent) => void events.push(event);
    const node = startNode({ ...settings, name }, sim.host(address), tell);
    const host = sim.network.host(address);
    return { name, address, host, events, node };
  });
  sim.advance(0);
  const members = await Promise.all(
    started.map(async (member) => ({ ...member, node: await member.node })),
  );
  return {
    sim,
    members,
    async [Symbol.asyncDispose]() {
      for (const { node } of members) await node.stop();
      assert.deepEqual(sim.network.openSockets(), [], "sockets were left open");
      // Datagrams travel on after their senders are gone.
      sim.advance(1_000);
      assert.equal(sim.clock.timersWaiting, 0, "timers were left behind");
    },
  };
}

/** The nodes that `member` knows in this state. */
export function known(
  member: Member,
  state: "heard" | "silent" = "heard",
): readonly string[] {
  return member.node.peers().filter((peer) => peer.state === state)
    .map((peer) => peer.node).sort();
}

/** Whether every node hears every other. */
export function isComplete({ members }: Pick<Cluster, "members">): boolean {
  return members.every((member) => known(member).length >= members.length - 1);
}

/** Events of one type. */
export function told(
  { events }: Member,
  type: NodeEvent["type"],
): readonly NodeEvent[] {
  return events.filter((event) => event.type === type);
}

function addressOf(index: number): string {
  return `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
