/**
 * All that can be looked at from one node: its own actors, and over the distribution those of the nodes that it is
 * connected to. Nothing is inspected while nobody looks.
 *
 * @module
 */
import { ActorError } from "./actor_types.ts";
import type { About } from "./inspector/about.ts";
import { Hub } from "./inspector/hub.ts";
import { inquiryProcess } from "./inspector/inquiry.ts";
import { InquiryDesk } from "./inspector/inquiry_desk.ts";
import { InspectorRoutes } from "./inspector/inspector_routes.ts";
import { RemoteSource } from "./inspector/remote_source.ts";
import type { ActionOutcome, InspectorSource } from "./inspector/source.ts";
import { nodeFacts, PacedFacts } from "./node_facts.ts";
import { InspectorProcess } from "./inspector_process.ts";
import type { Node } from "./node_types.ts";
import { type AnyRef, type ChildSpec, lifecycle } from "./otp/mod.ts";
import type { World } from "./ports/world.ts";
import type { ProcessAccess } from "./process_access.ts";
import type { CrossingCounts } from "./protocol/overlay/crossings.ts";
import type { Term } from "./wire/etf/mod.ts";

/** Bytes of an id of somebody who looks from another node. */
const idBytes = 8;

/** How long another node is waited for, in ms: it holds an answer for 4 s at most. */
const waitMsMax = 10_000;

/** What the inspector of a node is made of. */
export interface NodeInspectorParts {
  /** The node. */
  readonly node: Node;
  /** The root of its tree. */
  readonly root: () => AnyRef;
  /** Time and chance. */
  readonly world: Pick<World, "clock" | "random">;
  /** Whether actors may be made to crash. */
  readonly isChaosAllowed: boolean;
  /** How many envelopes crossed from one side of an overlay to the other. */
  readonly crossings: (overlay: string) => CrossingCounts;
  /** Turns the debug output of a topology on or off; says whether there is one. */
  readonly flipDebug: (topology: string) => boolean;
}

/** The inspector of a node. */
export class NodeInspector {
  readonly #desk: InquiryDesk;
  readonly #parts: NodeInspectorParts;
  #hub: Hub | undefined;

  /** Nobody looks yet. */
  constructor(parts: NodeInspectorParts) {
    this.#parts = parts;
    const { clock, random } = parts.world;
    this.#desk = new InquiryDesk({
      source: () => this.own,
      nowMs: () => clock.nowMs(),
      newId: () => random.bytes(idBytes).toHex(),
    });
  }

  /** The actor by which other nodes look at this one, for the supervisor `distribution`. */
  child(access: ProcessAccess): ChildSpec {
    const process = new InspectorProcess(this.#desk, access);
    lifecycle(this.#parts.root()).subscribe((event, ref) =>
      process.heard(event, ref)
    );
    return process.child;
  }

  /** What a browser is answered; they may do to actors what whoever serves them says that they may. */
  pages(): InspectorRoutes & { readonly isChaosAllowed: boolean } {
    const { node, world: { clock, random }, isChaosAllowed } = this.#parts;
    const routes = new InspectorRoutes({
      ...{ clock, random },
      title: () => node.name,
      nodes: () => this.nodes(),
      source: (name) => this.sourceOf(name ?? node.name),
      login: true,
    });
    return Object.assign(routes, { isChaosAllowed });
  }

  /** This node's own actors. */
  get own(): InspectorSource {
    return this.#hub ??= this.#look();
  }

  /** Nodes that can be looked at, itself first. */
  nodes(): About["nodes"] {
    const { node } = this.#parts;
    const others = node.nodes().map(({ node }) => node).sort();
    return [
      { name: node.name, isSelf: true },
      ...others.map((name) => ({ name, isSelf: false })),
    ];
  }

  /** The actors of a node; nothing if it is not connected. */
  sourceOf(name: string): InspectorSource | undefined {
    if (name === this.#parts.node.name) return this.own;
    if (!this.#isConnected(name)) return undefined;
    const call = (request: Term) => this.#call(name, request);
    return new RemoteSource({ node: name, call });
  }

  /** Lets everybody go who looks. */
  end(): void {
    this.#desk.end();
    this.#hub?.close();
  }

  #look(): Hub {
    const { node, root, world, isChaosAllowed, crossings } = this.#parts;
    const { clock } = world;
    const facts = new PacedFacts(
      () => nodeFacts(node, crossings),
      () => clock.nowMs(),
    );
    return new Hub(root(), {
      clock,
      deeds: {
        restart: true,
        crash: isChaosAllowed,
        debug: (path) => this.#debug(path),
      },
      facts: () => facts.now(),
    });
  }

  #debug(path: string): ActionOutcome {
    const [branch, topology] = path.split("/");
    const isDone = branch === "topologies" && topology !== undefined &&
      this.#parts.flipDebug(topology);
    if (isDone) return { ok: true };
    const reason = "Only topologies have heartbeats to tell";
    return { ok: false, code: "unsupported", reason };
  }

  async #call(name: string, request: Term): Promise<Term> {
    const { node } = this.#parts;
    // A call would connect to it.
    if (!this.#isConnected(name)) throw unreachable(name);
    const target = { name: inquiryProcess, node: name };
    try {
      return await node.actor(target).call(request, { timeoutMs: waitMsMax });
    } catch (error) {
      const isAbsent = error instanceof ActorError && error.code === "noproc";
      if (!isAbsent) throw unreachable(name, error);
      const why = "it is no node of Rookery, an older one, or wants none";
      throw new Error(`${name} has no inspector: ${why}`, { cause: error });
    }
  }

  #isConnected(name: string): boolean {
    return this.#parts.node.nodes().some(({ node }) => node === name);
  }
}

function unreachable(name: string, cause?: unknown): Error {
  return new Error(`${name} is out of reach`, { cause });
}
