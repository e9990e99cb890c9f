/**
 * What is wrong with the way to the group: routes, interfaces, ports, hops.
 *
 * @module
 */
import { adviceFor } from "./advice.ts";
import type { Finding } from "./doctor.ts";

/** How the group is reached from this host. */
export interface Network {
  /** UDP port of the group. */
  readonly port: number;
  /** The groups. */
  readonly groups: readonly string[];
  /** Hops that an announcement may travel. */
  readonly ttl: number;
  /** The way that a node would take. */
  readonly chosen: PathTrial;
  /** Every other interface; nothing if we may not ask which there are. */
  readonly others?: readonly PathTrial[];
  /** Whether the port can be had. */
  readonly portTrial: PortTrial;
}

/** A probe sent through the groups by one interface. */
export interface PathTrial {
  /** The interface's address; the system's choice without it. */
  readonly by?: string;
  /** Why it could not be sent. */
  readonly refused?: { readonly reason: string; readonly message: string };
  /** Where it came back from; it did not if there is neither. */
  readonly backFrom?: string;
  /** Whether the system's choice is an interface that leads to other hosts. */
  readonly leavesHost?: boolean;
}

/** The group's port, bound as a node binds it. */
export interface PortTrial {
  /** Why it is not to be had. */
  readonly refused?: { readonly reason: string; readonly message: string };
  /** Whether another program of this host has it as well. */
  readonly isShared: boolean;
}

/** Findings about the way to the group. */
export function networkFindings(network: Network): readonly Finding[] {
  const { chosen, others } = network;
  const working = others?.find(({ backFrom }) =>
    backFrom !== undefined && !isLocal(backFrom)
  )?.by;
  const found = [chosenFinding(chosen, working), portFinding(network)];
  if (!others) found.push(interfacesUnknown);
  for (const other of others ?? []) {
    if (other.backFrom === undefined) found.push(deafInterface(other));
  }
  if (network.ttl === 1) found.push(oneHop);
  return found;
}

function chosenFinding(
  { by, refused, backFrom, leavesHost = true }: PathTrial,
  working: string | undefined,
): Finding {
  const way = by === undefined ? "the system's choice" : `interface ${by}`;
  const instead = working === undefined
    ? ""
    : `; it works by --multicast-if ${working}`;
  if (refused) {
    const what = `the groups cannot be reached by ${way}: ${refused.message}`;
    const advice = advised(refused.reason) + instead;
    return { level: "fault", code: refused.reason, what, advice };
  }
  if (backFrom === undefined) {
    return {
      level: "fault",
      code: "unheard",
      what: `what is sent to the groups by ${way} does not come back`,
      advice: `${
        advised("unheard")
      }; a container may need its host's network${instead}`,
    };
  }
  if (!leavesHost || isLocal(backFrom)) {
    return {
      level: "fault",
      code: "only_loopback",
      what:
        "what is sent to the groups goes over loopback: no other host hears it",
      advice:
        `lead the route out of this host (Linux: ip route replace 224.0.0.0/4 dev <interface>), or name an interface by --multicast-if${instead}`,
    };
  }
  return {
    level: "ok",
    code: "group_carries",
    what: `the groups carry: our probe came back from ${backFrom}`,
  };
}

function advised(reason: string): string {
  return adviceFor(reason, "--multicast-if");
}

/** Where a system sends what goes over loopback from. */
function isLocal(address: string): boolean {
  return address === "0.0.0.0" || address.startsWith("127.");
}

/** Kinds of programs by the port that they are known for. */
const knownPorts: Readonly<Record<number, string>> = {
  53: "a name server",
  67: "a DHCP server",
  123: "a time server",
  1900: "UPnP discovery",
  5353: "mDNS (Avahi, a browser)",
  5355: "a resolver (LLMNR)",
  6666: "a gossiperl overlay",
  45892: "another cluster program",
};

function portFinding({ port, portTrial }: Network): Finding {
  const { refused, isShared } = portTrial;
  if (refused) {
    const isTaken = refused.reason === "address_in_use";
    const who = isTaken && knownPorts[port]
      ? ` (on this port, most likely ${knownPorts[port]})`
      : "";
    const what = isTaken
      ? `UDP port ${port} is taken by a program that does not share it${who}`
      : `UDP port ${port} cannot be bound: ${refused.message}`;
    const advice = advised(refused.reason);
    return { level: "fault", code: refused.reason, what, advice };
  }
  const what = isShared
    ? `UDP port ${port} is shared with another program of this host, as libcluster and Rookery do`
    : `UDP port ${port} is free`;
  return { level: "ok", code: isShared ? "port_shared" : "port_free", what };
}

const interfacesUnknown: Finding = {
  level: "hint",
  code: "interfaces_unknown",
  what:
    "interfaces were not tried one by one, since we may not ask which there are",
  advice: "run with --allow-sys=networkInterfaces as well",
};

function deafInterface({ by, refused }: PathTrial): Finding {
  const why = refused ? `: ${refused.reason}` : "";
  return {
    level: "hint",
    code: "interface_deaf",
    what: `interface ${by} does not carry the groups${why}`,
    advice:
      "nothing, unless the other nodes are behind it: then look whether it is up and has multicast",
  };
}

const oneHop: Finding = {
  level: "hint",
  code: "one_hop",
  what: "announcements stay on this segment (TTL 1)",
  advice:
    "nothing, unless other nodes are behind a router: then set --multicast-ttl on all, and route multicast",
};
