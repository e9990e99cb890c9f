/**
 * The composition root: settings and a world become a running tree.
 *
 *     root                one_for_one
 *     ├── overlays        one_for_one, children come and go at run time
 *     │   └── <overlay>   one_for_one: members, subscriptions, multicast, bridge (or unicast)
 *     ├── identity        who we are
 *     ├── distribution    rest_for_one: processes, and with a cookie → connections → listener → epmd → inspector
 *     ├── actors          one_for_one, the user's, who come and go at run time
 *     ├── topologies      one_for_one
 *     │   └── <topology>  rest_for_one: peers → socket → beacon
 *     └── http            REST, and all that is asked over HTTP
 *
 * @module
 */
import { knownAs } from "../actors/identity.ts";
import { ActorTree } from "./actor_tree.ts";
import { distributionPaths } from "./distribution_tree.ts";
import { nodeHttp } from "./http_tree.ts";
import type { HttpHandle } from "./http_types.ts";
import { EventStream, type NodeEvent, type NodeNews } from "./node_events.ts";
import { offerDrops } from "./node_insides.ts";
import { NodeMeter } from "./metrics/node_meter.ts";
import type { NodeHttp } from "./node_http.ts";
import { NodeInspector } from "./node_inspector.ts";
import { newsOf } from "./node_news.ts";
import { NodeProcesses } from "./node_processes.ts";
import { type NodeParts, partsOf } from "./node_parts.ts";
import type { Node, PeerView } from "./node_types.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  startTree,
  supervisor,
  type Tree,
} from "./otp/mod.ts";
import { RunningOverlays } from "./overlays.ts";
import { type EmittedInOverlay, overlayNewsOf } from "./overlay_news.ts";
import { peersOf } from "./peer_views.ts";
import { realWorld } from "./ports/real_world.ts";
import type { World } from "./ports/world.ts";
import {
  type DistributionSettings,
  resolveDistribution,
} from "./protocol/distribution/settings.ts";
import { type HttpSettings, resolveHttp } from "./protocol/http_settings.ts";
import {
  type NodeSettings,
  type ResolvedSettings,
  resolveSettings,
} from "./protocol/settings.ts";
import { uuidOf } from "./protocol/uuid.ts";
import type { NodeView } from "./running_distribution.ts";
import { RunningTopologies } from "./topologies.ts";
import { identityChild, topologiesChild } from "./topology_tree.ts";

export type { Node, NodeView, PeerView };

/**
 * Starts a node.
 *
 * @param settings What differs from the defaults.
 * @param world What the node touches; the real world needs `--allow-net` and nothing else.
 * @param onEvent Hears every event from the very first, before the promise resolves.
 * @param signal Stops the node while it starts; later it does nothing.
 * @returns The node, once everything asked for is bound or, where waiting helps, has been refused.
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 * @throws {OverlayError} If an overlay's address is refused; nothing is left then.
 * @throws The signal's reason, if that stopped it; nothing is left then either.
 */
