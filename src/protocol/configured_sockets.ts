/**
 * The UDP sockets that a configuration asks for, and which of them cannot be had together.
 *
 * Those of groups are shared: any number of them may have one port. A unicast overlay's socket and a bridge's belong to
 * one alone.
 *
 * @module
 */
import type { Finding } from "./checks.ts";
import { familyOf, isUnspecified } from "./overlay/addresses.ts";
import type { ResolvedSettings } from "./settings.ts";

/** A socket, and the setting that names its port. */
export interface ConfiguredSocket {
  /** Where its port is said. */
  readonly path: readonly string[];
  /** Address it is bound to; empty where only the interface is known. */
  readonly address: string;
  /** Its port. */
  readonly port: number;
  /** Whether others may have the same. */
  readonly shared: boolean;
}

type Sockets = Pick<ResolvedSettings, "topologies" | "overlays">;
type CheckedOverlay = ResolvedSettings["overlays"][string];

/** All sockets of a configuration, topologies first. */
export function socketsOf(
  { topologies, overlays }: Sockets,
): readonly ConfiguredSocket[] {
  return [
    ...Object.entries(topologies).map(([name, { if_addr, port }]) => ({
      path: ["topologies", name, "port"],
      address: if_addr,
      port,
      shared: true,
    })),
    ...Object.entries(overlays).flatMap(([name, overlay]) =>
      overlaySockets(name, overlay)
    ),
  ];
}

/** The sockets of the overlay `name`. */
export function overlaySockets(
  name: string,
  overlay: CheckedOverlay,
): readonly ConfiguredSocket[] {
  const path = ["overlays", name, "port"];
  const { port, multicast } = overlay;
  if (!multicast) {
    const address = String(overlay.ip ?? "");
    return [{ path, address, port, shared: false }];
  }
  const isIpv6 = multicast.ip.includes(":");
  return [
    { path, address: isIpv6 ? "::" : "0.0.0.0", port, shared: true },
    {
      path: ["overlays", name, "multicast", "local_port"],
      address: isIpv6 ? "::1" : "127.0.0.1",
      port: multicast.local_port,
      shared: false,
    },
  ];
}

/** Whether only one of two sockets can be had. */
export function isClash(
  one: ConfiguredSocket,
  other: ConfiguredSocket,
): boolean {
  if (one.port !== other.port || one.shared && other.shared) return false;
  const family = familyOf(one.address);
  // Which address an interface has is not known here.
  if (family === undefined || family !== familyOf(other.address)) return false;
  return one.address === other.address || isUnspecified(one.address) ||
    isUnspecified(other.address);
}

/** What is wrong with sockets that cannot be had together, told of the later one. */
export function clashesOf(configuration: Sockets): readonly Finding[] {
  const sockets = socketsOf(configuration);
  return sockets.flatMap((socket, index) => {
    const other = sockets.slice(0, index).find((earlier) =>
      isClash(earlier, socket)
    );
    if (!other) return [];
    const name = socket.path.join(".");
    const text = `${name}: given ${socket.port}; allowed: a port other than ${
      other.path.join(".")
    }`;
    return [{ path: socket.path, text }];
  });
}
