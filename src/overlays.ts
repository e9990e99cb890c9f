/**
 * A node's overlays: added and removed under the `overlays` supervisor, each by its name.
 *
 * @module
 */
import type { SocketSaid } from "./first_words.ts";
import type { Drops } from "./node_insides.ts";
import { eventOf, ownEnvelope } from "./overlay_envelope.ts";
import type { EmittedInOverlay } from "./overlay_news.ts";
import {
  type MemberView,
  OverlayError,
  type Overlays,
  type OverlaySubscription,
} from "./overlay_types.ts";
import { warningsOf } from "./overlay_warnings.ts";
import type { CrossingCounts } from "./protocol/overlay/crossings.ts";
import type { BuiltInEvent } from "./protocol/overlay/events.ts";
import { withInterface } from "./protocol/overlay/interface.ts";
import {
  type OverlaySettings,
  type ResolvedOverlay,
  resolveOverlaySettings,
} from "./protocol/overlay/settings.ts";
import { ofOverlay, SettingsError } from "./protocol/settings_error.ts";
import { type OverlaysHost, RunningOverlay } from "./running_overlay.ts";
import type { Endpoint } from "./ports/world.ts";
import type { DigestSubscription, ThriftField } from "./wire/gossiperl/mod.ts";

/** The overlays of one node. */
export class RunningOverlays implements Overlays {
  readonly #host: OverlaysHost;
  readonly #running = new Map<string, RunningOverlay>();
  #hasEnded = false;

  /** None yet. */
  constructor(host: OverlaysHost) {
    this.#host = host;
  }

