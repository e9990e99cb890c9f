/**
 * The network of a simulated host, UDP and what TCP stands on: what `host.ts` promises.
 *
 * @module
 */

import type {
  Clock,
  Endpoint,
  NetworkFailureCode,
  Random,
  TcpFailureCode,
  UdpHandlers,
  UdpOptions,
  UdpSocket,
} from "../ports/world.ts";
import * as addresses from "./addresses.ts";
import type { InterfaceState, OpenSocket, SimHost } from "./host.ts";
import { PortTable } from "./port_table.ts";
import {
  groupsVia,
  type HostInterface,
  route,
  sourceAddress,
  type Via,
} from "./routes.ts";
import { SimSocket, type SocketHost } from "./socket.ts";
import type { Segment } from "./tcp_segment.ts";
import { type TcpHost, TcpStack } from "./tcp_stack.ts";

/** Largest payload of a UDP datagram over IPv4. */
const PAYLOAD_BYTES_MAX = 65_507;

/** Where a socket is bound that may send from any address. */
const ANY_ADDRESS = "0.0.0.0";

/** A datagram on its way. */
export interface Datagram {
  /** Who sent it. */
  readonly from: Endpoint;
  /** Where it goes. */
  readonly to: Endpoint;
  /** Its payload, which nobody alters. */
  readonly bytes: Uint8Array;
  /** How many hops it may go; with 1 it stays on its segment. */
  readonly ttl: number;
}

/** What a host asks of its network. */
export interface HostNetwork {
  /** Virtual time. */
  readonly clock: Clock;
  /** Carries a datagram to other hosts. */
  carry(datagram: Datagram, from: HostStack): void;
  /** Carries a segment to another host. */
  carrySegment(segment: Segment, from: HostStack): void;
  /** The address that a name means. */
  resolve(name: string): string | undefined;
  /** A stream of randomness that depends on the label alone. */
  random(label: string): Random;
  /** Notes what happened to a datagram. */
  note(
    what: "sent" | "delivered" | "no_listener" | "interface_down",
    datagram: Datagram,
    at: string,
  ): void;
}

/** A host and its sockets. */
export class HostStack implements SimHost, SocketHost, TcpHost {
  readonly address: string;
  readonly segment: string;
  readonly tcp: TcpStack = new TcpStack(this);
  readonly #network: HostNetwork;
  readonly #ports = new PortTable();
  #interface: InterfaceState = "up";
  #bindsRefused: NetworkFailureCode | null = null;
  #joinsRefused: NetworkFailureCode | null = null;

  constructor(address: string, segment: string, network: HostNetwork) {
    this.address = address;
    this.segment = segment;
    this.#network = network;
  }

  get clock(): Clock {
    return this.#network.clock;
  }

  get openSockets(): readonly OpenSocket[] {
    const datagrams = this.#ports.sockets
      .map(({ local, options }) => local ?? options);
    return [...datagrams, ...this.tcp.open]
      .map(({ address, port }) => ({ host: this.address, address, port }));
  }

  setInterface(state: InterfaceState): void {
    this.#interface = state;
    if (state === "deleted") this.deafen();
  }

  deafen(): void {
    for (const socket of this.#ports.sockets) socket.leave("interface");
  }

  refuseBinds(code: NetworkFailureCode | null): void {
    this.#bindsRefused = code;
  }

  refuseJoins(code: NetworkFailureCode | null): void {
    this.#joinsRefused = code;
  }

  breakSockets(port?: number): number {
    const broken = this.#ports.sockets.filter(({ local }) =>
      port === undefined || local?.port === port
    );
    for (const socket of broken) socket.break();
    return broken.length;
  }

