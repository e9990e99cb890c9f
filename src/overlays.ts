/**
 * A node's overlays, run: started and stopped under the `overlays` supervisor, reconfigured live, listened to.
 *
 * @module
 */
import type { MemberChanged } from "../actors/member.ts";
import type { NodeNews } from "./node_events.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  startChild,
  stopChild,
} from "./otp/mod.ts";
import {
  overlayChild,
  type OverlayParts,
  overlayParts,
} from "./overlay_tree.ts";
import { socketChildren } from "./overlay_tree.ts";
import { Subscription } from "./overlay_subscription.ts";
import {
  type MemberView,
  OverlayError,
  type OverlayEvent,
  type Overlays,
  type OverlaySubscription,
} from "./overlay_types.ts";
import type { World } from "./ports/world.ts";
import { difference } from "./protocol/overlay/difference.ts";
import { isBuiltIn } from "./protocol/overlay/events.ts";
import type { OverlayAmbient } from "./protocol/overlay/ledgers.ts";
import {
  type OverlaySettings,
  type ResolvedOverlay,
  resolveOverlaySettings,
} from "./protocol/overlay/settings.ts";
import { SettingsError } from "./protocol/settings.ts";
import {
  decodeFields,
  encodeEnvelope,
  encodeFields,
  fieldProblem,
  isKnownType,
  type ThriftField,
} from "./wire/gossiperl/mod.ts";

/** Refusals after which waiting does not help: whoever asked must change something. */
const finalRefusals = new Set([
  "address_in_use",
  "address_unavailable",
  "permission_denied",
]);

/** A socket's first word. */
type FirstWord = { readonly reason?: string; readonly message?: string };

interface Running {
  readonly parts: OverlayParts;
  readonly subscriptions: Set<Subscription>;
  /** Called with the socket actor's id and what its socket says. */
  heard: (actor: string, word: FirstWord) => void;
}

/** What overlays need of their node. */
export interface OverlaysHost {
  /** What they touch. */
  readonly world: World;
  /** Time, chance and identity. */
  readonly ambient: OverlayAmbient;
  /** The supervisor they live under. */
  readonly supervisor: () => AnyRef;
  /** Makes something public. */
  readonly tell: (news: NodeNews) => void;
}

/** The overlays of one node. */
export class RunningOverlays implements Overlays {
  readonly #host: OverlaysHost;
  readonly #running = new Map<string, Running>();

  /** None yet. */
  constructor(host: OverlaysHost) {
    this.#host = host;
  }

  names(): readonly string[] {
    return [...this.#running.keys()];
  }

  async add(name: string, given: OverlaySettings): Promise<void> {
    const { world, ambient, supervisor, tell } = this.#host;
    const settings = resolveOverlaySettings(name, given, ambient.uuid());
    if (this.#running.has(name)) {
      throw new OverlayError(
        `Cannot start overlay ${name}: it is there already`,
        "exists",
      );
    }
    const parts = overlayParts(settings, world, ambient);
    const running: Running = {
      parts,
      subscriptions: new Set(),
      heard: () => {},
    };
    this.#running.set(name, running);
    try {
      const child = overlayChild(parts);
      await this.#bound(
        running,
        socketsOf(settings),
        () => startChild(supervisor(), child),
      );
    } catch (error) {
      this.#stop(name);
      throw error;
    }
    tell({ type: "overlay_started", overlay: name });
  }

