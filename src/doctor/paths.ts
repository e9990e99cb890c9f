/**
 * Tries the way to the group: sends a probe through it by each interface, on a port of its own, and looks whether it
 * comes back; and binds the group's port as a node does.
 *
 * @module
 */
import type { Endpoint, UdpOptions, World } from "../ports/world.ts";
import type { PathTrial, PortTrial } from "../protocol/doctor_network.ts";
import { decodeProbe, encodeProbe, PROBE_ID_BYTES } from "../wire/probe.ts";
import { openSocket } from "./opened.ts";

/** How long a probe may take through the group, in ms. */
const probeMs = 1_000;

/** Interfaces tried at most: each costs a socket for a second. */
export const interfacesMax = 32;

/** What is tried. */
export interface Way {
  /** The groups. */
  readonly groups: readonly string[];
  /** Their port. */
  readonly port: number;
  /** Hops. */
  readonly ttl: number;
  /** The interface's address; the system's choice without it. */
  readonly by?: string;
}

type PathWorld = Pick<World, "udp" | "clock" | "random">;

/** Sends a probe through the groups, and waits for it. */
export async function tryPath(
  world: PathWorld,
  way: Way,
): Promise<PathTrial> {
  const by = way.by === undefined ? {} : { by: way.by };
  const outcome = await probe(world, way);
  const { backFrom } = outcome;
  if (way.by !== undefined || backFrom === undefined) {
    return { ...by, ...outcome };
  }
  return { ...outcome, leavesHost: await leavesHost(world, way, backFrom) };
}

/**
 * Whether what the system chooses for groups is the interface of `address`. Linux sends from that address over loopback
 * as well: so a group that nobody else joins is joined on the interface alone, and sent to without naming one.
 */
async function leavesHost(
  world: PathWorld,
  way: Way,
  address: string,
): Promise<boolean> {
  const [a = 0, b = 0] = world.random.bytes(2);
  const groups = [`239.255.${a}.${b}`];
  const { backFrom } = await probe(
    world,
    { ...way, groups, by: address },
    (id, to) => sendUnnamed(world, way, id, to),
  );
  return backFrom !== undefined;
}

/** Sends a probe by a socket of its own, by the interface of the system's choice. */
async function sendUnnamed(
  world: PathWorld,
  way: Way,
  id: string,
  to: readonly Endpoint[],
): Promise<void> {
  const { multicast: _, ...plain } = optionsOf(way);
  const opening = await openSocket(world, { ...plain, port: 0, shared: false });
  if (!opening.ok) return;
  using socket = opening.socket;
  for (const endpoint of to) socket.send(encodeProbe(id), endpoint);
}

type Outcome = Pick<PathTrial, "backFrom" | "refused">;

/** Joins the groups and waits for a probe, which `send` sends, or the same socket. */
async function probe(
  world: PathWorld,
  way: Way,
  send?: (id: string, to: readonly Endpoint[]) => Promise<void>,
): Promise<Outcome> {
  const id = world.random.bytes(PROBE_ID_BYTES).toHex();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const opening = await openSocket(
    world,
    { ...optionsOf(way), port: 0, shared: false },
    {
      datagram(bytes, { address }) {
        const decoded = decodeProbe(bytes);
        if (decoded.ok && decoded.value.id === id) {
          resolve({ backFrom: address });
        }
      },
      failed: (refused) => resolve({ refused }),
    },
  );
  if (!opening.ok) return { refused: opening.failure };
  using socket = opening.socket;
  const { port } = socket.local;
  const to = way.groups.map((address) => ({ address, port }));
  const timer = world.clock.setTimeout(() => resolve({}), probeMs);
  if (send) await send(id, to);
  else to.forEach((endpoint) => socket.send(encodeProbe(id), endpoint));
  const outcome = await promise;
  world.clock.clearTimeout(timer);
  return outcome;
}

/** Binds the group's port alone, and if that is refused, shared. */
export async function tryPort(
  world: Pick<World, "udp">,
  way: Way,
): Promise<PortTrial> {
  const { multicast: _, ...plain } = optionsOf(way);
  const alone = await openSocket(world, { ...plain, shared: false });
  if (alone.ok) {
    alone.socket[Symbol.dispose]();
    return { isShared: false };
  }
  const shared = await openSocket(world, { ...plain, shared: true });
  if (!shared.ok) return { isShared: false, refused: shared.failure };
  shared.socket[Symbol.dispose]();
  return { isShared: true };
}

/** How a node opens its socket. */
export function optionsOf(
  { groups, port, ttl, by }: Way,
): UdpOptions & { readonly multicast: object } {
  return {
    address: "0.0.0.0",
    port,
    shared: true,
    broadcast: true,
    receiveBytesMax: 8_192,
    multicast: {
      groups,
      ttl,
      ...(by !== undefined && { interfaceAddress: by }),
    },
  };
}
