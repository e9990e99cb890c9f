/**
 * The options of `rookery`, and the settings that they say.
 *
 * @module
 */
import type { DistributionSettings } from "../protocol/distribution/settings.ts";
import type { GossipSettings, NodeSettings } from "../protocol/settings.ts";
import type { HttpOptions } from "./http_option.ts";
import { overlaysOf } from "./overlay_option.ts";
import { readSecret, UsageError } from "./secret_option.ts";

/** The options as they were given. */
export interface UpOptions extends HttpOptions {
  /** `--config` */
  readonly config?: string;
  /** `--name` */
  readonly name?: string;
  /** `--multicast-addr`, each */
  readonly multicastAddr?: readonly string[];
  /** `--port` */
  readonly port?: number;
  /** `--if-addr` */
  readonly ifAddr?: string;
  /** `--multicast-if` */
  readonly multicastIf?: string;
  /** `--multicast-ttl` */
  readonly multicastTtl?: number;
  /** `--broadcast-only` */
  readonly broadcastOnly?: boolean;
  /** `--secret` */
  readonly secret?: string;
  /** `--announce` */
  readonly announce?: boolean;
  /** `--no-gossip` */
  readonly gossip?: boolean;
  /** `--overlay`, each */
  readonly overlay?: readonly string[];
  /** `--cookie` */
  readonly cookie?: string;
  /** `--hidden` */
  readonly hidden?: boolean;
  /** `--dist-port` */
  readonly distPort?: number;
  /** `--epmd-port` */
  readonly epmdPort?: number;
  /** `--net-ticktime` */
  readonly netTicktime?: number;
  /** `--connect`, each */
  readonly connect?: readonly string[];
  /** `--no-inspector` */
  readonly inspector?: boolean;
  /** `--allow-chaos` */
  readonly allowChaos?: boolean;
  /** `--debug` */
  readonly debug?: boolean;
  /** `--json` */
  readonly json?: boolean;
  /** `--log`, each */
  readonly log?: readonly string[];
  /** `--log-json` */
  readonly logJson?: boolean;
  /** `--quiet` */
  readonly quiet?: boolean;
}

/** What the options say of looking at the node, whatever a settings file says. */
export function lookingOf(
  { inspector, allowChaos }: UpOptions,
): Pick<NodeSettings, "inspector" | "allow_chaos"> {
  return {
    ...(inspector === false && { inspector }),
    ...(allowChaos && { allow_chaos: true }),
  };
}

/** The name of the topology that the options describe. */
const topology = "gossip";

/** Options that say how Gossip is done. */
const gossipOptions: Readonly<Record<string, keyof UpOptions>> = {
  "--multicast-addr": "multicastAddr",
  "--port": "port",
  "--if-addr": "ifAddr",
  "--multicast-if": "multicastIf",
  "--multicast-ttl": "multicastTtl",
  "--broadcast-only": "broadcastOnly",
  "--secret": "secret",
  "--announce": "announce",
  "--debug": "debug",
};

/** Options that say how the distribution is done. */
const distributionOptions: Readonly<Record<string, keyof UpOptions>> = {
  "--hidden": "hidden",
  "--dist-port": "distPort",
  "--epmd-port": "epmdPort",
  "--net-ticktime": "netTicktime",
  "--connect": "connect",
};

/** Options that a settings file takes the place of. */
const fileOptions: Readonly<Record<string, keyof UpOptions>> = {
  "--name": "name",
  "--overlay": "overlay",
  "--cookie": "cookie",
  ...gossipOptions,
  ...distributionOptions,
};

/**
 * Refuses options that say the same as a settings file.
 *
 * @throws {UsageError} Naming the first.
 */
export function requireFileAlone(options: UpOptions): void {
  refuse(options, fileOptions, "is for the file that --config names");
  if (options.gossip === false) {
    throw new UsageError(
      '--no-gossip is for the file that --config names: "topologies": {}',
    );
  }
}

function requireSense(options: UpOptions): void {
  if (options.cookie === undefined) {
    refuse(options, distributionOptions, "needs --cookie");
  }
  if (options.gossip !== false) return;
  refuse(options, gossipOptions, "is about Gossip, and --no-gossip is given");
  const isAsked = options.overlay?.length || options.cookie !== undefined;
  if (!isAsked && options.http === false) {
    throw new UsageError(
      "--no-gossip and --no-http leave nothing to do: give --overlay or --cookie",
    );
  }
}

function refuse(
  options: UpOptions,
  flags: Readonly<Record<string, keyof UpOptions>>,
  why: string,
): void {
  for (const [flag, key] of Object.entries(flags)) {
    if (options[key] !== undefined) throw new UsageError(`${flag} ${why}`);
  }
}

/**
 * The settings that options say.
 *
 * @throws {UsageError} If they make no sense together.
 * @throws {SettingsError} If those of an overlay are wrong.
 */
export async function settingsOf(options: UpOptions): Promise<NodeSettings> {
  requireSense(options);
  const { name, secret } = options;
  const overlays = await overlaysOf(options.overlay ?? []);
  const distribution = await distributionOf(options);
  const rest = { name, overlays, ...(distribution && { distribution }) };
  if (options.gossip === false) return { ...rest, topologies: {} };
  const gossip: GossipSettings = {
    multicast_addr: options.multicastAddr,
    port: options.port,
    if_addr: options.ifAddr,
    multicast_if: options.multicastIf,
    multicast_ttl: options.multicastTtl,
    broadcast_only: options.broadcastOnly,
    announce: options.announce,
    debug: options.debug,
    secret: secret === undefined ? undefined : await readSecret(secret),
  };
  return { ...rest, topologies: { [topology]: gossip } };
}

async function distributionOf(
  options: UpOptions,
): Promise<DistributionSettings | undefined> {
  const { cookie } = options;
  if (cookie === undefined) return undefined;
  return {
    cookie: await readSecret(cookie),
    hidden: options.hidden,
    port: options.distPort,
    epmd_port: options.epmdPort,
    net_ticktime: options.netTicktime,
    connect: options.connect,
  };
}
