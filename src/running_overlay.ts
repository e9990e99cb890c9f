/**
 * One overlay of a node, run: its subtree, its settings, and who in this process listens to it.
 *
 * What changes while it lives is all or nothing: where new settings are refused by the network, the old ones are in
 * force again.
 *
 * @module
 */
import { FirstWords, type SocketRefusal } from "./first_words.ts";
import type { NodeNews } from "./node_events.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  startChild,
  stopChild,
} from "./otp/mod.ts";
import { refusalOf, socketsOf } from "./overlay_refusals.ts";
import { Subscription } from "./overlay_subscription.ts";
import {
  overlayChild,
  type OverlayParts,
  overlayParts,
  socketChildren,
} from "./overlay_tree.ts";
import { OverlayError, type OverlayEvent } from "./overlay_types.ts";
import type { Endpoint, World } from "./ports/world.ts";
import { isLoopback } from "./protocol/overlay/addresses.ts";
import { difference } from "./protocol/overlay/difference.ts";
import type { OverlayAmbient } from "./protocol/overlay/ledgers.ts";
import type { ResolvedOverlay } from "./protocol/overlay/settings.ts";
import { SettingsError } from "./protocol/settings.ts";
import { Turns } from "./turns.ts";

/** What overlays need of their node. */
export interface OverlaysHost {
  /** What they touch. */
  readonly world: World;
  /** Time, chance and identity. */
  readonly ambient: OverlayAmbient;
  /** The supervisor they live under. */
  readonly supervisor: () => AnyRef | undefined;
  /** Makes something public. */
  readonly tell: (news: NodeNews) => void;
}

/** One overlay. */
export class RunningOverlay {
  /** Its name. */
  readonly name: string;
  /** Hears what its sockets say. */
  readonly words: FirstWords = new FirstWords();
  readonly #host: OverlaysHost;
  readonly #subscriptions = new Set<Subscription>();
  /** Events that subscriptions missed which have ended. */
  #missed = 0;
  #parts: OverlayParts;
  #hasEnded = false;
  /** One change waits for the other. */
  readonly #turns = new Turns();

  /** Not started yet. */
  constructor(settings: ResolvedOverlay, host: OverlaysHost) {
    this.name = settings.name;
    this.#host = host;
    this.#parts = overlayParts(settings, host.world, host.ambient);
  }

  /** What it is made of. */
  get parts(): OverlayParts {
    return this.#parts;
  }

  /** The settings in force. */
  get settings(): ResolvedOverlay {
    return this.#parts.ledgers.settings;
  }

  /**
   * Starts it; settles when its sockets are bound, or will be once a route or an interface is there.
   *
   * @throws {OverlayError} If an address is refused for good.
   */
  async start(): Promise<void> {
    const { settings } = this;
    await this.#heardFrom(socketsOf(settings), () => {
      const supervisor = this.#host.supervisor();
      if (supervisor) {
        return void startChild(supervisor, overlayChild(this.#parts));
      }
      const message = `Cannot start overlay ${this.name}: the node has stopped`;
      throw new OverlayError(message, "stopped");
    });
  }

