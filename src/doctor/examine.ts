/**
 * Examines a host: why do nodes not see each other? It does what a node does, for some seconds, and tells what it saw;
 * what follows from that is decided in `protocol/doctor.ts`.
 *
 * It says nothing to others but probes, which libcluster ignores; with a cookie it connects as a hidden node.
 *
 * @module
 */
import type { World } from "../ports/world.ts";
import type { Examination } from "../protocol/doctor.ts";
import { defaultGroups } from "../protocol/doctor_hearing.ts";
import type { Network } from "../protocol/doctor_network.ts";
import type { ResolvedOverlay } from "../protocol/overlay/settings.ts";
import type { Secret } from "../wire/secret.ts";
import { tryDials } from "./dials.ts";
import { tryEpmd } from "./epmd.ts";
import { listen } from "./hearing.ts";
import { tryOverlay } from "./overlays.ts";
import { interfacesMax, tryPath, tryPort, type Way } from "./paths.ts";

/** What is asked about. */
export interface Questions {
  /** Gossip; nothing if that is not asked about. */
  readonly gossip?: Way & { readonly secret?: Secret | undefined };
  /** Overlays. */
  readonly overlays: readonly ResolvedOverlay[];
  /** How long is listened, in seconds. */
  readonly seconds: number;
  /** Addresses of this host's interfaces; nothing if we may not ask for them. */
  readonly interfaces?: readonly string[];
  /** Nodes to be connected to beside those that are heard. */
  readonly connect: readonly string[];
  /** The cookie; without it nobody is connected to. */
  readonly cookie?: Secret | undefined;
  /** EPMD's port on every host. */
  readonly epmdPort: number;
}

/** Hosts whose EPMD is asked at most. */
const hostsMax = 16;

/** Does it all; takes little more than the seconds that are listened. */
export async function examine(
  world: World,
  questions: Questions,
): Promise<Examination> {
  const { gossip, overlays, seconds, cookie, epmdPort } = questions;
  const network = gossip && await networkOf(world, questions, gossip);
  const beside = Object.keys(defaultGroups);
  const [hearing, ...trials] = await Promise.all([
    gossip && listen(world, { ...gossip, beside, seconds }),
    ...overlays.map((overlay) => tryOverlay(world, overlay, seconds)),
  ]);
  const heard = (hearing?.heard ?? []).flatMap(({ said }) =>
    said.type === "heartbeat" ? [said.node] : []
  );
  const nodes = [...new Set([...questions.connect, ...heard])];
  const hosts = [...new Set(nodes.map(hostOf))].slice(0, hostsMax);
  const own = network?.chosen.backFrom ?? "127.0.0.1";
  const epmds = await Promise.all([
    tryEpmd(world, "127.0.0.1", epmdPort, true),
    ...hosts.filter((host) => host !== own)
      .map((host) => tryEpmd(world, host, epmdPort, false)),
  ]);
  const dials = cookie
    ? await tryDials(world, { nodes, address: own, cookie, epmdPort })
    : [];
  return {
    forbidden: [],
    ...(network && { network }),
    ...(hearing && { hearing }),
    overlays: trials,
    distribution: { epmds, dials },
  };
}

function hostOf(node: string): string {
  return node.slice(node.indexOf("@") + 1);
}

async function networkOf(
  world: World,
  { interfaces }: Questions,
  way: Way,
): Promise<Network> {
  const { port, groups, ttl } = way;
  const others = interfaces?.filter((by) => by !== way.by)
    .slice(0, interfacesMax).map((by) => tryPath(world, { ...way, by }));
  return {
    ...{ port, groups, ttl },
    chosen: await tryPath(world, way),
    ...(others && { others: await Promise.all(others) }),
    portTrial: await tryPort(world, way),
  };
}
