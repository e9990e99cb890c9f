/**
 * What kind of address a text is, as far as overlays care.
 *
 * @module
 */
import { isAddress } from "../../wire/gossiperl/address.ts";

/** The two families that sockets are made for. */
export type Family = "ipv4" | "ipv6";

/** The family of an address, or nothing if the text is none. */
export function familyOf(text: string): Family | undefined {
  if (!isAddress(text)) return undefined;
  return text.includes(":") ? "ipv6" : "ipv4";
}

/** Whether both texts are the same address; `::1` and `0:0:0:0:0:0:0:1` are. */
export function isSameAddress(one: string, other: string): boolean {
  return one === other || canonical(one) === canonical(other);
}

/** Whether an address stays on this host. Members there are local ones. */
export function isLoopback(address: string): boolean {
  const text = canonical(address);
  return text.startsWith("127.") || text === "0:0:0:0:0:0:0:1";
}

/** Whether an address stands for "any", and in a member row for the sender's own. */
export function isUnspecified(address: string): boolean {
  const text = canonical(address);
  return text === "0.0.0.0" || text === "0:0:0:0:0:0:0:0";
}

/** Whether an address is a group. */
export function isGroup(address: string): boolean {
  if (address.includes(":")) return /^ff/i.test(address);
  const first = Number(address.split(".")[0]);
  return first >= 224 && first <= 239;
}

/** Whether a member can have the address: neither a group, nor everybody, nor any. */
export function isMemberAddress(address: string): boolean {
  if (familyOf(address) === undefined || isGroup(address)) return false;
  // From 240.0.0.0 on: reserved, and 255.255.255.255 is everybody.
  const isReserved = !address.includes(":") && parseInt(address) >= 240;
  return !isReserved && !isUnspecified(address);
}

/** Whether an IPv6 group is none without an interface: its scope (second digit) is at most a site. */
export function needsInterface(group: string): boolean {
  const scope = /^ff[\da-f]([\da-f])/i.exec(group)?.[1];
  return scope !== undefined && parseInt(scope, 16) <= 5;
}

/** The interface that an IPv6 setting names: `eth0` of `fe80::1%eth0`, or `eth0` itself. */
export function interfaceOf(setting: string): string | undefined {
  const [address = "", zone] = setting.split("%");
  if (zone !== undefined) return zone;
  return isAddress(address) ? undefined : address;
}

/** One spelling for each address; the zone stays, as it tells addresses apart. */
function canonical(address: string): string {
  if (!address.includes(":")) return address;
  const [text = "", zone] = address.toLowerCase().split("%");
  const [head = "", tail] = groupsOf(text);
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...zeros, ...right].map(withoutZeros);
  const embedded = groups.slice(0, 6).join(":") === "0:0:0:0:0:ffff";
  if (embedded) return dotted(groups[6]!, groups[7]!);
  return groups.join(":") + (zone === undefined ? "" : `%${zone}`);
}

function groupsOf(text: string): readonly string[] {
  const hex = text.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_all, a, b, c, d) => `${pair(a, b)}:${pair(c, d)}`,
  );
  return hex.split("::");
}

function pair(high: string, low: string): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}

function dotted(high: string, low: string): string {
  return [high, low].map((group) => parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255]).join(".");
}

function withoutZeros(group: string): string {
  return group.replace(/^0+(?=.)/, "");
}