export async function startNode(
  settings: NodeSettings = {},
  world: World = realWorld(),
  onEvent: (event: NodeEvent) => void = () => {},
  signal?: AbortSignal,
): Promise<Node> {
  const resolved = resolveSettings(settings);
  signal?.throwIfAborted();
  const node = new RunningNode(resolved, world, onEvent);
  const stop = () => void node.stop();
  signal?.addEventListener("abort", stop);
  try {
    await new Promise<void>((resolve, reject) => node.start(resolve, reject));
    await node.overlays.addAll(settings.overlays ?? {});
    return node;
  } catch (error) {
    await node.stop();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

class RunningNode implements Node {
  readonly events = new EventStream<NodeEvent>();
  readonly closed: Promise<void>;
  readonly overlays: RunningOverlays;
  readonly topologies: RunningTopologies;
  readonly #parts: NodeParts;
  readonly #http: NodeHttp;
  readonly #processes: NodeProcesses;
  readonly #inspector: NodeInspector | undefined;
  readonly #tree: Tree;
  readonly #actorTree: ActorTree;
  /** Topologies whose socket, and actors of the distribution that, have not said anything yet. */
  readonly #awaited: Set<string>;
  #name = "";
  #started = () => {};

  constructor(
    settings: ResolvedSettings,
    given: World,
    onEvent: (event: NodeEvent) => void,
  ) {
    const meter = new NodeMeter(given);
    const { world } = meter;
    this.#parts = partsOf(settings, world);
    this.#awaited = new Set(Object.keys(settings.topologies));
    if (settings.distribution) this.#awaited.add(listener).add(epmd);
    if (settings.http) this.#awaited.add("http");
    this.events.subscribe(onEvent);
    const root = supervisor({ id: "node", strategy: "one_for_one" });
    this.#tree = meter.watch(this, startTree(root, { clock: world.clock }));
    this.#actorTree = new ActorTree(this.#tree);
    this.closed = this.#tree.closed;
    const tell = (news: NodeNews) => this.#tell(news);
    this.#processes = new NodeProcesses({
      ...{ parts: this.#parts, root: () => this.#tree.root, tell },
      others: (access) =>
        this.#inspector ? [this.#inspector.child(access)] : [],
    });
    this.topologies = new RunningTopologies({
      parts: this.#parts,
      settings,
      supervisor: () => childOf(this.#tree.root, "topologies"),
      heard: (node) => this.#processes.distribution?.heard(node),
      said: (topology) => this.#heardOf(topology),
      tell,
    });
    this.overlays = new RunningOverlays({
      world,
      ambient: {
        ...this.#parts.ambient,
        uuid: () => uuidOf(world.random.bytes(16)),
      },
      supervisor: () => childOf(this.#tree.root, "overlays"),
      tell,
    });
    this.#inspector = settings.inspector
      ? new NodeInspector({
        ...{ node: this, world, root: () => this.#tree.root },
        isChaosAllowed: settings.allow_chaos,
        crossings: (overlay) => this.overlays.crossings(overlay),
        flipDebug: (topology) => this.topologies.flipDebug(topology),
      })
      : undefined;
    offerDrops(
      this,
      () => [...this.overlays.drops(), ...this.#processes.drops()],
    );
    this.#http = nodeHttp({
      ...{ node: this, settings: settings.http, world },
      inspector: this.#inspector,
      ...{ ambient: this.#parts.ambient, tell, root: () => this.#tree.root },
    });
  }

  get http(): HttpHandle | undefined {
    return this.#http.handle;
  }

  get name(): string {
    return this.#name;
  }

  start(started: () => void, failed: (error: unknown) => void): void {
    const { root, lifecycle } = this.#tree;
    this.#started = started;
    this.closed.then(
      () => failed(new Error("The node was stopped while it started")),
      (error) => {
        this.events.end();
        failed(error);
      },
    );
    lifecycle.subscribe((event, ref) => {
      for (const news of newsOf(event)) this.#tell(news);
      this.#processes.heard(event, ref);
      if (event.type !== "started") return;
      if (event.path === "identity") this.#awaitName(ref);
      else if (event.path === "overlays") this.overlays.restore();
      else if (event.path === "topologies") this.topologies.restore(ref);
      else this.#listenTo(ref, event.path);
    });
    root.send({ type: "child.start", spec: overlaysChild });
    root.send({
      type: "child.start",
      spec: identityChild(this.#parts, this.#parts.settings),
    });
  }

  peers(): readonly PeerView[] {
    return peersOf(this.#tree.root.system, this.topologies.names());
  }

  nodes(): readonly NodeView[] {
    return this.#processes.distribution?.nodes() ?? [];
  }

  tree(): ReturnType<Node["tree"]> {
    return this.#actorTree.views();
  }

  restart(path: string): ReturnType<Node["restart"]> {
    return this.#actorTree.restart(path);
  }

  async connect(node: string): Promise<boolean> {
    return await this.#processes.distribution?.connect(node) ?? false;
  }

  async disconnect(node: string): Promise<boolean> {
    return await this.#processes.distribution?.disconnect(node) ?? false;
  }

  spawn(...given: Parameters<Node["spawn"]>): ReturnType<Node["spawn"]> {
    return this.#processes.actors.spawn(...given);
  }

  actor(target: Parameters<Node["actor"]>[0]): ReturnType<Node["actor"]> {
    return this.#processes.actors.actor(target);
  }

  rpc(...given: Parameters<Node["rpc"]>): ReturnType<Node["rpc"]> {
    return this.#processes.actors.rpc(...given);
  }

  groups(scope?: string): ReturnType<Node["groups"]> {
    return this.#processes.actors.groups(scope);
  }

  async reconfigureHttp(settings?: HttpSettings): Promise<void> {
    await this.#http.reconfigure(settings && resolveHttp(settings));
  }

  async reconfigureDistribution(settings: DistributionSettings): Promise<void> {
    await this.#processes.reconfigure(resolveDistribution(settings));
  }

  async stop(): Promise<void> {
    this.overlays.farewell();
    this.#tree.stop();
    this.overlays.end();
    this.topologies.end();
    this.#processes.end();
    const node = this.#name;
    if (node !== "") this.#tell({ type: "node_stopped", node });
    this.#http.end();
    this.#inspector?.end();
    this.events.end();
    await this.closed.catch(() => {});
    // Goodbyes may still be on their way out.
    const { udp, tcp, http } = this.#parts.world;
    await Promise.all([udp, tcp, http].map((network) => network?.settled?.()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Starts the topologies once the identity knows our name; a restarted identity finds them there. */
  #awaitName(identity: AnyRef): void {
    const next = (state: Parameters<typeof knownAs>[0]) => {
      const known = knownAs(state);
      if (known === undefined || this.#name !== "") return;
      this.#name = known.node;
      this.#processes.start(known.node);
      this.topologies.knownAs(known);
      this.#tree.root.send({ type: "child.start", spec: topologiesChild });
      this.#http.start();
      if (this.#awaited.size === 0) this.#sayStarted();
    };
    identity.subscribe({ next, error: () => {} });
  }

  /** Of what is waited for, this one has said that it is bound, or refused. */
  #heardOf(awaited: string): void {
    if (this.#awaited.delete(awaited) && this.#awaited.size === 0) {
      this.#sayStarted();
    }
  }

  /** Makes public what the actors of topologies, overlays and the distribution emit. */
  #listenTo(ref: AnyRef, path: string): void {
    if (path === "http") {
      return this.#http.listenTo(ref, () => this.#heardOf(path));
    }
    const [branch, topology, actor, ...deeper] = path.split("/");
    if (branch === "distribution" && topology && !actor) {
      return this.#processes.listenTo(ref, path, () => this.#heardOf(path));
    }
    if (branch === "overlays" && topology && actor) {
      const [inner] = deeper;
      // Members and ports emit nothing, and there are thousands of the former.
      if (inner === undefined || inner === "socket" && !deeper[1]) {
        this.#listenToOverlay(ref, topology, actor);
      }
      return;
    }
    if (branch === "topologies" && topology && actor && deeper.length === 0) {
      this.topologies.listenTo(ref, topology);
    }
  }

  #listenToOverlay(ref: AnyRef, overlay: string, actor: string): void {
    ref.on("*", (emitted: EmittedInOverlay) => {
      const news = overlayNewsOf(emitted, overlay, actor);
      if (news) this.#tell(news);
      this.overlays.hear(emitted, overlay, actor);
    });
  }

  #sayStarted(): void {
    const topologies = this.topologies.names();
    this.#tell({ type: "node_started", node: this.#name, topologies });
    this.#started();
  }

  #tell(news: NodeNews): void {
    this.events.publish({ atMs: this.#parts.ambient.nowMs(), ...news });
  }
}

const { listener, epmd } = distributionPaths;

/** Overlays come and go at run time. */
const overlaysChild: ChildSpec = {
  id: "overlays",
  logic: supervisor({ id: "overlays", strategy: "one_for_one" }),
};
