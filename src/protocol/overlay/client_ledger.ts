/**
 * All that a client of an overlay remembers beside its socket, and what it says: so that a crash of its actor, or a node
 * that comes back, costs it nothing.
 *
 * @module
 */
import type { DigestAck, DigestMember } from "../../wire/gossiperl/digests.ts";
import type { Outgoing } from "../../wire/gossiperl/message.ts";
import { secondsOf } from "./ack_rows.ts";
import type { ResolvedClient } from "./client_settings.ts";
import type { OverlayAmbient } from "./ledgers.ts";
import { Redelivery } from "./redelivery.ts";
import { Seen } from "./seen.ts";

/** Time between two digests, in ms: what gossiperl's clients do. */
export const clientRoundMs = 2_000;

/** Silence after which the node counts as lost, in ms: three rounds, and a second for the answer to the last. */
export const clientSilenceMs = 3 * clientRoundMs + 1_000;

/** How far an ack's clock may be off, in s: what gossiperl's clients allow. */
export const clockOffMax = 5;

/** Age at which a subscription is said again, in ms: a node that came back quickly has forgotten it. */
export const subscriptionAgeMsMax = 10_000;

/** How long what was published is sent again until the node acknowledges it, in ms. */
export const publishedAgeMsMax = 60_000;

/** Ids of our digests that may still be answered. */
const askedMax = 16;

/** Event types in one digest: each may take 255 bytes. */
const typesADigestMax = 32;

/** The one who acknowledges what we publish. */
const theNode = "node";

/** What a client makes of an ack. */
export type AckVerdict = "right" | "clock_off" | "unasked";

/** The memory of one client. Changes in place. */
export class ClientLedger {
  /** Time, chance and identity. */
  readonly ambient: OverlayAmbient;
  /** Its settings. */
  readonly settings: ResolvedClient;
  /** Envelopes that came. */
  readonly seen: Seen = new Seen();
  /** What was published and is not acknowledged yet. */
  readonly published: Redelivery = new Redelivery({
    everyMs: clientRoundMs,
    attemptsMax: 0,
    ageMsMax: publishedAgeMsMax,
  });
  /** What the node said last of who is there. */
  members: readonly DigestMember[] = [];
  /** Event types, and how often each was subscribed to. */
  readonly #wanted = new Map<string, number>();
  /** When the node last confirmed a subscription. */
  readonly #confirmed = new Map<string, number>();
  #asked: string[] = [];

  /** Nothing yet. */
  constructor(settings: ResolvedClient, ambient: OverlayAmbient) {
    this.settings = settings;
    this.ambient = ambient;
  }

  /** Whether somebody here subscribes to a type. */
  wants(eventType: string): boolean {
    return this.#wanted.has(eventType);
  }

  /** Somebody subscribes to a type. */
  want(eventType: string): void {
    this.#wanted.set(eventType, (this.#wanted.get(eventType) ?? 0) + 1);
  }

  /** Somebody no longer does; says whether nobody else does either. */
  unwant(eventType: string): boolean {
    const times = this.#wanted.get(eventType) ?? 0;
    if (times > 1) {
      this.#wanted.set(eventType, times - 1);
      return false;
    }
    this.#confirmed.delete(eventType);
    return this.#wanted.delete(eventType);
  }

  /** The node confirmed subscriptions. */
  confirm(eventTypes: readonly string[], nowMs: number): void {
    for (const type of eventTypes) {
      if (this.wants(type)) this.#confirmed.set(type, nowMs);
    }
  }

  /** Nothing that the node confirmed counts any more. */
  forgetConfirmed(): void {
    this.#confirmed.clear();
  }

  /** "I am here." */
  hello(port: number, nowMs: number): Outgoing {
    const { member_name: name, secret } = this.settings;
    const id = this.ambient.uuid();
    this.#asked = [...this.#asked, id].slice(-askedMax);
    const heartbeat = secondsOf(nowMs);
    return this.#digest({ type: "digest", name, port, heartbeat, id, secret });
  }

  /** What an ack is worth. */
  judge({ replyId, heartbeat }: DigestAck, nowMs: number): AckVerdict {
    if (!this.#asked.includes(replyId)) return "unasked";
    const off = Math.abs(heartbeat - secondsOf(nowMs));
    return off > clockOffMax ? "clock_off" : "right";
  }

  /** "I want these": what the node did not confirm, or not lately. */
  subscriptions(nowMs: number): readonly Outgoing[] {
    const due = [...this.#wanted.keys()].filter((type) => {
      const atMs = this.#confirmed.get(type) ?? -Infinity;
      return nowMs - atMs >= subscriptionAgeMsMax;
    });
    const digests: Outgoing[] = [];
    for (let i = 0; i < due.length; i += typesADigestMax) {
      const types = due.slice(i, i + typesADigestMax);
      digests.push(this.#subscribe("digestSubscribe", types, nowMs));
    }
    return digests;
  }

  /** "I want these no longer." */
  unsubscribe(eventTypes: readonly string[], nowMs: number): Outgoing {
    return this.#subscribe("digestUnsubscribe", eventTypes, nowMs);
  }

  /** "I have that." */
  received(replyId: string): Outgoing {
    const { member_name: name, secret } = this.settings;
    return this.#digest({ type: "digestForwardedAck", name, replyId, secret });
  }

  /** Answers a node that asks: we know ourselves. */
  ack(replyId: string, port: number, nowMs: number): Outgoing {
    const { member_name: name, host } = this.settings;
    const heartbeat = secondsOf(nowMs);
    const ip = host === "::1" ? "::" : "0.0.0.0";
    const membership = [{ name, ip, port, heartbeat }];
    return this.#digest({
      type: "digestAck",
      name,
      heartbeat,
      replyId,
      membership,
    });
  }

  /** "I leave." */
  goodbye(nowMs: number): Outgoing {
    const { member_name: name, secret } = this.settings;
    const heartbeat = secondsOf(nowMs);
    return this.#digest({ type: "digestExit", name, heartbeat, secret });
  }

  /** Notes an envelope that is being published. */
  publish(
    { id, eventType, envelope }: {
      readonly id: string;
      readonly eventType: string;
      readonly envelope: Uint8Array;
    },
    nowMs: number,
  ): void {
    this.published.await({ id, eventType, envelope }, [theNode], nowMs);
  }

  /** The node has an envelope of ours. */
  settle(id: string): void {
    this.published.settle(id, theNode);
  }

  #subscribe(
    type: "digestSubscribe" | "digestUnsubscribe",
    eventTypes: readonly string[],
    nowMs: number,
  ): Outgoing {
    const { member_name: name, secret } = this.settings;
    const heartbeat = secondsOf(nowMs);
    const id = this.ambient.uuid();
    return this.#digest({ type, name, heartbeat, id, eventTypes, secret });
  }

  #digest(digest: Extract<Outgoing, { type: "digest" }>["digest"]): Outgoing {
    return { type: "digest", id: this.ambient.uuid(), digest };
  }
}
