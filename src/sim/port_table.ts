/**
 * Who holds which port of a simulated host, and who hears what comes to it.
 *
 * @module
 */

import type { Endpoint, NetworkFailureCode } from "../ports/world.ts";
import { isBroadcast, isMulticast, isWildcard, overlap } from "./addresses.ts";
import { DynamicPorts } from "./dynamic_ports.ts";
import type { Via } from "./routes.ts";
import type { SimSocket } from "./socket.ts";

/** The sockets of one host. */
export class PortTable {
  readonly #sockets = new Set<SimSocket>();
  readonly #dynamicPorts = new DynamicPorts();

  /** All that are open, those bound last at the end. */
  get sockets(): readonly SimSocket[] {
    return [...this.#sockets];
  }

  /** Enters a socket, which holds no port yet. */
  add(socket: SimSocket): void {
    this.#sockets.add(socket);
  }

  /** Forgets a socket, and frees its port. */
  delete(socket: SimSocket): void {
    this.#sockets.delete(socket);
  }

  /** Gives a socket the port it asks for, or says why not. */
  bind(socket: SimSocket): Endpoint | NetworkFailureCode {
    const { address, shared } = socket.options;
    const port = socket.options.port ||
      this.#dynamicPorts.give((port) => this.isHeld(port));
    if (port === undefined) return "address_in_use";
    const rivals = this.#holders(port).filter(({ options }) =>
      overlap(options.address, address)
    );
    if (
      rivals.length > 0 &&
      !(shared && rivals.every(({ options }) => options.shared))
    ) return "address_in_use";
    // Moved to the end: of those sharing a port, unicast reaches the last bound.
    this.#sockets.delete(socket);
    this.#sockets.add(socket);
    return { address, port };
  }

  /** Whether anybody holds the port. */
  isHeld(port: number): boolean {
    return this.#holders(port).length > 0;
  }

  /** Who hears what came for this address: all members of a group, all for a broadcast, else one. */
  hearing(to: Endpoint, via: Via, hostAddress: string): readonly SimSocket[] {
    const holders = this.#holders(to.port).filter((socket) => socket.isBound);
    const onWildcard = holders.filter(({ options }) =>
      isWildcard(options.address)
    );
    const onAddress = holders.filter(({ options }) =>
      options.address === to.address
    );
    if (isMulticast(to.address)) {
      return [...onWildcard, ...onAddress].filter((socket) =>
        socket.isMember(to.address, via)
      );
    }
    if (isBroadcast(to.address, hostAddress)) return onWildcard;
    return (onAddress.length > 0 ? onAddress : onWildcard).slice(-1);
  }

  #holders(port: number): readonly SimSocket[] {
    return this.sockets.filter(({ local }) => local?.port === port);
  }
}