  /** Starts it under a supervisor that was itself started again and knows of none. */
  restore(): void {
    const spec = overlayChild(this.#parts);
    this.#host.supervisor()?.send({ type: "child.start", spec });
  }

  /**
   * Takes settings, which are looked at when it is their turn.
   *
   * @throws {SettingsError} Naming those that may not change.
   * @throws {OverlayError} If a new address is refused; then all is as it was.
   */
  async reconfigure(
    settingsAfter: (before: ResolvedOverlay) => ResolvedOverlay,
  ): Promise<void> {
    await this.#turns.take(() => this.#change(settingsAfter));
  }

  /**
   * Sends an envelope to one address, once: to this host by the socket of its clients, elsewhere by that of the nodes.
   *
   * @throws {OverlayError} If that socket is not open.
   */
  sendTo(to: Endpoint, envelope: Uint8Array): void {
    const { paths } = this.#parts;
    const side = isLoopback(to.address) ? paths.clients : paths.nodes;
    const actor = this.actor(side);
    const socket = actor && childOf(actor, "socket");
    const udp = socket && childOf(socket, "udp");
    if (!udp) {
      const message =
        `Cannot send in overlay ${this.name}: its socket is not open`;
      throw new OverlayError(message, "unbound");
    }
    const value = { type: "relay", envelope };
    udp.send({ type: "datagram.send", value, to });
  }

  /** Says goodbye to the nodes of the overlay. */
  farewell(): void {
    this.actor(this.#parts.paths.nodes)?.send({ type: "overlay.leave" });
  }

  /** Stops it, and ends what waits for it. */
  stop(): void {
    this.#stopTree();
    this.end("it was removed meanwhile", "missing");
  }

  /** Ends subscriptions, and what waits, for an overlay whose subtree has ended. */
  end(why: string, reason: string): void {
    this.#hasEnded = true;
    const message = `Cannot start overlay ${this.name}: ${why}`;
    this.words.abandon(new OverlayError(message, reason));
    for (const subscription of [...this.#subscriptions]) subscription.close();
    this.#parts.release();
  }

  /** Subscribes this process. */
  subscribe(eventTypes: readonly string[]): Subscription {
    const subscription = new Subscription(eventTypes, () => {
      this.#subscriptions.delete(subscription);
      this.#missed += subscription.dropped;
      this.#say("subscription.remove", subscription);
    });
    this.#subscriptions.add(subscription);
    this.#say("subscription.add", subscription);
    return subscription;
  }

  /** Hands an event to those in this process who subscribe to its type. */
  push(event: OverlayEvent): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.eventTypes.has(event.type)) subscription.push(event);
    }
  }

  /** Events that this process missed, since it was slow to take them. */
  get missed(): number {
    const now = [...this.#subscriptions].map(({ dropped }) => dropped);
    return now.reduce((sum, dropped) => sum + dropped, this.#missed);
  }

  /** One of its actors, if it is there. */
  actor(path: string): AnyRef | undefined {
    return this.#host.supervisor()?.system.get(path);
  }

  async #change(
    settingsAfter: (before: ResolvedOverlay) => ResolvedOverlay,
  ): Promise<void> {
    const before = this.settings;
    const after = settingsAfter(before);
    const { refused, changes } = difference(before, after);
    if (refused.length > 0) {
      throw new SettingsError(
        refused.map((setting) =>
          `${setting}: may not change while the overlay lives`
        ),
      );
    }
    const kinds = new Set(changes.values());
    if (kinds.has("restart")) return await this.#replace(after);
    const rebound = socketsOf(after).filter((socket) =>
      socket === "bridge"
        ? kinds.has("rebind_bridge")
        : kinds.has("rebind_multicast") || changes.has("multicast.ttl")
    );
    this.#take(after);
    try {
      await this.#rebind(rebound);
    } catch (error) {
      if (this.#hasEnded) throw error;
      this.#take(before);
      await this.#rebind(rebound);
      throw error;
    }
  }

  /** Puts settings in force, and tells the actor whose wait they may change. */
  #take(settings: ResolvedOverlay): void {
    const { paths, ledgers } = this.#parts;
    const { gossip_round_every } = ledgers.settings;
    this.#parts.reconfigure(settings);
    if (settings.gossip_round_every === gossip_round_every) return;
    this.actor(paths.nodes)?.send({ type: "settings.changed" });
  }

  /** Replaces socket actors by ones for the settings in force. */
  async #rebind(sockets: readonly string[]): Promise<void> {
    const supervisor = this.#host.supervisor();
    const overlay = supervisor && childOf(supervisor, this.name);
    if (sockets.length === 0 || !overlay) return;
    const specs = socketChildren(this.#parts)
      .filter(({ id }) => sockets.includes(id));
    for (const { id } of specs) stopChild(overlay, id);
    const start = (spec: ChildSpec) => startChild(overlay, spec);
    await this.#heardFrom(sockets, () => {
      specs.forEach(start);
    });
  }

  /** Starts something, and waits for the first words of these sockets. */
  #heardFrom(sockets: readonly string[], start: () => void): Promise<void> {
    const { settings } = this;
    const errorOf = (refusal: SocketRefusal) => refusalOf(settings, refusal);
    return this.words.wait(sockets, errorOf, start);
  }

  /** Puts another overlay in this one's place: nothing stays but this process's subscriptions. */
  async #replace(after: ResolvedOverlay): Promise<void> {
    const { world, ambient } = this.#host;
    const before = this.#parts;
    this.farewell();
    try {
      await this.#startInstead(overlayParts(after, world, ambient));
      for (const subscription of this.#subscriptions) {
        this.#say("subscription.add", subscription);
      }
      before.release();
    } catch (error) {
      if (this.#parts !== before) this.#parts.release();
      if (!this.#hasEnded) await this.#startInstead(before);
      throw error;
    }
  }

  async #startInstead(parts: OverlayParts): Promise<void> {
    this.#stopTree();
    await this.#host.world.udp.settled?.();
    if (this.#hasEnded) throw new OverlayError("It was removed", "missing");
    this.#parts = parts;
    await this.start();
  }

  #stopTree(): void {
    const supervisor = this.#host.supervisor();
    if (supervisor) stopChild(supervisor, this.name);
  }

  #say(
    type: "subscription.add" | "subscription.remove",
    { eventTypes }: Subscription,
  ): void {
    for (const eventType of eventTypes) {
      this.actor(this.#parts.paths.subscriptions)?.send({ type, eventType });
    }
  }
}
