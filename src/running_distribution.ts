/**
 * The distribution of a running node, as the node's user sees it: who is connected, connecting and parting, and what is
 * done about nodes that are heard of.
 *
 * @module
 */
import {
  distributionNewsOf,
  type EmittedInDistribution,
  unreachable,
} from "./distribution_news.ts";
import type { DistributionNews } from "./distribution_events.ts";
import { distributionPaths } from "./distribution_tree.ts";
import { DistributionError } from "./distribution_types.ts";
import { FirstWords, type SocketRefusal } from "./first_words.ts";
import { type AnyRef, restartChild } from "./otp/mod.ts";
import {
  type BoundActor,
  boundAnew,
} from "./protocol/distribution/difference.ts";
import type { ConnectionLedgers } from "./protocol/distribution/ledgers.ts";
import type {
  ConnectAnswer,
  ResolvedDistribution,
} from "./protocol/distribution/settings.ts";
import { reasonOf } from "./protocol/reason.ts";
import { Turns } from "./turns.ts";
import { isNodeName } from "./wire/node_name.ts";

/** A connected node as it is known at one moment. */
export interface NodeView {
  /** Its name, `name@host`. */
  readonly node: string;
  /** Whether it is in `nodes(hidden)` only. */
  readonly hidden: boolean;
  /** Who began: we (`out`) or it (`in`). */
  readonly direction: "in" | "out";
  /** Since when, in ms since the Unix epoch. */
  readonly sinceMs: number;
  /** Messages that came. */
  readonly messagesIn: number;
  /** Messages that were sent. */
  readonly messagesOut: number;
  /** Bytes that came. */
  readonly bytesIn: number;
  /** Bytes that were sent, or wait to be. */
  readonly bytesOut: number;
  /** The place of its actor in the tree. One that came in is called by its address, since its name was not known yet. */
  readonly path: string;
}

/** What a running distribution is made of. */
export interface RunningDistributionParts {
  /** What its actors remember. */
  readonly ledgers: ConnectionLedgers;
  /** The actor of all connections, while there is one. */
  readonly connections: () => AnyRef | undefined;
  /** The supervisor of its actors, while there is one. */
  readonly supervisor: () => AnyRef | undefined;
  /** Hears whether what is sent to a node that is not connected asks for a connection. */
  readonly autoConnect: (does: boolean) => void;
  /** Hears what happens. */
  readonly tell: (news: DistributionNews) => void;
}

/** The distribution of a node that runs. */
export class RunningDistribution {
  readonly #parts: RunningDistributionParts;
  /** Those who wait for a node to be connected, or to part. */
  readonly #waiting = new Map<string, ((isConnected: boolean) => void)[]>();
  /** What the user's own way of connecting came to last, by node; those it is busy with have none. */
  readonly #attempts = new Map<string, string>();
  /** One change waits for the other. */
  readonly #turns = new Turns();
  /** Waits for the listener's first words. */
  readonly #words = new FirstWords();

  /** One whose actors are about to start. */
  constructor(parts: RunningDistributionParts) {
    this.#parts = parts;
  }

  /** Who is connected. */
  nodes(): readonly NodeView[] {
    const { connected } = this.#parts.ledgers.roster;
    return [...connected.values()].map(
      ({ id, node, hidden, direction, sinceMs, traffic }) => ({
        ...{ node, hidden, direction, sinceMs },
        path: `${distributionPaths.connections}/crowd/${id}`,
        messagesIn: traffic.framesIn,
        messagesOut: traffic.framesOut,
        bytesIn: traffic.bytesIn,
        bytesOut: traffic.bytesOut,
      }),
    );
  }

