/**
 * `rookery`: starts a node and tells what happens to it, until a signal ends it.
 *
 * @module
 */
import { type Node, startNode } from "../node.ts";
import type { NodeEvent } from "../node_events.ts";
import { listenToSignals } from "../ports/signals.ts";
import { reasonOf } from "../protocol/reason.ts";
import {
  type GossipSettings,
  type NodeSettings,
  SettingsError,
} from "../protocol/settings.ts";
import { jsonLine, tidyLines } from "./render.ts";
import { readSecret } from "./secret_option.ts";

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
  /** `--debug` */
  readonly debug?: boolean;
  /** `--json` */
  readonly json?: boolean;
  /** `--quiet` */
  readonly quiet?: boolean;
}

/** The name of the topology that the options describe. */
const topology = "gossip";

const listeningOnly =
  "listening only: peers are heard, but not told of this node; --announce tells them, and each libcluster peer will try to connect";

/** Runs a node until a signal or its own failure ends it; returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { json = false, quiet = false, announce = false } = options;
  const settings = await settingsOf(options);
  const line = json ? jsonLine : tidyLines();
  const print = (event: NodeEvent) => {
    if (!quiet) console.log(line(event));
  };
  const ended = Promise.withResolvers<void>();
  let node: Node | undefined;
  let debug = options.debug ?? false;
  const stopListening = listenToSignals({
    SIGINT: () => ended.resolve(),
    SIGTERM: () => ended.resolve(),
    SIGUSR2: () => {
      debug = !debug;
      node?.setDebug(topology, debug);
    },
  });
  try {
    node = await startNode(settings, undefined, print);
    // A signal may have flipped it while the node started.
    node.setDebug(topology, debug);
    if (!announce && !quiet) console.error(listeningOnly);
    await Promise.race([ended.promise, node.closed]);
    await node.stop();
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    console.error(`error: ${reasonOf(error)}`);
    return 1;
  } finally {
    stopListening();
  }
}

async function settingsOf(options: UpOptions): Promise<NodeSettings> {
  const { name, secret } = options;
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
  return { name, topologies: { [topology]: gossip } };
}
