/**
 * A host of the simulated network, as a test sees it: sockets, and what can go wrong with them.
 *
 * A host has loopback (127.0.0.1) and one interface, whose address is its own. As on Linux:
 * - an interface that is *down* keeps its address and the sockets' memberships, and works again when it is up;
 * - one that is *deleted* takes both with it, silently: sends fail, and after it was created again sockets
 *   hear their groups only once they `rejoin`;
 * - a socket bound to an address of the host hears no groups and no broadcast, one bound to the wildcard does;
 * - of several sockets sharing a port, groups reach all, unicast the most precisely and then the last bound.
 *
 * @module
 */

import type {
  NetworkFailureCode,
  TcpNetwork,
  UdpNetwork,
} from "../ports/world.ts";

/** A simulated host. Opening sockets on it is opening them on its network. */
export interface SimHost extends UdpNetwork {
  /** TCP of this host. It carries no TLS, which is refused. */
  readonly tcp: TcpNetwork;
  /** Address of its interface. */
  readonly address: string;
  /** Name of the segment it is on: groups sent with a TTL of 1, and broadcasts, do not leave it. */
  readonly segment: string;
  /** Sockets, listeners and connections that are open. */
  readonly openSockets: readonly OpenSocket[];
  /** Takes the interface down, or up again. */
  setInterface(state: InterfaceState): void;
  /** Makes the sockets' memberships vanish without a word, as some switches and drivers do; `rejoin` mends it. */
  deafen(): void;
  /** Refuses every bind of UDP and TCP from now on with this code; `null` ends that. */
  refuseBinds(code: NetworkFailureCode | null): void;
  /** Refuses every join from now on with this code; `null` ends that. */
  refuseJoins(code: NetworkFailureCode | null): void;
  /**
   * Breaks the sockets bound to `port`, or all: each is told a failed receive and is useless from then on.
   * Returns how many.
   */
  breakSockets(port?: number): number;
  /**
   * Ends all programs of the host, as `kill -9` does: their sockets are gone, their owners are told nothing, and the
   * peers of their connections hear of a reset. With the interface down, nobody hears of anything: that is a host whose
   * power failed. Connections of before are reset as soon as their peers send to a host that is up again.
   */
  kill(): void;
}

/** What an interface can be. Made `up` or `down` after `deleted`, it is created anew. */
export type InterfaceState = "up" | "down" | "deleted";

/** A socket that somebody opened and has not closed. */
export interface OpenSocket {
  /** Address of its host. */
  readonly host: string;
  /** Address it is bound to, or was to be. */
  readonly address: string;
  /** Port it is bound to, or was to be. */
  readonly port: number;
}