  kill(): void {
    this.tcp.kill();
    for (const socket of this.#ports.sockets) socket.close();
  }

  open(options: UdpOptions, handlers: UdpHandlers): UdpSocket {
    const socket = new SimSocket(options, handlers, this);
    this.#ports.add(socket);
    return socket;
  }

  closed(socket: SimSocket): void {
    this.#ports.delete(socket);
  }

  bind(socket: SimSocket): Endpoint | NetworkFailureCode {
    if (this.#bindsRefused) return this.#bindsRefused;
    return this.#owns(socket.options.address)
      ? this.#ports.bind(socket)
      : "address_unavailable";
  }

  join({ options }: SimSocket): Via | { readonly refused: NetworkFailureCode } {
    const { ttl, groups, interfaceAddress } = options.multicast!;
    if (this.#joinsRefused) return { refused: this.#joinsRefused };
    const isUnheardOf = ttl < 1 || ttl > 255 || !Number.isInteger(ttl) ||
      /^::%\d+$/.test(interfaceAddress ?? "");
    if (isUnheardOf) return { refused: "unknown" };
    if (!groups.every(addresses.isMulticast)) {
      return { refused: "interface_gone" };
    }
    const isRouted = interfaceAddress === undefined;
    return groupsVia(this.#routing, interfaceAddress) ??
      { refused: isRouted ? "no_route" : "interface_gone" };
  }

  send(
    { options }: SimSocket,
    local: Endpoint,
    bytes: Uint8Array,
    to: Endpoint,
  ): NetworkFailureCode | undefined {
    if (bytes.length > PAYLOAD_BYTES_MAX) return "too_large";
    const via = route(this.#routing, options, to);
    if (!via) return "no_route";
    const address = sourceAddress(
      this.#routing,
      local.address,
      to.address,
      via,
    );
    const ttl = options.multicast?.ttl ?? 1;
    const datagram = { from: { address, port: local.port }, to, bytes, ttl };
    this.#network.note("sent", datagram, this.address);
    if (via === "loopback" || this.#isForMany(to)) {
      this.clock.setTimeout(() => this.#deliver(datagram, via), 0);
    }
    if (via === "interface") this.#network.carry(datagram, this);
  }

  /** Whether a socket here holds the port. */
  holds(port: number): boolean {
    return this.#ports.isHeld(port);
  }

  /** Takes a datagram from the network. */
  receive(datagram: Datagram): void {
    if (this.#interface === "up") return this.#deliver(datagram, "interface");
    this.#network.note("interface_down", datagram, this.address);
  }

  random(label: string): Random {
    return this.#network.random(`${this.address} ${label}`);
  }

  resolve(name: string): string | undefined {
    if (addresses.isAddress(name)) return name;
    if (name === "localhost") return addresses.LOOPBACK_ADDRESS;
    return this.#network.resolve(name);
  }

  sourceFor(to: Endpoint): string | undefined {
    const via = this.#viaFor(to);
    return via && sourceAddress(this.#routing, ANY_ADDRESS, to.address, via);
  }

  refusal(address: string): TcpFailureCode | undefined {
    if (this.#bindsRefused) return tcpCode(this.#bindsRefused);
    const isForOne = this.#owns(address) && !addresses.isMulticast(address);
    return isForOne ? undefined : "address_unavailable";
  }

  /** Sends a segment; where no way leads to its end (any more), it is lost. */
  sendSegment(segment: Segment): void {
    const via = this.#viaFor(segment.to);
    if (via === "interface") this.#network.carrySegment(segment, this);
    if (via === "loopback") {
      this.clock.setTimeout(() => this.tcp.receive(segment), 0);
    }
  }

  /** Takes a segment from the network. */
  receiveSegment(segment: Segment): void {
    if (this.#interface === "up") this.tcp.receive(segment);
  }

  #viaFor(to: Endpoint): Via | undefined {
    if (addresses.isMulticast(to.address)) return undefined;
    return route(
      this.#routing,
      { address: ANY_ADDRESS, broadcast: false },
      to,
    );
  }

  #deliver(datagram: Datagram, via: Via): void {
    const { to, from, bytes } = datagram;
    const hearing = this.#ports.hearing(to, via, this.address);
    if (hearing.length === 0 && !this.#isForMany(to)) {
      this.#network.note("no_listener", datagram, this.address);
    }
    for (const socket of hearing) {
      if (!socket.isBound) continue; // closed by what its neighbour did with the same datagram
      this.#network.note("delivered", datagram, this.address);
      socket.receive(bytes, from);
    }
  }

  #owns(address: string): boolean {
    if (address === this.address) return this.#interface !== "deleted";
    return addresses.isWildcard(address) || addresses.isLoopback(address) ||
      addresses.isMulticast(address);
  }

  #isForMany({ address }: Endpoint): boolean {
    return addresses.isMulticast(address) ||
      addresses.isBroadcast(address, this.address);
  }

  get #routing(): HostInterface {
    return { address: this.address, state: this.#interface };
  }
}

function tcpCode(code: NetworkFailureCode): TcpFailureCode {
  switch (code) {
    case "address_in_use":
    case "address_unavailable":
    case "permission_denied":
      return code;
    default:
      return "unknown";
  }
}
