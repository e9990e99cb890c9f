/**
 * A small cluster to look at, in one process and on loopback alone: three nodes that are connected, an overlay that they
 * publish in, and some actors, one of which crashes now and then.
 *
 * It takes addresses and ports that are free, so that it runs beside whatever runs there already, another one of its kind
 * included.
 *
 * @module
 */
import { startNode } from "../node.ts";
import type { NodeEvent } from "../node_events.ts";
import type { Node } from "../node_types.ts";
import type { World } from "../ports/world.ts";
import type { HttpSettings } from "../protocol/http_settings.ts";
import { spawnActors } from "./cast.ts";
import { joinOverlay } from "./overlay.ts";

/** What a demo is made of. */
export interface DemoParts {
  /** What all nodes touch. */
  readonly world: World;
  /** The cookie of the cluster, which also enciphers the overlay. */
  readonly cookie: string;
  /** HTTP of the first node; the others are seen through it. */
  readonly http: HttpSettings;
  /** Hears what happens to each node. */
  readonly onEvent: (event: NodeEvent, node: string) => void;
  /** Stops it while it starts. */
  readonly signal: AbortSignal;
}

/** A running demo. */
export interface Demo extends AsyncDisposable {
  /** Its nodes; the first has HTTP. */
  readonly nodes: readonly [Node, Node, Node];
  /** Port of the EPMD by which they, and Erlang's nodes, find each other. */
  readonly epmdPort: number;
  /** Settles when it has ended: rejected when a node gave up. */
  readonly closed: Promise<unknown>;
}

/** The address of all nodes. */
const address = "127.0.0.1";

/** The nodes, each with a name of its own on one host. */
const nodeNames: readonly [string, string, string] = [
  `north@${address}`,
  `south@${address}`,
  `west@${address}`,
];

/**
 * Ports of EPMD that are tried: Erlang's own, where whoever serves it already is asked; beyond it for those who cannot
 * use that one, because it has nodes of these names, or something else listens there.
 */
const epmdPorts = { first: 4_369, last: 4_379 } as const;

/**
 * Starts a demo.
 *
 * @throws {OverlayError} If no address is to be had for the overlay.
 * @throws {Error} If no EPMD takes the nodes.
 * @throws The signal's reason, if that stopped it.
 */
export async function startDemo(parts: DemoParts): Promise<Demo> {
  const { first, last } = epmdPorts;
  for (let epmdPort = first as number; epmdPort <= last; epmdPort++) {
    const nodes = await connectedBy(epmdPort, parts);
    if (!nodes) continue;
    const stop = async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    };
    try {
      await joinOverlay(nodes, parts.cookie);
      spawnActors(nodes, () => parts.world.random.next());
    } catch (error) {
      await stop();
      throw error;
    }
    const closed = Promise.all(nodes.map(({ closed }) => closed));
    // Whoever does not ask how it ended must not be ended by it.
    closed.catch(() => {});
    return { nodes, epmdPort, closed, [Symbol.asyncDispose]: stop };
  }
  throw new Error(
    `Cannot register nodes with EPMD on any port from ${first} to ${last}`,
  );
}

/** The nodes, connected to each other; nothing if that EPMD does not take them. */
async function connectedBy(
  epmdPort: number,
  { world, cookie, http, onEvent, signal }: DemoParts,
): Promise<Demo["nodes"] | undefined> {
  await using starting = new AsyncDisposableStack();
  const nodes: Node[] = [];
  for (const [index, name] of nodeNames.entries()) {
    let isRefused = false;
    const node = await startNode(
      {
        name,
        topologies: {},
        // It is there to be played with, and nobody depends on it.
        allow_chaos: true,
        distribution: {
          ...{ cookie, address, epmd_address: address, epmd_port: epmdPort },
          connect: nodeNames.slice(0, index),
        },
        ...(index === 0 && { http }),
      },
      world,
      (event) => {
        if (event.type === "epmd_refused") isRefused = true;
        onEvent(event, name);
      },
      signal,
    );
    starting.use(node);
    if (isRefused) return undefined;
    nodes.push(node);
    for (const before of nodeNames.slice(0, index)) await node.connect(before);
  }
  starting.move();
  const [north, south, west] = nodes;
  return [north!, south!, west!];
}
