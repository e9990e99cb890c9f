/**
 * What an address in a simulated network means. Segments are /24 networks as far as
 * broadcast goes; the rest is as in IPv4 and IPv6.
 *
 * @module
 */

import { isIP } from "node:net";

/** Address of every host for itself. */
export const LOOPBACK_ADDRESS = "127.0.0.1";

/** Whether it is an address at all, and not a name. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether it stands for all addresses of the host. */
export function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** Whether two addresses to bind exclude each other on one port. */
export function overlap(a: string, b: string): boolean {
  return a === b || isWildcard(a) || isWildcard(b);
}

/** Whether it stays within the host. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

/** Whether it is a group. */
export function isMulticast(address: string): boolean {
  if (address.includes(":")) return /^ff/i.test(address);
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}

/** Whether it means every host on the segment of `own`. */
export function isBroadcast(address: string, own: string): boolean {
  if (address === "255.255.255.255") return true;
  return isIP(own) === 4 && address === own.replace(/\.\d+$/, ".255");
}
