/**
 * The deterministic test kit: whole clusters in one process, on a virtual clock and a network that
 * loses, delays and cuts as the test says, all from one seed.
 *
 * A {@linkcode simulation} has a clock, which a test advances, and a network, which it breaks; each of its hosts is a
 * `World` to start a node with. Whatever happens happens while time is advanced, in an order that the seed determines,
 * so a failure is replayed by its seed: see {@linkcode forEachSeed}. Nothing here needs a permission.
 *
 * @example One in five datagrams is lost
 * ```ts
 * import { simulation } from "@rookery/rookery/sim";
 *
 * const sim = simulation({ seed: 42, conditions: { lossRate: 0.2 } });
 * const world = sim.host("10.0.0.1"); // startNode(settings, world)
 * sim.network.partition([["10.0.0.1"], ["10.0.0.2", "10.0.0.3"]]);
 * sim.advance(5_000);
 * sim.network.heal();
 * ```
 *
 * @module
 */

export * from "./clock.ts";
export type { InterfaceState, OpenSocket, SimHost } from "./host.ts";
export { LAN, type LinkConditions } from "./link.ts";
export { SimNetwork, type SimNetworkOptions } from "./network.ts";
export { SeededRandom } from "./random.ts";
export { forEachSeed } from "./seeds.ts";
export type {
  DropReason,
  NetworkCounters,
  NetworkEvent,
  NetworkEventKind,
} from "./tally.ts";
export {
  type Simulation,
  simulation,
  type SimulationOptions,
} from "./world.ts";
export type {
  BlockCipher,
  Ciphers,
  Clock,
  Datagram,
  Endpoint,
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
} from "../ports/world.ts";
export type { Secret } from "../wire/secret.ts";
