/**
 * Production nodes in one simulated world, each with the same multicast overlay.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import type {
  OverlayEvent,
  OverlaySubscription,
} from "../../src/overlay_types.ts";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";
import {
  type SimHost,
  type Simulation,
  simulation,
  type SimulationOptions,
} from "../../src/sim/mod.ts";
import { SimClient } from "./overlay_client_sim.ts";
import { breakable, type BreakableWorld } from "./overlay_world.ts";

/** The overlay's name. */
export const overlay = "rooks";

/** The key that the hostile vectors are made with. */
export const key = "v3JElaRswYgxOt4b";

/** Where the overlay's nodes speak to each other. */
export const group = { address: "233.252.1.77", port: 6_666 } as const;

/** Where clients of a host speak to its node. */
export const bridgePort = group.port + 1;

/** One node, and what it told. */
export interface OverlayNode {
  /** Its name in the overlay. */
  readonly name: string;
  /** Address of its host. */
  readonly address: string;
  /** Its host, to break. */
  readonly host: SimHost;
  /** What it runs in, to break. */
  readonly world: BreakableWorld;
  /** The node. */
  readonly node: Node;
  /** Everything it told so far. */
  readonly events: NodeEvent[];
  /** Clients of its host. */
  readonly clients: SimClient[];
  /** How often its own code got each envelope, by id. */
  readonly delivered: Map<string, number>;
  /** Whether it was not killed. */
  isAlive: boolean;
}

/** What a cluster is made of. */
export interface OverlayClusterOptions extends SimulationOptions {
  /** Settings that differ from the cluster's. */
  readonly settings?: Partial<OverlaySettings>;
  /** What a node's clock shows beyond the others', by its place, in ms. */
  readonly skewMs?: (index: number, sim: Simulation) => number;
  /** Types that every node's own code subscribes to. */
  readonly eventTypes?: readonly string[];
  /** A node's name in the overlay, by its place. */
  readonly nameOf?: (index: number) => string;
}

/** Nodes under one virtual clock. */
export interface OverlayCluster extends AsyncDisposable {
  /** The world they are in. */
  readonly sim: Simulation;
  /** The nodes, in order of their addresses. */
  readonly nodes: readonly OverlayNode[];
  /** The settings of a node's overlay. */
  readonly settingsOf: (node: OverlayNode) => OverlaySettings;
  /** Starts a client on a node's host. */
  client(
    node: OverlayNode,
    eventTypes?: readonly string[],
    more?: { readonly acknowledges?: boolean },
  ): SimClient;
  /** Ends a node and its clients without a goodbye. */
  kill(node: OverlayNode): void;
}

/** Starts `count` nodes; stopping them asserts that nothing is left open. */
export async function overlayCluster(
  count: number,
  options: OverlayClusterOptions,
): Promise<OverlayCluster> {
  const sim = simulation(options);
  const { nameOf = (index) => `rook-${index + 1}` } = options;
  const settings: OverlaySettings = {
    port: group.port,
    symmetric_key: key,
    multicast: { ip: group.address },
    ...options.settings,
  };
  const starting = Array.from({ length: count }, (_, index) => {
    const address = addressOf(index);
    const skewMs = options.skewMs?.(index, sim) ?? 0;
    const world = breakable(sim.host(address), skewMs);
    const events: NodeEvent[] = [];
    const given = { name: `n${index + 1}@${address}`, topologies: {} };
    const node = startNode(given, world, (event) => void events.push(event));
    return { name: nameOf(index), address, world, events, node };
  });
  sim.advance(0);
  const nodes: OverlayNode[] = await Promise.all(
    starting.map(async (begun) => ({
      ...begun,
      node: await begun.node,
      host: sim.network.host(begun.address),
      clients: [],
      delivered: new Map(),
      isAlive: true,
    })),
  );
  const settingsOf = ({ name }: Pick<OverlayNode, "name">) => ({
    ...settings,
    member_name: name,
  });
  const added = nodes.map((node) =>
    node.node.overlays.add(overlay, settingsOf(node))
  );
  sim.advance(0);
  await Promise.all(added);
  const { eventTypes = [] } = options;
  for (const node of nodes) {
    if (eventTypes.length === 0) continue;
    void collect(node.node.overlays.subscribe(overlay, eventTypes), node);
  }
  let clientPort = 7_000;
  return {
    sim,
    nodes,
    settingsOf,
    client(node, eventTypes, more) {
      const port = clientPort++;
      const name = `client-${port}`;
      const given = { name, port, bridgePort, key, ...more };
      const client = new SimClient(node.world, {
        ...given,
        ...(eventTypes && { eventTypes }),
      });
      node.clients.push(client);
      return client;
    },
    kill(node) {
      node.isAlive = false;
      for (const client of node.clients) client.kill();
      node.world.kill();
    },
    async [Symbol.asyncDispose]() {
      for (const { node, clients } of nodes) {
        for (const client of clients) client.kill();
        await node.stop();
      }
      assert.deepEqual(sim.network.openSockets(), [], "sockets were left open");
      // Datagrams travel on after their senders are gone.
      sim.advance(1_000);
      assert.equal(sim.clock.timersWaiting, 0, "timers were left behind");
    },
  };
}

