/**
 * What a node's topologies offer to its user.
 *
 * @module
 */
import type { GossipSettings } from "./protocol/settings.ts";

/** The topologies of a node, in which it discovers peers: they come and go at run time. */
export interface Topologies {
  /** Names of the topologies, in the order in which they came. */
  names(): readonly string[];
  /**
   * Starts a topology.
   *
   * @returns When its socket is bound, or will be once a route or an interface is there.
   * @throws {SettingsError} Naming every setting that is unknown or wrong.
   * @throws {TopologyError} If there is one of that name, or its address is refused; nothing of it is left then.
   */
  add(name: string, settings: GossipSettings): Promise<void>;
  /**
   * Takes all settings anew while the topology lives: those left out go back to their defaults. Who was heard stays, and
   * the socket is bound anew only for an address, a group, a port or hops.
   *
   * @throws {SettingsError} Naming every setting that is unknown or wrong.
   * @throws {TopologyError} If there is no such topology, or a new address is refused; then all is as it was.
   */
  reconfigure(name: string, settings: GossipSettings): Promise<void>;
  /** Stops a topology and forgets who was heard in it; returns whether there was one. */
  remove(name: string): Promise<boolean>;
  /**
   * The settings in force, every default filled in; the secret is opaque.
   *
   * @throws {TopologyError} If there is no such topology.
   */
  settings(name: string): Readonly<Record<string, unknown>>;
  /**
   * Turns a topology's heartbeat events on or off.
   *
   * @throws {TypeError} If there is no such topology.
   */
  setDebug(name: string, on: boolean): void;
}

/** A topology could not be had. */
export class TopologyError extends Error {
  /** Tells it from other errors. */
  override readonly name = "TopologyError";
  /** In one word: `exists`, `missing`, `stopped`, or why an address was refused. */
  readonly reason: string;

  /** An error with its reason in one word. */
  constructor(message: string, reason: string) {
    super(message);
    this.reason = reason;
  }
}
