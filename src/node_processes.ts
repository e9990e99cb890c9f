/**
 * The processes of a node: the user's actors, and with a cookie the distribution that connects them to those of other
 * nodes. They are there once the node's name is known.
 *
 * @module
 */
import type { DistributionNews } from "./distribution_events.ts";
import type { EmittedInDistribution } from "./distribution_news.ts";
import {
  distributionChild,
  distributionParts,
  distributionPaths,
} from "./distribution_tree.ts";
import { DistributionError } from "./distribution_types.ts";
import type { Drops } from "./node_insides.ts";
import type { NodeParts } from "./node_parts.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  type LifecycleEvent,
} from "./otp/mod.ts";
import type { ProcessAccess } from "./process_access.ts";
import {
  actorsChild,
  processesChild,
  unconnectedChild,
} from "./process_tree.ts";
import type { ResolvedDistribution } from "./protocol/distribution/settings.ts";
import {
  processesPath,
  RunningActors,
  unconnectedCreation,
} from "./running_actors.ts";
import { RunningDistribution } from "./running_distribution.ts";

/** What the processes of a node need. */
export interface NodeProcessesParts {
  /** What the node is made of. */
  readonly parts: NodeParts;
  /** The root of the tree. */
  readonly root: () => AnyRef;
  /** Actors that work with other nodes, made once there are processes. */
  readonly others: (access: ProcessAccess) => readonly ChildSpec[];
  /** Makes something public. */
  readonly tell: (news: DistributionNews) => void;
}

/** The processes of one node. */
export class NodeProcesses {
  readonly #parts: NodeProcessesParts;
  #distribution: RunningDistribution | undefined;
  /** There from the moment that our name is known, which is before anybody has the node. */
  #actors!: RunningActors;

  /** None yet. */
  constructor(parts: NodeProcessesParts) {
    this.#parts = parts;
  }

  /** The distribution, if the node has one. */
  get distribution(): RunningDistribution | undefined {
    return this.#distribution;
  }

  /** The user's actors. */
  get actors(): RunningActors {
    return this.#actors;
  }

  /** Starts them, for a node of this name. */
  start(node: string): void {
    const { parts: { settings, world, ambient }, ...rest } = this.#parts;
    const { root, others, tell } = rest;
    const parts = settings.distribution &&
      distributionParts(node, settings.distribution, world, ambient);
    const creation = parts?.ledgers.us.creation ?? unconnectedCreation;
    const { nowMs } = ambient;
    this.#actors = new RunningActors({
      ...{ node, creation, nowMs, root },
      autoConnect: settings.distribution?.auto_connect,
    });
    const { access } = this.#actors;
    this.#distribution = parts && new RunningDistribution({
      ledgers: parts.ledgers,
      connections: () => root().system.get(distributionPaths.connections),
      supervisor: () => childOf(root(), "distribution"),
      autoConnect: (does) => access.ledger.autoConnect = does,
      tell,
    });
    const spec = parts
      ? distributionChild(parts, processesChild(access), others(access))
      : unconnectedChild(access);
    root().send({ type: "child.start", spec });
    root().send({ type: "child.start", spec: actorsChild() });
  }

  /** Something happened to an actor of the tree. */
  heard(event: LifecycleEvent, ref: AnyRef): void {
    this.#actors?.heard(event, ref);
  }

  /** Makes public what an actor of the distribution emits; `said` hears that it did. */
  listenTo(ref: AnyRef, path: string, said: () => void): void {
    if (path === distributionPaths.connections) this.#distribution?.lost();
    ref.on("*", (emitted: EmittedInDistribution) => {
      this.#distribution?.hear(emitted);
      said();
    });
  }

  /**
   * Takes other settings of the distribution.
   *
   * @throws {DistributionError} If there is none, or its address is refused; then all is as it was.
   */
  async reconfigure(settings: ResolvedDistribution): Promise<void> {
    if (this.#distribution) {
      return await this.#distribution.reconfigure(settings);
    }
    const message =
      "Cannot give the distribution settings: the node was started without one";
    throw new DistributionError(message, "missing");
  }

  /** Messages to processes of other nodes that were not sent. */
  drops(): readonly Drops[] {
    const { unsent } = this.#actors?.access.ledger.lines ?? {};
    return Object.entries(unsent ?? {})
      .map(([reason, count]) => ({ place: processesPath, reason, count }));
  }

  /** The tree has ended. */
  end(): void {
    this.#distribution?.end();
    this.#actors?.end();
  }
}
