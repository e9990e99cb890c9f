/**
 * The address of a unicast overlay that was given an interface in place of one.
 *
 * @module
 */
import { SettingsError } from "../settings.ts";
import type { ResolvedOverlay } from "./settings.ts";

/** What a world says of an interface's addresses. */
export type InterfaceAddress =
  /** The first one. */
  | { readonly address: string }
  /** It may not be asked, or there is none. */
  | { readonly refused: "permission_denied" | "not_there" };

/**
 * Fills in the first address of `iface`, by asking for it; other overlays stay as they are.
 *
 * @throws {SettingsError} Naming `iface`, when its address cannot be had.
 */
export function withInterface(
  settings: ResolvedOverlay,
  ask: (iface: string) => InterfaceAddress | undefined,
): ResolvedOverlay {
  const { iface } = settings;
  if (settings.multicast || iface === undefined) return settings;
  const answer = ask(iface);
  if (answer && "address" in answer) {
    const { address } = answer;
    const family = address.includes(":") ? "ipv6" : "ipv4";
    return { ...settings, ip: address, family };
  }
  const why = answer?.refused === "not_there"
    ? "allowed: an interface of this host that has an address"
    : "its address may not be asked for: give ip, or run with --allow-sys=networkInterfaces";
  throw new SettingsError([`iface: given ${JSON.stringify(iface)}; ${why}`]);
}
