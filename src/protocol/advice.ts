/**
 * What a person can do about what was refused.
 *
 * @module
 */

const adviceByReason: ReadonlyMap<string, string> = new Map(Object.entries({
  address_in_use:
    "another program holds the port without sharing it: stop that program, or choose another port",
  address_unavailable:
    "this host does not own the address: bind 0.0.0.0, or an address that the host has",
  no_route:
    "no route leads to the group: name an interface by multicast_if, or add one (Linux: ip route add 224.0.0.0/4 dev <interface>)",
  interface_gone:
    "the interface is not there: check multicast_if; it is joined again when it comes back",
  permission_denied:
    "the runtime or the system forbids it: run with --allow-net, and look at the firewall",
  address_unknown:
    "our probe through the group did not come back, so that we do not know our own address: give the node a name that others can reach (--name name@address)",
  wrong_cookie:
    "its cookie is not ours: start both with the same (--cookie here, --cookie or ~/.erlang.cookie there)",
  not_registered:
    "no node of that name runs there: EPMD of that host does not know it",
  epmd_refused:
    "nobody serves EPMD there: check the host of the name, and that a node runs there",
  epmd_timed_out:
    "that host does not answer on EPMD's port (4369): check its address and the firewall",
  epmd_nonsense:
    "another program has EPMD's port there: stop that, or choose another port for EPMD on all hosts (--epmd-port)",
  epmd_not_found: "the host in that name means no address",
  refused:
    "EPMD knows the node, but nobody listens on its port: check the firewall, or it has just ended",
  timed_out: "it does not answer: check its address and the firewall",
  name_taken:
    "a node of the same name is registered on this host: stop it, or choose another name (--name)",
  not_allowed:
    "one of the two does not allow the other: see the setting allow here, :net_kernel.allow there",
  own_name: "that name means this node itself",
  wrong_name:
    "the node that listens there has another name: it is stale in EPMD, or the host is wrong",
  certificate_refused:
    "one of the two does not trust the other's certificate: check ca and verify on both",
  unheard:
    "the network does not carry the group back to us: check that the interface is up and has multicast, and that no container network or firewall stops it",
}));

/** Advice for a reason of refusal, in one line; `setting` is the one that names the interface. */
export function adviceFor(reason: string, setting = "multicast_if"): string {
  const advice = adviceByReason.get(reason) ??
    "look at the message; it is tried again by itself";
  return advice.replace("multicast_if", setting);
}
