/**
 * The settings of a node: what may be said, what holds when nothing is said, and errors that name
 * the setting, what was given and what is allowed.
 *
 * A topology's settings have the names and defaults of libcluster's Gossip strategy; our own additions
 * follow the same style.
 *
 * @module
 */
import * as v from "valibot";
import { isNodeName } from "../wire/node_name.ts";
import type { Secret } from "../wire/secret.ts";
import {
  flag,
  hiddenText,
  ipv4Address as address,
  namedParts,
  notAList,
  problemsOf,
  whole,
} from "./checks.ts";
import {
  distributionSchema,
  type DistributionSettings,
} from "./distribution/settings.ts";
import { httpSchema, type HttpSettings } from "./http_settings.ts";
import type { OverlaySettings } from "./overlay/settings.ts";
import { overlaySchema } from "./overlay/settings_schema.ts";
import { SettingsError } from "./settings_error.ts";

export { SettingsError };

/** Settings of a node; everything may be left out. */
export interface NodeSettings {
  /** The node's name, `name@host`; made of a random word and our own address without it. */
  readonly name?: string;
  /** How peers are discovered, by the topology's name; `{ gossip: {} }` without it. */
  readonly topologies?: Readonly<Record<string, GossipSettings>>;
  /** Overlays to start with, by their names; none. */
  readonly overlays?: Readonly<Record<string, OverlaySettings>>;
  /** The Erlang distribution; peers are only heard, not connected to, without it. */
  readonly distribution?: DistributionSettings;
  /** The HTTP server; none without it. */
  readonly http?: HttpSettings;
  /** Whether the inspector may look at the node, here and from other nodes of its cluster, true. */
  readonly inspector?: boolean;
  /** Whether who may start actors afresh may also make them crash, to see what comes of it, false. */
  readonly allow_chaos?: boolean;
}

/** Settings of a topology in which nodes announce themselves to a multicast group. */
export interface GossipSettings {
  /** The strategy; there is one so far. */
  readonly strategy?: "gossip";
  /** UDP port of the group, 45892. */
  readonly port?: number;
  /** Address to bind, 0.0.0.0. */
  readonly if_addr?: string;
  /** Address of the interface to join and send on; the system's choice without it. */
  readonly multicast_if?: string;
  /**
   * The group, or several: `["230.1.1.251", "233.252.1.32"]`, which are libcluster's defaults before and
   * since 3.3.0. With `broadcast_only`, the broadcast address.
   */
  readonly multicast_addr?: string | readonly string[];
  /** Hops an announcement may travel, 1. */
  readonly multicast_ttl?: number;
  /** Sends to `multicast_addr` as a broadcast address and joins nothing, false. */
  readonly broadcast_only?: boolean;
  /** Enciphers every packet, and understands no others. */
  readonly secret?: string | Secret;
  /** Whether to announce this node, so that others connect to it: if it has a distribution. */
  readonly announce?: boolean;
  /** Whether every heartbeat is an event, false; can be flipped at run time. */
  readonly debug?: boolean;
  /** Silence after which a peer is called silent, 15000 ms. */
  readonly silent_after_ms?: number;
  /** Silence after which a peer is forgotten, 180000 ms. */
  readonly forgotten_after_ms?: number;
  /** Largest number of peers, 4096. */
  readonly peers_max?: number;
  /** New names that one address may introduce within a minute, 64. */
  readonly names_per_minute_max?: number;
  /** Names that one address may hold at once, 256. */
  readonly names_per_address_max?: number;
}

const milliseconds = whole(1, 86_400_000);