  /** Connects to a node at once; resolves to whether it is connected then. */
  connect(node: string): Promise<boolean> {
    requireName(node);
    if (this.#isConnected(node)) return Promise.resolve(true);
    return this.#ask({ type: "node.connect", node });
  }

  /** Parts from a node; resolves to whether it was connected. */
  async disconnect(node: string): Promise<boolean> {
    requireName(node);
    const { strategy } = this.#parts.ledgers.settings;
    if (strategy?.disconnect) return await strategy.disconnect(node);
    if (!this.#isConnected(node)) {
      this.#parts.connections()?.send({ type: "node.disconnect", node });
      return false;
    }
    return !await this.#ask({ type: "node.disconnect", node });
  }

  /** A topology heard a node: as libcluster does, it is connected to unless it is. */
  heard(node: string): void {
    const { ledgers, connections } = this.#parts;
    const { us, settings: { strategy } } = ledgers;
    const isListed = strategy?.listNodes?.().includes(node) ??
      this.#isConnected(node);
    if (isListed || node === us.node) return;
    if (strategy?.connect) void this.#connectTheirWay(node, strategy.connect);
    else connections()?.send({ type: "node.heard", node });
  }

  /**
   * Takes other settings; who is connected stays so.
   *
   * @throws {DistributionError} If the address to listen on is refused; then all is as it was.
   */
  reconfigure(after: ResolvedDistribution): Promise<void> {
    return this.#turns.take(async () => {
      const before = this.#parts.ledgers.settings;
      const actors = boundAnew(before, after);
      this.#take(after);
      try {
        await this.#bindAnew(actors);
      } catch (error) {
        this.#take(before);
        // Were it refused too, it would be tried again, as at a start.
        await this.#bindAnew(actors).catch(() => {});
        throw error;
      }
    });
  }

  /** Hears what one of the distribution's actors emits. */
  hear(emitted: EmittedInDistribution): void {
    for (const news of distributionNewsOf(emitted)) this.#parts.tell(news);
    switch (emitted.type) {
      case "listener.bound":
        return this.#words.heard("listener", {});
      case "listener.refused":
        return this.#words.heard("listener", emitted);
      case "node.up":
        return this.#settle(emitted.node, true);
      case "node.down":
      case "connect.failed":
        return this.#settle(emitted.node, this.#isConnected(emitted.node));
    }
  }

  /** The actors begin anew, or have ended: nobody is connected, and nobody is waited for any more. */
  lost(): void {
    for (const node of [...this.#waiting.keys()]) this.#settle(node, false);
  }

  /** The node has stopped. */
  end(): void {
    this.lost();
    const message = "Cannot listen for nodes: the node has stopped";
    this.#words.abandon(new DistributionError(message, "stopped"));
  }

  #take(settings: ResolvedDistribution): void {
    this.#parts.ledgers.reconfigure(settings);
    this.#parts.autoConnect(settings.auto_connect);
  }

  /** Starts actors anew for the settings in force; settles when the listener listens, if it is one of them. */
  async #bindAnew(actors: readonly BoundActor[]): Promise<void> {
    const supervisor = this.#parts.supervisor();
    if (!supervisor) return;
    const { address, port } = this.#parts.ledgers.settings;
    const errorOf = ({ reason, message }: SocketRefusal) =>
      new DistributionError(
        `Cannot listen for nodes on ${address}:${port}: refused, ${reason} (${message})`,
        reason,
      );
    const awaited = actors.filter((actor) => actor === "listener");
    await this.#words.wait(awaited, errorOf, () => {
      for (const actor of actors) restartChild(supervisor, actor);
    });
  }

  #isConnected(node: string): boolean {
    return this.#parts.ledgers.roster.connected.has(node);
  }

  #ask(request: { readonly type: string; readonly node: string }) {
    const connections = this.#parts.connections();
    if (!connections) return Promise.resolve(false);
    return new Promise<boolean>((resolve) => {
      const { node } = request;
      this.#waiting.set(node, [...this.#waiting.get(node) ?? [], resolve]);
      connections.send(request);
    });
  }

  #settle(node: string, isConnected: boolean): void {
    const waiting = this.#waiting.get(node) ?? [];
    this.#waiting.delete(node);
    for (const resolve of waiting) resolve(isConnected);
  }

  async #connectTheirWay(
    node: string,
    connect: (node: string) => ConnectAnswer | Promise<ConnectAnswer>,
  ): Promise<void> {
    if (this.#attempts.get(node) === "") return;
    const before = this.#attempts.get(node);
    if (this.#attempts.size >= attemptsMax) this.#attempts.clear();
    this.#attempts.set(node, "");
    const { nowMs } = this.#parts.ledgers.ambient;
    const beganAtMs = nowMs();
    const outcome = await outcomeOf(() => connect(node));
    const durationMs = nowMs() - beganAtMs;
    this.#attempts.set(node, outcome);
    if (outcome === "ok") {
      this.#parts.tell({ type: "connect_node_ok", node, durationMs });
    } else if (outcome !== before) {
      this.#parts.tell(unreachable(node, outcome, durationMs));
    }
  }
}

/** Nodes whose latest outcome is remembered: as many as a topology's peers. */
const attemptsMax = 4_096;

/** What a user's own function comes to; it may throw, which must not become a crash of ours. */
async function outcomeOf(
  connect: () => ConnectAnswer | Promise<ConnectAnswer>,
): Promise<string> {
  try {
    const answer = await connect();
    if (answer === "ignored") return answer;
    return answer ? "ok" : "unreachable";
  } catch (error) {
    return reasonOf(error);
  }
}

function requireName(node: string): void {
  if (isNodeName(node)) return;
  throw new TypeError(
    `Cannot connect to ${JSON.stringify(node)}: a node's name is name@host`,
  );
}