  names(): readonly string[] {
    return [...this.#running.keys()];
  }

  async add(name: string, given: OverlaySettings): Promise<void> {
    const settings = this.#resolve(name, given);
    if (this.#hasEnded) {
      const message = `Cannot start overlay ${name}: the node has stopped`;
      throw new OverlayError(message, "stopped");
    }
    if (this.#running.has(name)) {
      const message = `Cannot start overlay ${name}: it is there already`;
      throw new OverlayError(message, "exists");
    }
    const overlay = new RunningOverlay(settings, this.#host);
    this.#running.set(name, overlay);
    try {
      await overlay.start();
    } catch (error) {
      // Unless it was removed meanwhile, and perhaps another took its name.
      if (this.#running.get(name) === overlay) await this.#stop(overlay);
      throw error;
    }
    this.#host.tell({ type: "overlay_started", overlay: name });
    this.#warn(overlay);
  }

  /** Starts several at once: one that waits for its network must not keep the others from theirs. */
  async addAll(
    overlays: Readonly<Record<string, OverlaySettings>>,
  ): Promise<void> {
    const started = Object.entries(overlays).map(async ([name, settings]) => {
      try {
        await this.add(name, settings);
      } catch (error) {
        throw error instanceof SettingsError ? ofOverlay(name, error) : error;
      }
    });
    await Promise.all(started);
  }

  async reconfigure(name: string, given: OverlaySettings): Promise<void> {
    const overlay = this.#of(name);
    await overlay.reconfigure((before) =>
      this.#resolve(name, { member_name: before.member_name, ...given })
    );
    this.#host.tell({ type: "overlay_reconfigured", overlay: name });
    this.#warn(overlay);
  }

  async remove(name: string): Promise<boolean> {
    const overlay = this.#running.get(name);
    if (!overlay) return false;
    overlay.farewell();
    const stopped = this.#stop(overlay);
    this.#host.tell({ type: "overlay_stopped", overlay: name });
    await stopped;
    return true;
  }

  settings(name: string): ResolvedOverlay {
    return this.#of(name).settings;
  }

  members(name: string): readonly MemberView[] {
    const { table } = this.#of(name).parts.ledgers.roster;
    return [...table.all()].map((member) => ({
      name: member.name,
      state: member.stage,
      ip: member.address,
      port: member.port,
      heardAtMs: member.heardAtMs,
      local: member.kind === "local",
    }));
  }

  subscriptions(name: string): readonly DigestSubscription[] {
    return this.#of(name).parts.ledgers.subscriptions.all();
  }

  subscribe(name: string, eventTypes: readonly string[]): OverlaySubscription {
    return this.#of(name).subscribe(eventTypes);
  }

  publish(
    name: string,
    eventType: string,
    fields: readonly ThriftField[],
    to?: Endpoint,
  ): string {
    const overlay = this.#of(name);
    const { codec, paths } = overlay.parts;
    const id = this.#host.ambient.uuid();
    const envelope = ownEnvelope(eventType, fields, id, codec);
    if (to) overlay.sendTo(to, envelope.envelope);
    else {
      const event = { type: "envelope.publish", ...envelope };
      overlay.actor(paths.subscriptions)?.send(event);
    }
    return id;
  }

  /** How many envelopes crossed from one side of an overlay to the other. */
  crossings(name: string): CrossingCounts {
    return this.#of(name).parts.ledgers.crossings.counts();
  }

  /** What this process missed of each overlay. */
  drops(): readonly Drops[] {
    return [...this.#running.values()].map(({ parts, missed: count }) => ({
      place: parts.paths.subscriptions,
      reason: "slow_subscriber",
      count,
    }));
  }

  /** Says goodbye everywhere, for a node that stops. */
  farewell(): void {
    for (const overlay of this.#running.values()) overlay.farewell();
  }

  /** Ends all subscriptions and whatever waits, once the tree has ended. */
  end(): void {
    this.#hasEnded = true;
    for (const overlay of this.#running.values()) {
      overlay.end("the node was stopped", "stopped");
    }
    this.#running.clear();
  }

  /** Starts all again, under a supervisor that was itself started again and knows of none. */
  restore(): void {
    for (const overlay of this.#running.values()) overlay.restore();
  }

  /** An actor of an overlay emitted something. */
  hear(emitted: EmittedInOverlay, overlay: string, actor: string): void {
    switch (emitted.type) {
      case "socket.bound":
        return this.#socketSaid(overlay, actor, {});
      case "socket.refused":
        return this.#socketSaid(overlay, actor, emitted);
      case "envelope.delivered":
        return this.#delivered(overlay, emitted);
      case "member.changed":
        return this.#memberChanged(overlay, emitted.change, emitted.member);
    }
  }

  /** A socket of an overlay said something. */
  #socketSaid(name: string, socket: string, said: SocketSaid): void {
    this.#running.get(name)?.words.heard(socket, said);
  }

  /** An envelope came for this process. */
  #delivered(
    name: string,
    { id, eventType, payload }: {
      readonly id: string;
      readonly eventType: string;
      readonly payload: Uint8Array;
    },
  ): void {
    this.#running.get(name)?.push(eventOf(id, eventType, payload));
  }

  /** Something became of a member. */
  #memberChanged(name: string, change: BuiltInEvent, member: string): void {
    const id = this.#host.ambient.uuid();
    const payload = new Uint8Array(0);
    const event = { type: change, id, fields: [], payload, member };
    this.#running.get(name)?.push(event);
  }

  #resolve(name: string, given: unknown): ResolvedOverlay {
    const { ambient, world } = this.#host;
    const settings = resolveOverlaySettings(name, given, ambient.uuid());
    return withInterface(settings, (iface) => world.interfaceAddress?.(iface));
  }

  #warn({ parts: { ledgers } }: RunningOverlay): void {
    const { world, tell } = this.#host;
    warningsOf(ledgers.settings, world.udp).forEach(tell);
  }

  #of(name: string): RunningOverlay {
    const overlay = this.#running.get(name);
    if (overlay) return overlay;
    throw new OverlayError(`There is no overlay ${name}`, "missing");
  }

  /** Stops an overlay; settles when nothing of it is left. */
  async #stop(overlay: RunningOverlay): Promise<void> {
    this.#running.delete(overlay.name);
    overlay.stop();
    await this.#host.world.udp.settled?.();
  }
}
