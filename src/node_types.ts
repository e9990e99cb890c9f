/**
 * A running node as its user sees it.
 *
 * @module
 */
import type { ActorView } from "./actor_tree.ts";
import type { Actors } from "./actor_types.ts";
import type { HttpHandle } from "./http_types.ts";
import type { DistributionSettings } from "./protocol/distribution/settings.ts";
import type { HttpSettings } from "./protocol/http_settings.ts";
import type { NodeEvents } from "./node_events.ts";
import type { Overlays } from "./overlay_types.ts";
import type { NodeView } from "./running_distribution.ts";
import type { Topologies } from "./topology_types.ts";

/** A running node. */
export interface Node extends Actors, AsyncDisposable {
  /** Its name, `name@host`. */
  readonly name: string;
  /** What happens from now on. */
  readonly events: NodeEvents;
  /** Settles when the node has ended: resolved after `stop`, rejected when the root of its tree gave up. */
  readonly closed: Promise<void>;
  /** Who is known at this moment. */
  peers(): readonly PeerView[];
  /** Who is connected at this moment, hidden nodes included; nobody without a distribution. */
  nodes(): readonly NodeView[];
  /**
   * Connects to the node `name@host` at once, however lately it failed; resolves to whether it is connected then. False
   * without a distribution.
   *
   * @throws {TypeError} If that is no name of a node.
   */
  connect(node: string): Promise<boolean>;
  /**
   * Parts from a node, which may come back: one that announces itself is connected to again when it is heard. Resolves to
   * whether it was connected.
   *
   * @throws {TypeError} If that is no name of a node.
   */
  disconnect(node: string): Promise<boolean>;
  /** The node's topologies. */
  readonly topologies: Topologies;
  /** The node's overlays. */
  readonly overlays: Overlays;
  /** The node's HTTP server, if the settings ask for one. */
  readonly http: HttpHandle | undefined;
  /**
   * Gives the HTTP server all settings anew, starts one, or without settings stops it. Users, tokens, hosts and origins hold
   * for the next request; where address, port or TLS differ it is bound anew, and readers of events have to come back.
   *
   * @returns When requests are taken.
   * @throws {SettingsError} Naming every setting that is unknown or wrong.
   * @throws {HttpError} If the address is refused; then all is as it was.
   */
  reconfigureHttp(settings?: HttpSettings): Promise<void>;
  /** All actors, as they are at this moment: parents before their children. */
  tree(): Iterable<ActorView>;
  /** Starts an actor afresh, at no cost to its supervisor's budget; says whether there is one, and if it has a supervisor. */
  restart(path: string): "restarted" | "missing" | "unsupervised";
  /**
   * Gives the distribution all settings anew. Cookie, flags, TLS, limits and who may connect hold for connections from now
   * on, and times from the next second on; those that there are stay.
   *
   * @returns When nodes can connect where the settings say, or will once the network is there.
   * @throws {SettingsError} Naming every setting that is unknown or wrong.
   * @throws {DistributionError} If the node was started without one, or the address is refused; then all is as it was.
   */
  reconfigureDistribution(settings: DistributionSettings): Promise<void>;
  /** Stops everything, youngest first. Safe to call twice. */
  stop(): Promise<void>;
}

/** A peer as it is known at one moment. */
export interface PeerView {
  /** The topology it was heard in. */
  readonly topology: string;
  /** Its name, `name@host`. */
  readonly node: string;
  /** Address of its latest heartbeat. */
  readonly address: string;
  /** Whether it was heard lately. */
  readonly state: "heard" | "silent";
  /** When its latest heartbeat came, in ms since the Unix epoch. */
  readonly heardAtMs: number;
}
