/**
 * How topologies, and who we are in them, are put together. With `node.ts`, `overlay_tree.ts` and `overlay_client.ts` the only files that join
 * actors and ports.
 *
 *     <topology>  rest_for_one
 *     ├── peers   who was heard
 *     ├── socket  on the groups
 *     └── beacon  announces us
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import { beaconMachine } from "../actors/beacon.ts";
import {
  identityMachine,
  type KnownAs,
  loopbackAddress,
} from "../actors/identity.ts";
import { peersMachine } from "../actors/peers.ts";
import { type ProbeValue, socketMachine } from "../actors/socket.ts";
import { type ChildSpec, type Logic, supervisor } from "./otp/mod.ts";
import { udpPort } from "./ports/udp_port.ts";
import type { Endpoint, UdpOptions, World } from "./ports/world.ts";
import type { Ambient } from "./protocol/ambient.ts";
import type {
  ResolvedSettings,
  ResolvedTopology,
} from "./protocol/settings.ts";
import { gossipCodec, type GossipValue } from "./wire/gossip_codec.ts";
import type { Codec } from "./wire/codec.ts";

export type { KnownAs };

/** Largest datagram that is read, in bytes: libcluster's own bound. */
const datagramBytesMax = 8_192;

/** What the children of all topologies are made of. */
export interface TopologyParts {
  /** What they touch. */
  readonly world: World;
  /** Time and chance. */
  readonly ambient: Ambient;
  /** By which our sockets know themselves. */
  readonly probe: ProbeValue;
}

/** The actor that knows who we are, or finds it out in the first topology. */
export function identityChild(
  parts: TopologyParts & { readonly basename: string },
  { name: given, topologies }: Pick<ResolvedSettings, "name" | "topologies">,
): ChildSpec {
  const { world, probe, basename } = parts;
  const [topology] = Object.values(topologies);
  // Nobody to be known to: any name will do.
  const name = given ??
    (topology ? undefined : `${basename}@${loopbackAddress}`);
  const udp = topology && gossipPort(world, () => topology, { port: 0 });
  const logic = udp
    ? identityMachine.provide({ actors: { udp: udp as AnyActorLogic } })
    : identityMachine;
  return { id: "identity", logic, input: { name, basename, probe } };
}

/** One topology: its settings outlive its actors, which look at them whenever they are started. */
export interface Topology {
  /** Its name. */
  readonly name: string;
  /** The settings in force. */
  settings: ResolvedTopology;
}

/** Topologies come and go at run time. */
export const topologiesChild: ChildSpec = {
  id: "topologies",
  logic: supervisor({ id: "topologies", strategy: "one_for_one" }),
};

/** The subtree of one topology. */
export function topologyChild(
  parts: TopologyParts,
  us: KnownAs,
  topology: Topology,
): ChildSpec {
  const { name } = topology;
  const logic = supervisor({
    id: "topology",
    strategy: "rest_for_one",
    children: [
      peersChild(parts, us, topology),
      socketChild(parts, topology),
      beaconChild(parts, us, topology),
    ],
  });
  return { id: name, logic };
}

function peersChild(
  { ambient }: TopologyParts,
  { node }: KnownAs,
  topology: Topology,
): ChildSpec {
  // Peers that are there follow the settings in force.
  const silence = {
    get silentAfterMs() {
      return topology.settings.silent_after_ms;
    },
    get forgottenAfterMs() {
      return topology.settings.forgotten_after_ms;
    },
  };
  const limits = {
    get peersMax() {
      return topology.settings.peers_max;
    },
    get namesPerMinuteMax() {
      return topology.settings.names_per_minute_max;
    },
    get namesPerAddressMax() {
      return topology.settings.names_per_address_max;
    },
  };
  const input = { node, silence, limits, ambient };
  return { id: "peers", logic: peersMachine, input };
}

/** The socket of a topology, opened by the settings that are in force then. */
export function socketChild(
  { world, ambient, probe }: TopologyParts,
  topology: Topology,
): ChildSpec {
  const path = `topologies/${topology.name}`;
  const udp = gossipPort(world, () => topology.settings, {
    listener: `${path}/peers`,
  }) as AnyActorLogic;
  const logic = socketMachine.provide({ actors: { udp } });
  const input = { followers: [`${path}/beacon`], probe, ambient };
  return { id: "socket", logic, input };
}

/** The beacon of a topology. */
export function beaconChild(
  { ambient }: TopologyParts,
  us: KnownAs,
  topology: Topology,
): ChildSpec {
  const input = {
    ...us,
    get announce() {
      return topology.settings.announce;
    },
    socket: `topologies/${topology.name}/socket`,
    ambient,
  };
  return { id: "beacon", logic: beaconMachine, input };
}

/** What is bound in place of the group's port, and who hears what comes. */
interface PortOptions {
  /** 0 is a port of its own, on which only it hears itself. */
  readonly port?: number;
  readonly listener?: string;
}

/** A socket on the topology's groups. */
function gossipPort(
  world: World,
  inForce: () => ResolvedTopology,
  { port, listener }: PortOptions,
): Logic {
  const { codec, release } = codecOf(world, inForce);
  return udpPort<GossipValue, GossipValue>({
    world,
    options: () => udpOptions(inForce(), port ?? inForce().port),
    codec,
    ...(listener !== undefined && { listener }),
    isControl: ({ type }) => type === "probe",
    release,
    targets: (boundPort): Endpoint[] =>
      inForce().multicast_addr.map((address) => ({ address, port: boundPort })),
  });
}

function udpOptions(settings: ResolvedTopology, port: number): UdpOptions {
  const { multicast_addr: groups, multicast_if } = settings;
  const multicast = {
    groups,
    ttl: settings.multicast_ttl,
    ...(multicast_if !== undefined && { interfaceAddress: multicast_if }),
  };
  return {
    address: settings.if_addr,
    port,
    shared: port !== 0,
    broadcast: true,
    receiveBytesMax: datagramBytesMax,
    ...(!settings.broadcast_only && { multicast }),
  };
}

/** Encodes and decodes by the secret in force: another one holds from the next datagram on. */
function codecOf(world: World, inForce: () => ResolvedTopology) {
  const held = () => {
    const { secret } = inForce();
    const cipher = secret && world.ciphers.aes256Cbc(secret.reveal());
    const codec = gossipCodec(cipher ? { cipher } : {});
    return { secret, codec, release: () => cipher?.release() };
  };
  let now = held();
  const current = () => {
    if (now.secret === inForce().secret) return now.codec;
    now.release();
    now = held();
    return now.codec;
  };
  const codec: Codec<GossipValue> = {
    open: (bytes) => current().open(bytes),
    seal: (value) => current().seal(value),
  };
  return { codec, release: () => now.release() };
}
