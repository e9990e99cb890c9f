/**
 * IP addresses in text form, as they travel in member rows.
 *
 * @module
 */

const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4_SOURCE = `${BYTE}(?:\\.${BYTE}){3}`;
const IPV4 = new RegExp(`^${IPV4_SOURCE}$`);
const EMBEDDED_IPV4 = new RegExp(`:${IPV4_SOURCE}$`);
const ZONE = /%[\w.-]{1,16}$/;
const GROUPS = /^(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?$/i;

/** Whether a text is an IPv4 or IPv6 address; an IPv6 one may name its zone, `fe80::1%eth0`. */
export function isAddress(text: string): boolean {
  return text.includes(":") ? isIpv6(text.replace(ZONE, "")) : IPV4.test(text);
}

function isIpv6(text: string): boolean {
  const [head = "", tail, ...more] = text.replace(EMBEDDED_IPV4, ":0:0")
    .split("::");
  if (more.length > 0 || !GROUPS.test(head) || !GROUPS.test(tail ?? "")) {
    return false;
  }
  const groups = groupsIn(head) + groupsIn(tail ?? "");
  return tail === undefined ? groups === 8 : groups < 8;
}

function groupsIn(part: string): number {
  return part === "" ? 0 : part.split(":").length;
}
