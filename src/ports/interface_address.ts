/**
 * The first address of an interface, if the runtime lets us ask for it without asking a person.
 *
 * @module
 */
import { networkInterfaces } from "node:os";
import type { InterfaceAddress } from "./world.ts";

/** The first address of the interface `name`, IPv4 before IPv6; never prompts. */
export function interfaceAddress(name: string): InterfaceAddress {
  if (!isAllowed()) return { refused: "permission_denied" };
  const known = networkInterfaces();
  const addresses = Object.hasOwn(known, name) ? known[name] ?? [] : [];
  const first = addresses.find(({ family }) => family === "IPv4") ??
    addresses[0];
  if (!first) return { refused: "not_there" };
  // A link's own address means nothing without the link.
  const zone = /^fe80:/i.test(first.address) ? `%${name}` : "";
  return { address: first.address + zone };
}

/** Deno is asked whether it would prompt; Node has no such permission. */
function isAllowed(): boolean {
  if (!("Deno" in globalThis)) return true;
  const asked = { name: "sys", kind: "networkInterfaces" } as const;
  return Deno.permissions.querySync(asked).state === "granted";
}