  async reconfigure(name: string, given: OverlaySettings): Promise<void> {
    const running = this.#of(name);
    const { parts } = running;
    const before = parts.ledgers.settings;
    const after = resolveOverlaySettings(name, {
      member_name: before.member_name,
      ...given,
    }, this.#host.ambient.uuid());
    const { refused, changes } = difference(before, after);
    if (refused.length > 0) {
      throw new SettingsError(
        refused.map((setting) =>
          `${setting}: may not change while the overlay lives`
        ),
      );
    }
    const kinds = new Set(changes.values());
    if (kinds.has("restart")) {
      await this.remove(name);
      return this.add(name, given);
    }
    parts.reconfigure(after);
    const rebound = socketsOf(after).filter((socket) =>
      socket === "bridge"
        ? kinds.has("rebind_bridge")
        : kinds.has("rebind_multicast") || changes.has("multicast.ttl")
    );
    try {
      await this.#rebind(running, rebound);
    } catch (error) {
      parts.reconfigure(before);
      await this.#rebind(running, rebound);
      throw error;
    }
    this.#host.tell({ type: "overlay_reconfigured", overlay: name });
  }

  async remove(name: string): Promise<boolean> {
    const running = this.#running.get(name);
    if (!running) return false;
    this.#farewell(running);
    this.#stop(name);
    this.#host.tell({ type: "overlay_stopped", overlay: name });
    await Promise.resolve();
    return true;
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

  subscribe(name: string, eventTypes: readonly string[]): OverlaySubscription {
    const { parts, subscriptions } = this.#of(name);
    const say = (type: "subscription.add" | "subscription.remove") => {
      for (const eventType of eventTypes) {
        this.#actor(parts.paths.subscriptions)?.send({ type, eventType });
      }
    };
    const subscription = new Subscription(eventTypes, () => {
      subscriptions.delete(subscription);
      say("subscription.remove");
    });
    subscriptions.add(subscription);
    say("subscription.add");
    return subscription;
  }

  publish(
    name: string,
    eventType: string,
    fields: readonly ThriftField[],
  ): string {
    const { parts } = this.#of(name);
    if (isBuiltIn(eventType) || isKnownType(eventType)) {
      throw new TypeError(
        `Cannot publish ${eventType}: the type is gossiperl's own`,
      );
    }
    for (const field of fields) {
      const problem = fieldProblem(field);
      if (problem) {
        throw new TypeError(`Cannot publish ${eventType}: ${problem}`);
      }
    }
    const id = this.#host.ambient.uuid();
    const payload = encodeFields(fields);
    const envelope = encodeEnvelope({ payloadType: eventType, payload, id });
    const event = {
      type: "envelope.publish",
      id,
      eventType,
      payload,
      envelope,
    };
    this.#actor(parts.paths.subscriptions)?.send(event);
    return id;
  }

  /** Says goodbye everywhere, for a node that stops. */
  farewell(): void {
    for (const running of this.#running.values()) this.#farewell(running);
  }

  /** Ends all subscriptions, once the tree has ended. */
  end(): void {
    for (const { subscriptions } of this.#running.values()) {
      for (const subscription of [...subscriptions]) subscription.close();
    }
  }

  /** A socket of an overlay said something. */
  socketSaid(name: string, actor: string, word: FirstWord): void {
    this.#running.get(name)?.heard(actor, word);
  }

  /** An envelope came for this process. */
  delivered(
    name: string,
    { id, eventType: type, payload }: {
      readonly id: string;
      readonly eventType: string;
      readonly payload: Uint8Array;
    },
  ): void {
    const decoded = decodeFields(payload);
    const fields = decoded.ok ? decoded.value : [];
    this.#push(name, { type, id, fields, payload });
  }

  /** Something became of a member. */
  memberChanged(
    name: string,
    change: MemberChanged["change"],
    member: string,
  ): void {
    const id = this.#host.ambient.uuid();
    const payload = new Uint8Array(0);
    this.#push(name, { type: change, id, fields: [], payload, member });
  }

  #push(name: string, event: OverlayEvent): void {
    for (const subscription of this.#running.get(name)?.subscriptions ?? []) {
      if (subscription.eventTypes.has(event.type)) subscription.push(event);
    }
  }

  #of(name: string): Running {
    const running = this.#running.get(name);
    if (running) return running;
    throw new OverlayError(`There is no overlay ${name}`, "missing");
  }

  #actor(path: string): AnyRef | undefined {
    return this.#host.supervisor().system.get(path);
  }

  #farewell({ parts }: Running): void {
    this.#actor(parts.paths.nodes)?.send({ type: "overlay.leave" });
  }

  #stop(name: string): void {
    const running = this.#running.get(name);
    this.#running.delete(name);
    if (!running) return;
    stopChild(this.#host.supervisor(), name);
    for (const subscription of [...running.subscriptions]) subscription.close();
    running.parts.release();
  }

  /** Replaces socket actors by ones for the settings in force. */
  async #rebind({ parts }: Running, actors: readonly string[]): Promise<void> {
    if (actors.length === 0) return;
    const overlay = childOf(this.#host.supervisor(), parts.name);
    if (!overlay) return;
    const specs = socketChildren(parts).filter(({ id }) => actors.includes(id));
    for (const { id } of specs) stopChild(overlay, id);
    const start = (spec: ChildSpec) => startChild(overlay, spec);
    const running = this.#of(parts.name);
    await this.#bound(running, actors, () => specs.forEach(start));
  }

  /** Waits until each of these socket actors' sockets was bound, or refused for a reason that time may mend. */
  #bound(
    running: Running,
    actors: readonly string[],
    start: () => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const awaited = new Set(actors);
      running.heard = (actor, { reason, message = "" }) => {
        if (!awaited.delete(actor)) return;
        if (reason !== undefined && finalRefusals.has(reason)) {
          reject(
            refusalOf(running.parts.ledgers.settings, actor, reason, message),
          );
        } else if (awaited.size === 0) {
          resolve();
        }
      };
      try {
        start();
      } catch (error) {
        reject(error);
      }
    });
  }
}

function socketsOf({ multicast }: ResolvedOverlay): readonly string[] {
  return multicast ? ["multicast", "bridge"] : ["unicast"];
}

/** Names the setting to change: two nodes on one host share the group's port, but not the bridge's. */
function refusalOf(
  { name, port, multicast }: ResolvedOverlay,
  actor: string,
  reason: string,
  message: string,
): OverlayError {
  const setting = actor === "bridge"
    ? `multicast.local_port ${multicast?.local_port}`
    : `port ${port}`;
  return new OverlayError(
    `Cannot start overlay ${name}: ${setting} is refused, ${reason} (${message})`,
    reason,
  );
}
