/**
 * Which way a datagram or segment leaves a simulated host, and under which address.
 *
 * @module
 */

import type { Endpoint, UdpOptions } from "../ports/world.ts";
import * as addresses from "./addresses.ts";
import type { InterfaceState } from "./host.ts";

/** By which way something leaves a host or reaches it. */
export type Via = "loopback" | "interface";

/** What a host has to send with. */
export interface HostInterface {
  /** Address of its interface. */
  readonly address: string;
  /** What its interface is like. */
  readonly state: InterfaceState;
}

/** What of a socket decides its way. */
export type RouteOptions = Pick<
  UdpOptions,
  "address" | "broadcast" | "multicast"
>;

/** Which way groups go and come by the interface a socket chose; undefined when the host has none such. */
export function groupsVia(
  host: HostInterface,
  interfaceAddress?: string,
): Via | undefined {
  const chosen = interfaceAddress ?? host.address;
  if (addresses.isLoopback(chosen) || chosen.endsWith("%lo")) return "loopback";
  if (host.state === "deleted") return undefined;
  const isOurs = chosen === host.address || addresses.isWildcard(chosen) ||
    chosen.includes("%");
  return isOurs ? "interface" : undefined;
}

/** Which way what a socket sends leaves the host; undefined when no way leads there. */
export function route(
  host: HostInterface,
  options: RouteOptions,
  to: Endpoint,
): Via | undefined {
  if (!addresses.isAddress(to.address) || !isPort(to.port)) return undefined;
  if (addresses.isLoopback(to.address)) return "loopback";
  if (to.address === host.address) {
    return host.state === "deleted" ? undefined : "loopback";
  }
  const way = addresses.isMulticast(to.address)
    ? groupsVia(host, options.multicast?.interfaceAddress)
    : unicastVia(host, options, to.address);
  return way === "interface" && host.state !== "up" ? undefined : way;
}

/** The address that receivers see. */
export function sourceAddress(
  host: HostInterface,
  bound: string,
  to: string,
  via: Via,
): string {
  if (!addresses.isWildcard(bound) && !addresses.isMulticast(bound)) {
    return bound;
  }
  if (addresses.isLoopback(to)) return to;
  return via === "loopback" && to !== host.address
    ? addresses.LOOPBACK_ADDRESS
    : host.address;
}

function unicastVia(
  host: HostInterface,
  options: RouteOptions,
  to: string,
): Via | undefined {
  if (addresses.isLoopback(options.address)) return undefined;
  return options.broadcast || !addresses.isBroadcast(to, host.address)
    ? "interface"
    : undefined;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
