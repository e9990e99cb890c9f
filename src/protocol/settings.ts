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
import { Secret } from "../wire/secret.ts";
import {
  flag,
  ipv4Address as address,
  notAList,
  problemsOf,
  whole,
} from "./checks.ts";
import {
  type DistributionSettings,
  distributionSchema,
} from "./distribution/settings.ts";

/** Settings of a node; everything may be left out. */
export interface NodeSettings {
  /** The node's name, `name@host`; made of a random word and our own address without it. */
  readonly name?: string;
  /** How peers are discovered, by the topology's name; `{ gossip: {} }` without it. */
  readonly topologies?: Readonly<Record<string, GossipSettings>>;
  /** The Erlang distribution; peers are only heard, not connected to, without it. */
  readonly distribution?: DistributionSettings;
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
  readonly secret?: string;
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

/** Settings that could not be taken. */
export class SettingsError extends Error {
  /** Tells it from other errors. */
  override readonly name = "SettingsError";
  /** One line a wrong setting. */
  readonly problems: readonly string[];

  /** Joins the problems into the message. */
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const milliseconds = whole(1, 86_400_000);

const topologySchema = v.pipe(
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
    secret: v.optional(
      v.pipe(
        v.string("allowed: a text"),
        v.minLength(1, "allowed: a text that is not empty"),
        v.transform((text) => new Secret(text)),
      ),
    ),
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

/** Keys that valibot leaves out of records without a word. */
const inheritedNames = ["__proto__", "prototype", "constructor"];

const topologyName = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9_-]{1,64}$/,
    "allowed as a topology's name: 1 to 64 letters, digits, _ and -",
  ),
);

const nodeSchema = v.pipe(
  notAList("settings of a node"),
  v.strictObject({
    name: v.optional(
      v.pipe(
        v.string("allowed: name@host"),
        v.check(isNodeName, "allowed: name@host, such as rookery@192.168.1.10"),
      ),
    ),
    topologies: v.optional(
      v.pipe(
        notAList("topologies by their names"),
        v.check(
          (given) => !inheritedNames.some((name) => Object.hasOwn(given, name)),
          `allowed as a topology's name: none of ${inheritedNames.join(", ")}`,
        ),
        v.record(topologyName, topologySchema),
      ),
      { gossip: {} },
    ),
    distribution: v.optional(distributionSchema),
  }),
  // Whoever hears an announcement connects: that is of use only to those who can be connected to.
  v.transform(({ topologies, distribution, ...rest }) => ({
    ...rest,
    topologies: Object.fromEntries(
      Object.entries(topologies).map(([name, topology]) => {
        const { announce = distribution !== undefined } = topology;
        return [name, { ...topology, announce }];
      }),
    ),
    ...(distribution && { distribution }),
  })),
);

/** Settings with every default filled in. */
export type ResolvedSettings = v.InferOutput<typeof nodeSchema>;

/** One topology's settings with every default filled in. */
export type ResolvedTopology = ResolvedSettings["topologies"][string];

/** Settings whose values are never repeated. */
const secrets: ReadonlySet<string> = new Set(["secret", "cookie", "key"]);

/**
 * Checks settings and fills in what was not said.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 */
export function resolveSettings(settings: unknown): ResolvedSettings {
  const result = v.safeParse(nodeSchema, settings);
  if (result.success) return result.output;
  throw new SettingsError(problemsOf(result.issues, secrets));
}

function isMulticast(text: string): boolean {
  const first = Number(text.split(".")[0]);
  return first >= 224 && first <= 239;
}
