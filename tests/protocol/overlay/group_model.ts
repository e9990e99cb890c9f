/**
 * A group of nodes that exchange decisions instead of bytes: ours, made of the ledgers of src/protocol/overlay,
 * and what is known of real ones, which answer every digest and relay every envelope they hear.
 *
 * @module
 */
import { AckRows, secondsOf } from "../../../src/protocol/overlay/ack_rows.ts";
import { GroupAcks } from "../../../src/protocol/overlay/acks.ts";
import { planDelivery } from "../../../src/protocol/overlay/delivery.ts";
import { GroupSubscriptions } from "../../../src/protocol/overlay/group_subscriptions.ts";
import { Redelivery } from "../../../src/protocol/overlay/redelivery.ts";
import { Roster } from "../../../src/protocol/overlay/roster.ts";
import { Seen } from "../../../src/protocol/overlay/seen.ts";
import { Subscriptions } from "../../../src/protocol/overlay/subscriptions.ts";
import { thresholdsOf } from "../../../src/protocol/overlay/thresholds.ts";
import type {
  Digest,
  DigestAck,
  DigestForwardedAck,
  DigestSubscriptions,
} from "../../../src/wire/gossiperl/digests.ts";
import { Secret } from "../../../src/wire/secret.ts";

export const roundMs = 2_000;
const staleMs = 20_000;
const secret = new Secret("overlay");
const ackRowsMax = 14;
const stepMs = 10;
const envelope = new Uint8Array(100);

/** An envelope of type `news` in the group. */
interface News {
  readonly type: "news";
  readonly id: string;
}

/** What travels through the group. */
export type Packet =
  | Digest
  | DigestAck
  | DigestSubscriptions
  | DigestForwardedAck
  | News;

/** A node of the group. */
export interface GroupNode {
  readonly name: string;
  readonly address: string;
  /** Hears a packet of another node; a real one hears its own too. */
  hear(packet: Packet, from: GroupNode, nowMs: number): void;
  /** Does what is due. */
  tick(nowMs: number): void;
}

/** The group: every packet reaches every node a step later, unless it is lost. */
export class Group {
  readonly nodes: GroupNode[] = [];
  /** Packets sent so far, by type. */
  readonly sent: Record<string, number> = {};
  readonly random: () => number;
  readonly loss: number;
  nowMs = 1_000_000_000;
  #onTheWay: { packet: Packet; from: GroupNode }[] = [];

  /** A group in which each receiver misses a packet with probability `loss`. */
  constructor(seed: number, loss = 0) {
    this.random = randomOf(seed);
    this.loss = loss;
  }

  send(packet: Packet, from: GroupNode): void {
    this.sent[packet.type] = (this.sent[packet.type] ?? 0) + 1;
    this.#onTheWay.push({ packet, from });
  }

  /** Lets time pass. */
  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.nowMs += stepMs;
      const arriving = this.#onTheWay;
      this.#onTheWay = [];
      for (const { packet, from } of arriving) {
        for (const node of this.nodes) {
          if (node === from && node instanceof OurNode) continue;
          if (this.loss > 0 && this.random() < this.loss) continue;
          node.hear(packet, from, this.nowMs);
        }
      }
      for (const node of this.nodes) node.tick(this.nowMs);
    }
  }

  /** Packets sent since the last call. */
  count(): number {
    const total = Object.values(this.sent).reduce((sum, n) => sum + n, 0);
    for (const type of Object.keys(this.sent)) delete this.sent[type];
    return total;
  }
}

let ids = 0;

/** One of ours, with a client that subscribes to `news` if it is to. */
export class OurNode implements GroupNode {
  readonly roster: Roster;
  readonly subscriptions: Subscriptions;
  readonly redelivery = new Redelivery({
    everyMs: 5_000,
    attemptsMax: 0,
    ageMsMax: 180_000,
  });
  /** Ids that reached its client, in order. */
  readonly delivered: string[] = [];
  readonly #rows: AckRows;
  readonly #acks = new GroupAcks({ roundMs });
  readonly #told: GroupSubscriptions;
  readonly #seen = new Seen();
  #nextRoundMs: number;

  constructor(
    readonly group: Group,
    readonly name: string,
    readonly address: string,
    /** How far its clock is ahead, in ms. */
    readonly skewMs = 0,
  ) {
    this.roster = new Roster({
      memberName: name,
      secret,
      family: "ipv4",
      membersMax: 1_000,
      thresholds: thresholdsOf({
        quarantine_after: 20,
        max_quarantined: 10,
        drop_unreachable_after: 180,
      }),
    });
    const settings = { memberName: name, staleMs, roundMs };
    this.subscriptions = new Subscriptions({
      ...settings,
      subscriptionsMax: 1_000,
    });
    this.#told = new GroupSubscriptions(settings);
    this.#rows = new AckRows(this.roster.table);
    this.#nextRoundMs = group.nowMs + group.random() * roundMs;
    group.nodes.push(this);
  }

  /** Has a client of this node publish. */
  publish(id: string, client?: string): void {
    const source = { from: "member", name: client } as const;
    this.#deliver(id, source, this.group.nowMs);
  }

