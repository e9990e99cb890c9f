/**
 * How an overlay is put together: its subtree, and what its sockets are made of. With `node.ts` the only
 * file that joins actors and ports.
 *
 *     <overlay>           one_for_one
 *     ├── members         everybody in it
 *     ├── subscriptions   who wants what, and what is sent again
 *     ├── multicast       the group's side                 } in a unicast overlay one
 *     └── bridge          the side of this host's clients  } socket, `unicast`
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import { bridgeMachine } from "../actors/bridge.ts";
import { membersMachine } from "../actors/members.ts";
import { multicastMachine } from "../actors/multicast.ts";
import type {
  OverlayPaths,
  OverlaySocketInput,
} from "../actors/overlay_work.ts";
import { socketMachine } from "../actors/socket.ts";
import { subscriptionsMachine } from "../actors/subscriptions.ts";
import { unicastMachine } from "../actors/unicast.ts";
import { type ChildSpec, type Logic, supervisor } from "./otp/mod.ts";
import { codecOf } from "./overlay_codec.ts";
import { datagramBytesMax } from "./overlay_envelope.ts";
import { udpPort } from "./ports/udp_port.ts";
import type { Endpoint, UdpOptions, World } from "./ports/world.ts";
import type { Ambient } from "./protocol/ambient.ts";
import { interfaceOf } from "./protocol/overlay/addresses.ts";
import { Answers } from "./protocol/overlay/answers.ts";
import { Ledgers, type OverlayAmbient } from "./protocol/overlay/ledgers.ts";
import { Reactions } from "./protocol/overlay/reactions.ts";
import type {
  ResolvedMulticast,
  ResolvedOverlay,
  ResolvedUnicast,
} from "./protocol/overlay/settings.ts";
import type { Codec } from "./wire/codec.ts";
import {
  type Incoming,
  isKnownType,
  type Outgoing,
  type OverlayCodec,
  ReplayGuard,
} from "./wire/gossiperl/mod.ts";
import { accept, type Result } from "./wire/result.ts";

/** A received digest, with its type where charts look for it. */
type TypedIncoming = Incoming & { readonly type: Incoming["digest"]["type"] };

/** What an overlay is made of, beside its sockets: it outlives them, and its changing settings. */
export interface OverlayParts {
  /** The overlay's name. */
  readonly name: string;
  /** What it remembers, the settings in force among it. */
  readonly ledgers: Ledgers;
  /** Its actors' system ids. */
  readonly paths: OverlayPaths;
  /** What all its socket actors are started with. */
  readonly input: OverlaySocketInput;
  /** Encodes and decodes by the keys in force. */
  readonly codec: OverlayCodec<string>;
  /** Takes changed settings: keys, times and bounds are used from the next datagram on. */
  reconfigure(settings: ResolvedOverlay): void;
  /** Gives the ciphers back; they are made anew if they are used once more. */
  release(): void;
  /** What it touches. */
  readonly world: World;
}

/** Puts the parts of an overlay together. */
export function overlayParts(
  settings: ResolvedOverlay,
  world: World,
  ambient: OverlayAmbient,
): OverlayParts {
  const { name } = settings;
  const ledgers = new Ledgers(settings, ambient);
  const replays = new ReplayGuard();
  let held = codecOf(settings, world, replays);
  // The sockets keep this one; what is behind it follows the settings.
  const current: OverlayCodec<string> = {
    open: (datagram, work) => held.codec.open(datagram, work),
    openMany: (datagrams) => held.codec.openMany(datagrams),
    seal: (message) => held.codec.seal(message),
    sealMany: (messages) => held.codec.sealMany(messages),
    envelopeBytesMax: (bytes) => held.codec.envelopeBytesMax(bytes),
  };
  const answers = new Answers(ledgers, current.envelopeBytesMax);
  const reactions = new Reactions(ledgers, answers);
  const paths = pathsOf(settings);
  return {
    name,
    ledgers,
    paths,
    input: { ledgers, reactions, answers, paths },
    codec: current,
    reconfigure(changed) {
      ledgers.reconfigure(changed);
      held.release();
      held = codecOf(changed, world, replays);
    },
    release: () => held.release(),
    world,
  };
}

/** A socket of an overlay; started again, it is opened by the settings that are in force then. */
function socketOf(
  parts: OverlayParts,
  options: () => UdpOptions,
  path: string,
): AnyActorLogic {
  const { ambient } = parts.ledgers;
  return overlaySocket({ ...parts, ambient }, options, path);
}

/** The subtree of an overlay. */
export function overlayChild(parts: OverlayParts): ChildSpec {
  const { name, ledgers, paths } = parts;
  const children: ChildSpec[] = [
    {
      id: "members",
      logic: membersMachine,
      input: { ledgers, bridge: paths.clients },
    },
    {
      id: "subscriptions",
      logic: subscriptionsMachine,
      input: { ledgers, paths },
    },
    ...socketChildren(parts),
  ];
  const logic = supervisor({
    id: "overlay",
    strategy: "one_for_one",
    children,
  });
  return { id: name, logic };
}

/** The socket actors of an overlay, for the settings in force. */
export function socketChildren(parts: OverlayParts): readonly ChildSpec[] {
  const { settings } = parts.ledgers;
  return settings.multicast
    ? [multicastChild(parts), bridgeChild(parts)]
    : [unicastChild(parts)];
}