/** What the settings of a topology may be, and their defaults. */
export const topologySchema = v.pipe(
  notAList("settings of a topology"),
  v.strictObject({
    strategy: v.optional(v.literal("gossip", 'allowed: "gossip"'), "gossip"),
    port: v.optional(whole(1, 65_535), 45_892),
    if_addr: v.optional(address, "0.0.0.0"),
    multicast_if: v.optional(address),
    multicast_addr: v.optional(
      v.pipe(
        v.union(
          [address, v.array(address)],
          "allowed: an IPv4 address, or a list of them",
        ),
        v.transform((given) => typeof given === "string" ? [given] : given),
        v.minLength(1, "allowed: at least one address"),
        v.maxLength(16, "allowed: at most 16 addresses"),
      ),
      ["230.1.1.251", "233.252.1.32"],
    ),
    multicast_ttl: v.optional(whole(1, 255), 1),
    broadcast_only: v.optional(flag(), false),
    secret: v.optional(hiddenText()),
    announce: v.optional(flag()),
    debug: v.optional(flag(), false),
    silent_after_ms: v.optional(milliseconds, 15_000),
    forgotten_after_ms: v.optional(milliseconds, 180_000),
    peers_max: v.optional(whole(1, 65_536), 4_096),
    names_per_minute_max: v.optional(whole(1, 65_536), 64),
    names_per_address_max: v.optional(whole(1, 65_536), 256),
  }),
  v.forward(
    v.check(
      ({ broadcast_only, multicast_addr }) =>
        broadcast_only || multicast_addr.every(isMulticast),
      "allowed: addresses from 224.0.0.0 to 239.255.255.255, unless broadcast_only is set",
    ),
    ["multicast_addr"],
  ),
  v.forward(
    v.check(
      ({ silent_after_ms, forgotten_after_ms }) =>
        forgotten_after_ms > silent_after_ms,
      "allowed: more than silent_after_ms",
    ),
    ["forgotten_after_ms"],
  ),
);

/** Letters, digits, `_` and `-`: it is a part of paths, and of lines for people. */
const topologyNamePattern = /^[A-Za-z0-9_-]{1,64}$/;

/** The name, the topologies, the overlays, the distribution and who may look: what settings of a node, and its file, consist of. */
export const nodeEntries = {
  name: v.optional(
    v.pipe(
      v.string("allowed: name@host"),
      v.check(isNodeName, "allowed: name@host, such as rookery@192.168.1.10"),
    ),
  ),
  topologies: v.optional(
    namedParts(
      "topologies",
      topologyNamePattern,
      "allowed as a topology's name: 1 to 64 letters, digits, _ and -",
      topologySchema,
    ),
    { gossip: {} },
  ),
  overlays: v.optional(
    namedParts(
      "overlays",
      /^[A-Za-z0-9_.-]{1,64}$/,
      "allowed as an overlay's name: 1 to 64 letters, digits, _, - and .",
      overlaySchema,
    ),
    {},
  ),
  distribution: v.optional(distributionSchema),
  http: v.optional(httpSchema),
  inspector: v.optional(flag(), true),
  allow_chaos: v.optional(flag(), false),
};

const nodeSchema = v.pipe(
  notAList("settings of a node"),
  v.strictObject(nodeEntries),
  v.transform(withAnnouncing),
);

/** Settings with every default filled in. */
export type ResolvedSettings = v.InferOutput<typeof nodeSchema>;

/** One topology's settings with every default filled in. */
export type ResolvedTopology = ResolvedSettings["topologies"][string];

/**
 * Checks settings and fills in what was not said.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 */
export function resolveSettings(settings: unknown): ResolvedSettings {
  const result = v.safeParse(nodeSchema, settings);
  if (result.success) return result.output;
  throw new SettingsError(problemsOf(result.issues));
}

/**
 * Checks the settings of the topology `name` and fills in what was not said; one that can be connected to announces
 * itself unless told otherwise.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 */
export function resolveTopology(
  name: string,
  settings: unknown,
  canBeConnectedTo: boolean,
): ResolvedTopology {
  const { topologies } = nodeEntries;
  const given = { topologies: Object.fromEntries([[name, settings]]) };
  const result = v.safeParse(v.object({ topologies }), given);
  if (!result.success) {
    throw new SettingsError(problemsOf(result.issues));
  }
  const topology = result.output.topologies[name]!;
  return { ...topology, announce: topology.announce ?? canBeConnectedTo };
}

/** Settings of a node as they are checked, before it is known who announces. */
interface CheckedSettings {
  readonly topologies: Readonly<
    Record<string, v.InferOutput<typeof topologySchema>>
  >;
  readonly distribution?: v.InferOutput<typeof distributionSchema> | undefined;
}

/** Whoever hears an announcement connects: that is of use only to those who can be connected to. */
export function withAnnouncing<Settings extends CheckedSettings>(
  { topologies, distribution, ...rest }: Settings,
) {
  return {
    ...rest,
    topologies: Object.fromEntries(
      Object.entries(topologies).map(([name, topology]) => {
        const { announce = distribution !== undefined } = topology;
        return [name, { ...topology, announce }];
      }),
    ),
    ...(distribution && { distribution }),
  };
}

function isMulticast(text: string): boolean {
  const first = Number(text.split(".")[0]);
  return first >= 224 && first <= 239;
}
