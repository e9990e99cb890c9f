/**
 * One topology of a node, run: its subtree and its settings. A change is all or nothing: where a new address is refused,
 * the old settings are in force again.
 *
 * @module
 */
import { FirstWords, type SocketRefusal } from "./first_words.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  startChild,
  stopChild,
} from "./otp/mod.ts";
import type { ResolvedTopology } from "./protocol/settings.ts";
import { topologyDifference } from "./protocol/topology_difference.ts";
import {
  beaconChild,
  type KnownAs,
  socketChild,
  type Topology,
  topologyChild,
  type TopologyParts,
} from "./topology_tree.ts";
import { TopologyError } from "./topology_types.ts";
import { Turns } from "./turns.ts";

/** What a topology needs of its node. */
export interface TopologyHost {
  /** What topologies are made of. */
  readonly parts: TopologyParts;
  /** Who we are, once that is known. */
  readonly us: () => KnownAs;
  /** The supervisor they live under. */
  readonly supervisor: () => AnyRef | undefined;
}

/** One topology. */
export class RunningTopology implements Topology {
  /** Its name. */
  readonly name: string;
  /** The settings in force. */
  settings: ResolvedTopology;
  /** Whether its heartbeats are told. */
  debug: boolean;
  /** Hears what its socket says. */
  readonly words: FirstWords = new FirstWords();
  readonly #host: TopologyHost;
  readonly #turns = new Turns();
  #hasEnded = false;

  /** Not started yet. */
  constructor(name: string, settings: ResolvedTopology, host: TopologyHost) {
    this.name = name;
    this.settings = settings;
    this.debug = settings.debug;
    this.#host = host;
  }

  /**
   * Starts it; settles when its socket is bound, or will be once a route or an interface is there.
   *
   * @throws {TopologyError} If its address is refused for good.
   */
  async start(): Promise<void> {
    await this.#heardFrom(() => {
      const supervisor = this.#host.supervisor();
      if (!supervisor) throw this.#ended();
      startChild(supervisor, this.#child());
    });
  }

  /** Starts it, whatever becomes of its socket, under a supervisor that knows of none. */
  startUnder(supervisor: AnyRef): void {
    supervisor.send({ type: "child.start", spec: this.#child() });
  }

  /**
   * Takes checked settings when it is their turn; returns what they were.
   *
   * @throws {TopologyError} If a new address is refused; then all is as it was.
   */
  reconfigure(after: ResolvedTopology): Promise<void> {
    return this.#turns.take(() => this.#change(after));
  }

  /** Stops it. */
  stop(): void {
    const supervisor = this.#host.supervisor();
    if (supervisor) stopChild(supervisor, this.name);
    this.end();
  }

  /** Ends what waits for a topology whose subtree has ended. */
  end(): void {
    this.#hasEnded = true;
    this.words.abandon(this.#ended());
  }

  async #change(after: ResolvedTopology): Promise<void> {
    if (this.#hasEnded) throw this.#ended();
    const before = this.settings;
    const { debug } = this;
    const changes = topologyDifference(before, after);
    this.settings = after;
    this.debug = after.debug;
    if (![...changes.values()].includes("rebind")) {
      if (changes.has("announce")) this.#replace(["beacon"]);
      return;
    }
    try {
      await this.#rebind();
    } catch (error) {
      if (this.#hasEnded) throw error;
      Object.assign(this, { settings: before, debug });
      // Whatever the old address is refused for now, its socket tries again by itself.
      await this.#rebind().catch(() => {});
      throw error;
    }
  }

  #rebind(): Promise<void> {
    return this.#heardFrom(() => this.#replace(["socket", "beacon"]));
  }

  /** Replaces actors, in the order of dependence, by ones for the settings in force. */
  #replace(ids: readonly string[]): void {
    const supervisor = this.#host.supervisor();
    const topology = supervisor && childOf(supervisor, this.name);
    if (!topology) throw this.#ended();
    const { parts, us } = this.#host;
    const specs = [socketChild(parts, this), beaconChild(parts, us(), this)]
      .filter(({ id }) => ids.includes(id));
    for (const { id } of specs.toReversed()) stopChild(topology, id);
    for (const spec of specs) startChild(topology, spec);
  }

  #heardFrom(start: () => void): Promise<void> {
    const errorOf = ({ reason, message }: SocketRefusal) => {
      const attempt = `Cannot start topology ${this.name}`;
      const { if_addr, port } = this.settings;
      const setting = reason === "address_unavailable"
        ? `if_addr ${if_addr}`
        : `port ${port}`;
      const why = `${setting} is refused, ${reason} (${message})`;
      return new TopologyError(`${attempt}: ${why}`, reason);
    };
    return this.words.wait(["socket"], errorOf, start);
  }

  #child(): ChildSpec {
    const { parts, us } = this.#host;
    return topologyChild(parts, us(), this);
  }

  #ended(): TopologyError {
    const message =
      `Cannot start topology ${this.name}: it was removed, or the node has stopped`;
    return new TopologyError(message, "stopped");
  }
}
