/**
 * `rookery`: starts a node and tells what happens to it, until a signal ends it.
 *
 * @module
 */
import { type Node, startNode } from "../node.ts";
import type { NodeEvent } from "../node_events.ts";
import { realClock } from "../ports/clock.ts";
import { listenToSignals } from "../ports/signals.ts";
import { OverlayError } from "../overlay_types.ts";
import type { DistributionSettings } from "../protocol/distribution/settings.ts";
import { reasonOf } from "../protocol/reason.ts";
import {
  type GossipSettings,
  type NodeSettings,
  SettingsError,
} from "../protocol/settings.ts";
import { startLog } from "./log.ts";
import { loggingOf } from "./log_option.ts";
import { overlaysOf } from "./overlay_option.ts";
import { jsonLine, tidyLines } from "./render.ts";
import { readSecret, UsageError } from "./secret_option.ts";

/** The options as they were given. */
export interface UpOptions {
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

/** The name of the topology that the options describe. */
const topology = "gossip";

const listeningOnly =
  "listening only: peers are heard, but not told of this node; --announce tells them, and each libcluster peer will try to connect";

/** Runs a node until a signal or its own failure ends it; returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { json = false, quiet = false } = options;
  const announce = options.announce ?? options.cookie !== undefined;
  requireSense(options);
  const overlays = await overlaysOf(options.overlay ?? []);
  const settings = { ...await settingsOf(options), overlays };
  const hasGossip = options.gossip !== false;
  const line = json ? jsonLine : tidyLines();
  const logging = loggingOf(options.log, options.logJson);
  using log = logging && startLog(logging, console.error, realClock);
  const print = (event: NodeEvent) => {
    if (!quiet) console.log(line(event));
    log?.told(event);
  };
  const ended = Promise.withResolvers<void>();
  let node: Node | undefined;
  let debug = options.debug ?? false;
  const stopListening = listenToSignals({
    SIGINT: () => ended.resolve(),
    SIGTERM: () => ended.resolve(),
    SIGUSR2: () => {
      debug = !debug;
      if (hasGossip) node?.topologies.setDebug(topology, debug);
    },
  });
  try {
    node = await startNode(settings, undefined, print);
    log?.follow(node);
    // A signal may have flipped it while the node started.
    if (hasGossip) node.topologies.setDebug(topology, debug);
    if (hasGossip && !announce && !quiet) console.error(listeningOnly);
    await Promise.race([ended.promise, node.closed]);
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const { message } = error as Error;
    const told = error instanceof OverlayError ? message : reasonOf(error);
    console.error(`error: ${told}`);
    return 1;
  } finally {
    stopListening();
    await node?.stop();
  }
}

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

function requireSense(options: UpOptions): void {
  if (options.cookie === undefined) {
    refuse(options, distributionOptions, "needs --cookie");
  }
  if (options.gossip !== false) return;
  refuse(options, gossipOptions, "is about Gossip, and --no-gossip is given");
  if (!options.overlay?.length && options.cookie === undefined) {
    throw new UsageError(
      "--no-gossip leaves nothing to do: give --overlay or --cookie",
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

async function settingsOf(options: UpOptions): Promise<NodeSettings> {
  const { name, secret } = options;
  const distribution = await distributionOf(options);
  const rest = { name, ...(distribution && { distribution }) };
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
