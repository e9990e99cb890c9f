/**
 * Rookery: an actor-model cluster runtime. Nodes on a network find each other by multicast, and every
 * moving part of a node is an XState machine in one supervision tree.
 *
 * @example Start a node, and print who it hears.
 * ```ts ignore
 * import { startNode } from "@rookery/rookery";
 *
 * await using node = await startNode();
 * for await (const event of node.events) {
 *   if (event.type === "peer_heard") console.log(event.node, event.address);
 * }
 * ```
 *
 * @module
 */
export {
  type Node,
  type NodeView,
  type PeerView,
  startNode,
} from "./src/node.ts";
export type {
  ConnectionsRefused,
  ConnectNodeError,
  ConnectNodeOk,
  DistributionListening,
  DistributionNews,
  DistributionRefused,
  EpmdReady,
  EpmdRefused,
  NodeDown,
  NodeUp,
} from "./src/distribution_events.ts";
export type {
  AllowSettings,
  ConnectAnswer,
  ConnectStrategy,
  DistributionSettings,
  DistributionTls,
} from "./src/protocol/distribution/settings.ts";
export {
  ActorError,
  type ActorErrorCode,
  type Actors,
  type CallOptions,
  type LocalActor,
  type Monitor,
  type ProcessGroups,
  type RemoteActor,
  type SpawnOptions,
} from "./src/actor_types.ts";
export type {
  ActorCall,
  ActorCast,
  ActorDown,
  ActorEvent,
  ActorExited,
  ActorInfo,
} from "./src/protocol/distribution/actor_event.ts";
export { ActorExit } from "./src/protocol/distribution/exit.ts";
export type {
  CallFailure,
  Down,
  GroupChange,
} from "./src/protocol/distribution/effects.ts";
export type { NamedProcess } from "./src/protocol/distribution/route.ts";
export type {
  ActorCrashed,
  ActorRestarted,
  AnnouncementRefused,
  DatagramsRefused,
  EventTime,
  HeartbeatSeen,
  NodeEvent,
  NodeEvents,
  NodeNews,
  NodeStarted,
  NodeStopped,
  PeerChanged,
  SocketBound,
  SocketRefused,
  SupervisorGaveUp,
  TopologyChanged,
} from "./src/node_events.ts";
export { type Topologies, TopologyError } from "./src/topology_types.ts";
export type {
  DigestForwarded,
  DigestsRefused,
  MemberNews,
  NeighbourStorms,
  OverlayChanged,
  OverlayNews,
  OverlaySocketBound,
  OverlaySocketRefused,
  OverlayWarning,
} from "./src/overlay_events.ts";
export {
  type MemberView,
  OverlayError,
  type OverlayEvent,
  type Overlays,
  type OverlaySubscription,
} from "./src/overlay_types.ts";
export { connectOverlay } from "./src/overlay_client.ts";
export type {
  ClientConnected,
  ClientDigestsRefused,
  ClientLost,
  ClientNews,
  ClientSocketRefused,
  OverlayClient,
  OverlayClientEvents,
} from "./src/overlay_client_types.ts";
export type { OverlayClientSettings } from "./src/protocol/overlay/client_settings.ts";
export type {
  MulticastSettings,
  OverlaySettings,
  ResolvedCommon,
  ResolvedMulticast,
  ResolvedOverlay,
  ResolvedUnicast,
} from "./src/protocol/overlay/settings.ts";
export { RackMissingError } from "./src/protocol/overlay/settings.ts";
export type {
  FieldType,
  FieldValue,
  ScalarValue,
  ThriftField,
} from "./src/wire/thrift/fields.ts";
export type { ScalarName } from "./src/wire/thrift/scalars.ts";
export type { DigestSubscription } from "./src/wire/gossiperl/digests.ts";
export type { ActorCrash, ActorView } from "./src/actor_tree.ts";
export { DistributionError } from "./src/distribution_types.ts";
export { HttpError, type HttpHandle } from "./src/http_types.ts";
export type {
  HttpFailed,
  HttpListening,
  HttpNews,
  HttpRefused,
  LoginsRefused,
} from "./src/http_events.ts";
export type { HttpSettings, HttpUser } from "./src/protocol/http_settings.ts";
export {
  type GossipSettings,
  type NodeSettings,
  SettingsError,
} from "./src/protocol/settings.ts";
export type {
  Aead,
  BlockCipher,
  Ciphers,
  Clock,
  Datagram,
  Endpoint,
  HttpCertificate,
  HttpHandlers,
  HttpListener,
  HttpListenOptions,
  HttpNetwork,
  HttpPeer,
  InterfaceAddress,
  MulticastOptions,
  NetworkFailure,
  NetworkFailureCode,
  Random,
  Tally,
  TcpAcceptedHandlers,
  TcpConnectOptions,
  TcpFailure,
  TcpFailureCode,
  TcpHandlers,
  TcpListener,
  TcpListenHandlers,
  TcpListenOptions,
  TcpNetwork,
  TcpSocket,
  TlsOptions,
  UdpHandlers,
  UdpNetwork,
  UdpOptions,
  UdpSocket,
  World,
} from "./src/ports/world.ts";
export { Secret } from "./src/wire/secret.ts";