function pathsOf({ name, multicast }: ResolvedOverlay): OverlayPaths {
  const path = `overlays/${name}`;
  const nodes = `${path}/${multicast ? "multicast" : "unicast"}`;
  return {
    members: `${path}/members`,
    subscriptions: `${path}/subscriptions`,
    nodes,
    clients: multicast ? `${path}/bridge` : nodes,
  };
}

function multicastChild(parts: OverlayParts): ChildSpec {
  const { nodes } = parts.paths;
  const options = () =>
    groupSocket(parts.ledgers.settings as ResolvedMulticast);
  const logic = multicastMachine.provide({
    actors: { socket: socketOf(parts, options, nodes) },
  });
  return { id: "multicast", logic, input: parts.input };
}

function groupSocket(
  { family, port, multicast }: ResolvedMulticast,
): UdpOptions {
  const isIpv6 = family === "ipv6";
  const { local_iface_address: given, ip } = multicast;
  // Deno sends to ff05::1%eth0 no datagram: the interface is chosen on the socket.
  const [group = "", groupZone] = ip.split("%");
  const wildcard = isIpv6 ? "::" : "0.0.0.0";
  const zone = isIpv6 ? interfaceOf(given) ?? groupZone : undefined;
  const interfaceAddress = zone === undefined ? given : `::%${zone}`;
  return {
    // The wildcard: on Linux a socket bound to an interface's own address is deaf to groups.
    address: wildcard,
    port,
    shared: true,
    broadcast: !isIpv6,
    receiveBytesMax: datagramBytesMax,
    multicast: {
      groups: [group],
      ttl: multicast.ttl,
      ...(interfaceAddress !== wildcard && { interfaceAddress }),
    },
  };
}

function bridgeChild(parts: OverlayParts): ChildSpec {
  const { clients } = parts.paths;
  const options = () => {
    const { family, multicast } = parts.ledgers.settings as ResolvedMulticast;
    const address = family === "ipv6" ? "::1" : "127.0.0.1";
    return ownSocket(address, multicast.local_port);
  };
  const logic = bridgeMachine.provide({
    actors: { socket: socketOf(parts, options, clients) },
  });
  return { id: "bridge", logic, input: parts.input };
}

/** A socket that is shared with nobody. */
export function ownSocket(address: string, port: number): UdpOptions {
  const receiveBytesMax = datagramBytesMax;
  return { address, port, shared: false, broadcast: false, receiveBytesMax };
}

function unicastChild(parts: OverlayParts): ChildSpec {
  const current = () => parts.ledgers.settings as ResolvedUnicast;
  const { nodes } = parts.paths;
  const options = () => ownSocket(current().ip ?? "", current().port);
  const logic = unicastMachine.provide({
    actors: { socket: socketOf(parts, options, nodes) },
  });
  const input = {
    ...parts.input,
    seeds: () => current().racks[current().rack_name] ?? [],
    ownAddresses: () =>
      [current().ip, current().ip_hint].filter((own) => own !== undefined),
  };
  return { id: "unicast", logic, input };
}

/** What a socket machine of an overlay is made of. */
export interface OverlaySocketParts {
  /** What it touches. */
  readonly world: World;
  /** Encodes and decodes. */
  readonly codec: OverlayCodec<string>;
  /** Time and chance. */
  readonly ambient: Ambient;
  /** Gives the ciphers back. */
  readonly release: () => void;
}

/** A socket machine around a port that speaks the overlay's codec, working for the actor at `path`. */
export function overlaySocket(
  { world, codec, ambient, release }: OverlaySocketParts,
  options: () => UdpOptions,
  path: string,
): AnyActorLogic {
  const targets = (): readonly Endpoint[] => {
    const { multicast, port } = options();
    return multicast?.groups.map((address) => ({ address, port })) ?? [];
  };
  const typed: Codec<TypedIncoming, Outgoing> = {
    open: (datagram) => typedOf(codec.open(datagram)),
    openMany: (datagrams) => codec.openMany(datagrams).map(typedOf),
    seal: (message) => codec.seal(message),
    sealMany: (messages) => codec.sealMany(messages),
  };
  const udp: Logic = udpPort<TypedIncoming, Outgoing>({
    world,
    options,
    codec: typed,
    listener: path,
    kindOf: kindOfOutgoing,
    targets,
    release,
  });
  const machine = socketMachine.provide({
    actors: { udp: udp as AnyActorLogic },
  });
  const input = { followers: [path], isToEach: !options().multicast, ambient };
  return withInput(machine as AnyActorLogic, input);
}

function typedOf(opened: Result<Incoming>): Result<TypedIncoming> {
  if (!opened.ok) return opened;
  const { id, digest, rowsRefused } = opened.value;
  return accept({ type: digest.type, id, digest, rowsRefused });
}

/** The digest's type, as gossiperl counts it; users' own have one name together, of which there is no end otherwise. */
function kindOfOutgoing(message: Outgoing): string {
  if (message.type === "digest") return message.digest.type;
  const isList = message.type === "payload" && isKnownType(message.payloadType);
  return isList ? message.payloadType : "own";
}

/** Logic that is always started with `input`. */
function withInput(logic: AnyActorLogic, input: object): AnyActorLogic {
  const { getInitialSnapshot } = logic;
  logic.getInitialSnapshot = (
    scope: Parameters<typeof getInitialSnapshot>[0],
  ) => getInitialSnapshot(scope, input);
  return logic;
}