/** The nodes that were not killed. */
export function living(
  { nodes }: Pick<OverlayCluster, "nodes">,
): readonly OverlayNode[] {
  return nodes.filter(({ isAlive }) => isAlive);
}

/** Names of the other nodes that `node` has in this state. */
export function view(
  { node }: OverlayNode,
  state = "reachable",
): ReadonlySet<string> {
  const members = node.overlays.members(overlay);
  return new Set(
    members.filter((member) => !member.local && member.state === state)
      .map(({ name }) => name),
  );
}

/** Who of `among` is not reachable to whom of them: empty once all views are complete. */
export function missing(among: readonly OverlayNode[]): readonly string[] {
  return among.flatMap((node) => {
    const names = view(node);
    return among.filter((other) => other !== node && !names.has(other.name))
      .map((other) => `${node.name} lacks ${other.name}`);
  });
}

/** Asserts that every node of `among` reaches every other of them. */
export function assertComplete(
  among: readonly OverlayNode[],
  why: string,
): void {
  assert.deepEqual(missing(among).slice(0, 5), [], why);
}

/** Advances by seconds until all views are complete, at most `limitS`; returns how many it took. */
export function secondsUntilComplete(
  cluster: OverlayCluster,
  limitS: number,
  among: readonly OverlayNode[] = living(cluster),
): number {
  let seconds = 0;
  while (missing(among).length > 0) {
    if (seconds >= limitS) assertComplete(among, `after ${seconds} s`);
    cluster.sim.advance(1_000);
    seconds++;
  }
  return seconds;
}

/** Asserts how each of `nodes` sees each of `others`; without a state, not at all. */
export function assertStates(
  nodes: readonly OverlayNode[],
  others: readonly OverlayNode[],
  state: string | undefined,
): void {
  for (const { name, node } of nodes) {
    const members = node.overlays.members(overlay);
    for (const other of others) {
      const seen = members.find((member) => member.name === other.name);
      assert.equal(seen?.state, state, `${other.name} as ${name} sees it`);
    }
  }
}

/** Events of one type. */
export function told<Type extends NodeEvent["type"]>(
  { events }: Pick<OverlayNode, "events">,
  type: Type,
): readonly Extract<NodeEvent, { type: Type }>[] {
  return events.filter((event) => event.type === type) as never;
}

/** What became of members that live, in the words of nodes that live: nothing, where all are connected. */
export function troubles(cluster: OverlayCluster): readonly string[] {
  const names = new Set(living(cluster).map(({ name }) => name));
  return living(cluster).flatMap(({ name, events }) =>
    events.filter((event) =>
      (event.type === "member_quarantine" ||
        event.type === "member_unreachable" || event.type === "member_drop" ||
        event.type === "member_out") && names.has(event.member)
    ).map((event) =>
      `${name}: ${event.type} ${"member" in event && event.member}`
    )
  );
}

/** Asserts what holds whatever happens: no actor crashed, and no envelope came twice. */
export async function assertSound(cluster: OverlayCluster): Promise<void> {
  // What was handed over is counted in turns of the event loop.
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  for (const { name, events, delivered, clients } of cluster.nodes) {
    const crashes = events.filter(({ type }) =>
      type === "actor_crashed" || type === "supervisor_gave_up"
    );
    assert.deepEqual(crashes, [], `${name} crashed`);
    assertOnce(delivered, name);
    for (const client of clients) {
      assertOnce(client.envelopes, client.name);
      assert.equal(client.unread, 0, `${client.name} read all`);
      assert.ok(client.largestBytes <= 1_024, "acks fit the JVM client");
    }
  }
}

/** A socket of a host that is no node. */
export function stranger(sim: Simulation, address = "10.66.6.6") {
  return sim.host(address).udp.open({
    address: "0.0.0.0",
    port: 0,
    shared: false,
    broadcast: false,
    receiveBytesMax: 1_500,
  }, { bound() {}, datagram() {}, failed() {} });
}

function assertOnce(counts: ReadonlyMap<string, number>, who: string): void {
  for (const [id, count] of counts) {
    assert.equal(count, 1, `${who} got envelope ${id} ${count} times`);
  }
}

async function collect(
  subscription: OverlaySubscription,
  { delivered }: Pick<OverlayNode, "delivered">,
): Promise<void> {
  for await (const event of subscription) count(delivered, event);
}

function count(delivered: Map<string, number>, { id }: OverlayEvent): void {
  delivered.set(id, (delivered.get(id) ?? 0) + 1);
}

function addressOf(index: number): string {
  return `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
