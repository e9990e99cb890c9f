/**
 * A node's topologies: added and removed under the `topologies` supervisor, each by its name.
 *
 * @module
 */
import type { NodeNews } from "./node_events.ts";
import { type Emitted, publicNews } from "./node_news.ts";
import type { AnyRef } from "./otp/mod.ts";
import { peersOf } from "./peer_views.ts";
import {
  type GossipSettings,
  type ResolvedSettings,
  type ResolvedTopology,
  resolveTopology,
} from "./protocol/settings.ts";
import { RunningTopology } from "./running_topology.ts";
import type { KnownAs, TopologyParts } from "./topology_tree.ts";
import { type Topologies, TopologyError } from "./topology_types.ts";

/** What topologies need of their node. */
export interface TopologiesHost {
  /** What they are made of. */
  readonly parts: TopologyParts;
  /** The settings that the node was started with. */
  readonly settings: ResolvedSettings;
  /** The supervisor they live under. */
  readonly supervisor: () => AnyRef | undefined;
  /** A node was heard. */
  readonly heard: (node: string) => void;
  /** The socket of a topology was bound or refused. */
  readonly said: (topology: string) => void;
  /** Makes something public. */
  readonly tell: (news: NodeNews) => void;
}

/** The topologies of one node. */
export class RunningTopologies implements Topologies {
  readonly #host: TopologiesHost;
  readonly #running = new Map<string, RunningTopology>();
  readonly #canBeConnectedTo: boolean;
  #us: KnownAs | undefined;
  #hasEnded = false;

  /** Those of the settings, not started yet. */
  constructor(host: TopologiesHost) {
    this.#host = host;
    this.#canBeConnectedTo = host.settings.distribution !== undefined;
    for (const [name, settings] of Object.entries(host.settings.topologies)) {
      this.#running.set(name, this.#make(name, settings));
    }
  }

  names(): readonly string[] {
    return [...this.#running.keys()];
  }

  async add(name: string, given: GossipSettings): Promise<void> {
    const settings = resolveTopology(name, given, this.#canBeConnectedTo);
    const refuse = (why: string, reason: string) =>
      new TopologyError(`Cannot start topology ${name}: ${why}`, reason);
    if (this.#hasEnded) throw refuse("the node has stopped", "stopped");
    if (this.#running.has(name)) throw refuse("it is there already", "exists");
    const topology = this.#make(name, settings);
    this.#running.set(name, topology);
    try {
      await topology.start();
    } catch (error) {
      // Unless it was removed meanwhile, and perhaps another took its name.
      if (this.#running.get(name) === topology) await this.#stop(topology);
      throw error;
    }
    this.#host.tell({ type: "topology_started", topology: name });
  }

  async reconfigure(name: string, given: GossipSettings): Promise<void> {
    const settings = resolveTopology(name, given, this.#canBeConnectedTo);
    await this.#of(name).reconfigure(settings);
    this.#host.tell({ type: "topology_reconfigured", topology: name });
  }

  async remove(name: string): Promise<boolean> {
    const topology = this.#running.get(name);
    if (!topology) return false;
    const supervisor = this.#host.supervisor();
    const peers = supervisor ? peersOf(supervisor.system, [name]) : [];
    const stopped = this.#stop(topology);
    for (const { node, address } of peers) {
      this.#host.tell({
        type: "peer_forgotten",
        topology: name,
        node,
        address,
      });
    }
    this.#host.tell({ type: "topology_stopped", topology: name });
    await stopped;
    return true;
  }

  settings(name: string): ResolvedTopology {
    return this.#of(name).settings;
  }

  setDebug(name: string, on: boolean): void {
    const topology = this.#running.get(name);
    if (!topology) {
      throw new TypeError(`Cannot debug ${name}: no such topology`);
    }
    topology.debug = on;
  }

  /** Turns a topology's heartbeat events on or off; says whether there is one. */
  flipDebug(name: string): boolean {
    const topology = this.#running.get(name);
    if (topology) topology.debug = !topology.debug;
    return topology !== undefined;
  }

  /** We are known by this name from now on. */
  knownAs(us: KnownAs): void {
    this.#us = us;
  }

  /** Starts all under a supervisor that has just started, for the first time or again, and knows of none. */
  restore(supervisor: AnyRef): void {
    for (const topology of this.#running.values()) {
      topology.startUnder(supervisor);
    }
  }

  /** Ends what waits, once the tree has ended. */
  end(): void {
    this.#hasEnded = true;
    for (const topology of this.#running.values()) topology.end();
    this.#running.clear();
  }

  /** Makes public what an actor of the topology `name` emits. */
  listenTo(ref: AnyRef, name: string): void {
    ref.on("*", (emitted: Emitted) => {
      const { heard, said, tell } = this.#host;
      const topology = this.#running.get(name);
      if (emitted.type === "heartbeat.received") heard(emitted.node);
      const isDebug = emitted.type.startsWith("heartbeat.");
      if (isDebug && !topology?.debug) return;
      tell(publicNews(emitted, name));
      if (emitted.type === "socket.bound") topology?.words.heard("socket", {});
      else if (emitted.type === "socket.refused") {
        topology?.words.heard("socket", emitted);
      } else return;
      said(name);
    });
  }

  #make(name: string, settings: ResolvedTopology): RunningTopology {
    const { parts, supervisor } = this.#host;
    const us = () => {
      if (this.#us) return this.#us;
      throw new Error("A topology is started once we have a name");
    };
    return new RunningTopology(name, settings, { parts, us, supervisor });
  }

  #of(name: string): RunningTopology {
    const topology = this.#running.get(name);
    if (topology) return topology;
    throw new TopologyError(`There is no topology ${name}`, "missing");
  }

  /** Stops a topology; settles when nothing of it is left. */
  async #stop(topology: RunningTopology): Promise<void> {
    this.#running.delete(topology.name);
    topology.stop();
    await this.#host.parts.world.udp.settled?.();
  }
}
