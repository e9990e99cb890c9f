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

/** Largest datagram that is read, in bytes: libcluster's own bound. */
const datagramBytesMax = 8_192;

/** What a topology's children are made of. */
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
  const udp = topology && gossipPort(world, topology, { port: 0 });
  const logic = udp
    ? identityMachine.provide({ actors: { udp: udp as AnyActorLogic } })
    : identityMachine;
  return { id: "identity", logic, input: { name, basename, probe } };
}

/** The subtree of all topologies. */
export function topologiesChild(
  parts: TopologyParts,
  us: KnownAs,
  { topologies }: Pick<ResolvedSettings, "topologies">,
): ChildSpec {
  const children = Object.entries(topologies).map(([name, settings]) =>
    topologyChild(parts, us, name, settings)
  );
  const logic = supervisor({
    id: "topologies",
    strategy: "one_for_one",
    children,
  });
  return { id: "topologies", logic };
}

/** The subtree of one topology. */
function topologyChild(
  { world, ambient, probe }: TopologyParts,
  us: KnownAs,
  name: string,
  settings: ResolvedTopology,
): ChildSpec {
  const path = `topologies/${name}`;
  const { silent_after_ms, forgotten_after_ms, announce } = settings;
  const peers = {
    node: us.node,
    silentAfterMs: silent_after_ms,
    forgottenAfterMs: forgotten_after_ms,
    limits: {
      peersMax: settings.peers_max,
      namesPerMinuteMax: settings.names_per_minute_max,
      namesPerAddressMax: settings.names_per_address_max,
    },
    ambient,
  };
  const { port } = settings;
  const listener = `${path}/peers`;
  const udp = gossipPort(world, settings, { port, listener }) as AnyActorLogic;
  const socket = {
    followers: [`${path}/beacon`],
    probe,
    ambient,
  };
  const beacon = { ...us, announce, socket: `${path}/socket`, ambient };
  const logic = supervisor({
    id: "topology",
    strategy: "rest_for_one",
    children: [
      { id: "peers", logic: peersMachine, input: peers },
      {
        id: "socket",
        logic: socketMachine.provide({ actors: { udp } }),
        input: socket,
      },
      { id: "beacon", logic: beaconMachine, input: beacon },
    ],
  });
  return { id: name, logic };
}

/** A socket on the topology's groups, bound to `port`; port 0 is one of its own, on which only it hears itself. */
function gossipPort(
  world: World,
  settings: ResolvedTopology,
  { port, listener }: { readonly port: number; readonly listener?: string },
): Logic {
  const { multicast_addr: groups, multicast_if, secret } = settings;
  const multicast = {
    groups,
    ttl: settings.multicast_ttl,
    ...(multicast_if !== undefined && { interfaceAddress: multicast_if }),
  };
  const options: UdpOptions = {
    address: settings.if_addr,
    port,
    shared: port !== 0,
    broadcast: true,
    receiveBytesMax: datagramBytesMax,
    ...(!settings.broadcast_only && { multicast }),
  };
  const cipher = secret && world.ciphers.aes256Cbc(secret.reveal());
  return udpPort<GossipValue, GossipValue>({
    world,
    options,
    codec: gossipCodec(cipher ? { cipher } : {}),
    listener,
    isControl: ({ type }) => type === "probe",
    ...(cipher && { release: () => cipher.release() }),
    targets: (boundPort): Endpoint[] =>
      groups.map((address) => ({ address, port: boundPort })),
  });
}