  hear(packet: Packet, from: GroupNode, nowMs: number): void {
    const ours = nowMs + this.skewMs;
    const origin = { address: from.address, kind: "remote" } as const;
    if (packet.type === "digest") {
      const heard = this.roster.hear(packet, origin, ours);
      if (heard.refusal) return;
      const { name, id } = packet;
      const asker = { name, id, isNew: heard.isNew };
      const nodes = this.roster.table.size + 1;
      this.#acks.asked(asker, nodes, this.group.random(), ours);
    } else if (packet.type === "digestAck") {
      const { told } = this.roster.report(packet, origin, ours);
      this.#acks.answered(packet.name, told, ours);
    } else if (packet.type === "digestSubscriptions") {
      const names = {
        isRemoteMember: (name: string) =>
          this.roster.table.get(name)?.kind === "remote",
      };
      const { name, subscriptions: rows } = packet;
      this.subscriptions.merge(name, rows, names, ours);
      this.#told.heard(rows, ours);
    } else if (packet.type === "digestForwardedAck") {
      const { name, replyId, secret } = packet;
      const { refusal } = this.roster.vouch(name, secret, "remote");
      if (!refusal) this.redelivery.settle(replyId, name);
    } else this.#deliver(packet.id, { from: "group" }, ours);
  }

  tick(nowMs: number): void {
    const ours = nowMs + this.skewMs;
    if (nowMs >= this.#nextRoundMs) this.#round(ours);
    const dueAtMs = this.#acks.dueAtMs;
    if (dueAtMs !== undefined && dueAtMs <= ours) this.#answer(ours);
    for (const { id } of this.redelivery.due(ours, 10)) {
      this.group.send({ type: "news", id }, this);
    }
  }

  /** Names of its members. */
  members(): readonly string[] {
    return [...this.roster.table.all()].map(({ name }) => name).sort();
  }

  #round(nowMs: number): void {
    this.#nextRoundMs += roundMs;
    this.subscriptions.confirm(nowMs);
    this.subscriptions.sweep(nowMs);
    const heartbeat = secondsOf(nowMs);
    const id = `d${ids++}`;
    const digest = { name: this.name, port: 6666, heartbeat, id, secret };
    this.group.send({ type: "digest", ...digest }, this);
    const shareable = this.subscriptions.shareable();
    const subscriptions = this.#told.take(shareable, nowMs);
    const replyId = this.#acks.lastAskedId;
    if (subscriptions.length === 0 || replyId === "") return;
    const head = { name: this.name, heartbeat, replyId };
    this.group.send(
      { type: "digestSubscriptions", ...head, subscriptions },
      this,
    );
  }

  #answer(nowMs: number): void {
    const heartbeat = secondsOf(nowMs);
    const { rows } = this.#rows.rows("remote", nowMs);
    const ack = this.#acks.take(rows, () => ackRowsMax, nowMs);
    const own = { name: this.name, ip: "0.0.0.0", port: 6666, heartbeat };
    const head = { name: this.name, heartbeat, replyId: ack?.replyId ?? "" };
    if (ack) {
      const membership = [own, ...ack.rows];
      this.group.send({ type: "digestAck", ...head, membership }, this);
    }
  }

  #deliver(
    id: string,
    source: Parameters<typeof planDelivery>[0],
    nowMs: number,
  ): void {
    const sighting = this.#seen.note(id, nowMs);
    const subscribers = this.subscriptions.subscribersOf("news");
    const plan = planDelivery(source, sighting, subscribers);
    for (const _ of plan.toClients) this.delivered.push(id);
    if (plan.ackTo === "group") {
      const ack = { name: this.name, replyId: id, secret };
      this.group.send({ type: "digestForwardedAck", ...ack }, this);
    }
    if (plan.toNodes.length === 0) return;
    this.group.send({ type: "news", id }, this);
    this.redelivery.await(
      { id, eventType: "news", envelope },
      plan.toNodes,
      nowMs,
    );
  }
}

/** What is known of a real node: it answers every digest with everybody, and relays every envelope it hears. */
export class RealNode implements GroupNode {
  readonly heard = new Map<string, string>();
  /** Names of nodes that subscribe to `news`. */
  readonly subscribers = new Set<string>();
  /** Acks of envelopes that it heard, by name. */
  readonly acked: string[] = [];
  #nextRoundMs: number;

  constructor(
    readonly group: Group,
    readonly name: string,
    readonly address: string,
  ) {
    this.#nextRoundMs = group.nowMs + group.random() * roundMs;
    group.nodes.push(this);
  }

  hear(packet: Packet, from: GroupNode, nowMs: number): void {
    const heartbeat = secondsOf(nowMs);
    if (packet.type === "digest" && packet.name !== this.name) {
      this.heard.set(packet.name, from.address);
      const membership = [[this.name, "0.0.0.0"], ...this.heard]
        .map(([name, ip]) => ({ name: name!, ip: ip!, port: 6666, heartbeat }));
      const head = { name: this.name, heartbeat, replyId: packet.id };
      this.group.send({ type: "digestAck", ...head, membership }, this);
    } else if (packet.type === "digestSubscriptions") {
      for (const { memberName } of packet.subscriptions) {
        this.subscribers.add(memberName);
      }
    } else if (packet.type === "digestForwardedAck") {
      this.acked.push(`${packet.name} ${packet.replyId}`);
    } else if (packet.type === "news" && from !== this) {
      const ack = { name: this.name, replyId: packet.id, secret };
      this.group.send({ type: "digestForwardedAck", ...ack }, this);
      for (const name of this.subscribers) {
        if (this.heard.get(name) !== from.address) {
          this.group.send(packet, this);
        }
      }
    }
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextRoundMs) return;
    this.#nextRoundMs += roundMs;
    const heartbeat = secondsOf(nowMs);
    const id = `d${ids++}`;
    const digest = { name: this.name, port: 6666, heartbeat, id, secret };
    this.group.send({ type: "digest", ...digest }, this);
  }
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
