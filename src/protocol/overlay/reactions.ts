/**
 * What follows from each digest, by where it came from: the table of gossiperl's section "what a node does on each
 * digest", with what ours does better.
 *
 *     bridge    clients of this host; asked at once, answered at once
 *     group     nodes of a multicast overlay; answers are held back, see `acks.ts`
 *     unicast   both, told apart by their addresses; answered at once
 *
 * @module
 */
import { match, P } from "ts-pattern";
import type {
  Digest,
  DigestAck,
  DigestForwardedAck,
  DigestSubscribe,
  DigestSubscriptions,
  OwnDigest,
} from "../../wire/gossiperl/digests.ts";
import type { Incoming } from "../../wire/gossiperl/message.ts";
import { Secret } from "../../wire/secret.ts";
import { secondsOf } from "./ack_rows.ts";
import { isLoopback } from "./addresses.ts";
import type { Answers } from "./answers.ts";
import { type EnvelopeSource, planDelivery } from "./delivery.ts";
import type { Ledgers } from "./ledgers.ts";
import type { MemberKind, Origin } from "./member.ts";
import { nothing, type Post, type Reaction, refusedFor } from "./reaction.ts";

/** Which socket a datagram came to. */
export type Side = "bridge" | "group" | "unicast";

/** A sender, as the socket sees it. */
export interface Sender {
  /** Its address. */
  readonly address: string;
  /** Its port. */
  readonly port: number;
}

/** Shows nobody's secret to a sender that came without one. */
const noSecret = new Secret("");

/** Decides what follows from datagrams. */
export class Reactions {
  readonly #ledgers: Ledgers;
  readonly #answers: Answers;
  /** Where our own packets come from, once the group has brought one back. */
  #echo: Sender | undefined;

  /** Decisions over these ledgers. */
  constructor(ledgers: Ledgers, answers: Answers) {
    this.#ledgers = ledgers;
    this.#answers = answers;
  }

  /** What follows from one datagram. Changes the ledgers. */
  to(incoming: Incoming, side: Side, from: Sender, nowMs: number): Reaction {
    const { digest } = incoming;
    const kind = kindOf(side, from);
    // A client of this host can do worse things to it.
    if (kind === "remote") {
      const sender = `${from.address} ${from.port}`;
      if (!this.#ledgers.storms.affords(sender, "datagrams", nowMs)) {
        return refusedFor("storm");
      }
    }
    // Before all others: nearly every datagram is one, and matching costs more than the decision.
    if (digest.type === "digest") {
      return this.#digest(digest, side, from, nowMs);
    }
    const origin: Origin = { address: from.address, kind };
    const sender = `${from.address} ${from.port}`;
    return match(digest)
      .with(
        { type: "own" },
        (it) => this.#own(incoming.id, it, side, from, nowMs),
      )
      .with(
        { type: "digestAck" },
        (it) =>
          kind === "local" ? nothing : this.#ack(it, side, origin, from, nowMs),
      )
      .with(
        { type: "digestSubscriptions" },
        (it) => kind === "local" ? nothing : this.#rows(it, sender, nowMs),
      )
      .with(
        { type: "digestForwardedAck" },
        (it) => this.#forwardedAck(it, kind),
      )
      .with({ type: "digestExit" }, ({ name, secret }) => {
        const vouched = this.#ledgers.roster.vouch(name, secret, kind);
        if (vouched.refusal) return refusal(vouched.refusal);
        return { left: name };
      })
      .with(
        { type: P.union("digestSubscribe", "digestUnsubscribe") },
        (it) =>
          kind === "remote"
            ? refusedFor("not_local")
            : this.#subscribe(it, from, nowMs),
      )
      // Answers to what only clients ask, and news for them: nothing for a node.
      .with(
        {
          type: P.union(
            "digestSubscribeAck",
            "digestUnsubscribeAck",
            "digestEvent",
            "digestError",
          ),
        },
        () => nothing,
      )
      .exhaustive();
  }

  /** Whether a datagram is our own, brought back by the group. */
  isEcho({ digest }: Incoming): boolean {
    return digest.type === "digest" &&
      digest.name === this.#ledgers.settings.member_name;
  }

  #digest(digest: Digest, side: Side, from: Sender, nowMs: number): Reaction {
    const { roster, groupAcks, ambient } = this.#ledgers;
    const kind = kindOf(side, from);
    const heard = roster.hear(digest, { address: from.address, kind }, nowMs);
    if (heard.refusal === "own_name") {
      this.#echo = from;
      return nothing;
    }
    if (heard.refusal) return { ...refusal(heard.refusal), ...heard.yielded };
    const { member, isNew } = heard;
    const news = isNew || member.stage !== "reachable" ? [heard] : [];
    if (side === "group") {
      const nodes = roster.table.size + 1;
      const asker = { name: member.name, id: digest.id, isNew };
      groupAcks.asked(asker, nodes, ambient.random(), nowMs);
      return { heard: news };
    }
    const to = { address: member.address, port: member.port };
    const ack = this.#answers.ackTo(member, digest.id, nowMs);
    const posts: Post[] = [{ message: ack, to }];
    if (kind === "remote") {
      const rows = this.#ledgers.subscriptions.shareable(member.name);
      const packets = this.#answers.subscriptions(rows, digest.id, nowMs);
      posts.push(...packets.map((message) => ({ message, to })));
    }
    return { posts, heard: news };
  }

  #ack(
    ack: DigestAck,
    side: Side,
    origin: Origin,
    from: Sender,
    nowMs: number,
  ): Reaction {
    const { roster, groupAcks, storms, settings } = this.#ledgers;
    if (ack.name === settings.member_name) return nothing;
    const sender = `${from.address} ${from.port}`;
    if (!storms.affords(sender, "lists", nowMs)) return nothing;
    const { heard, told, refused } = roster.report(ack, origin, nowMs);
    if (side === "group") groupAcks.answered(ack.name, told, nowMs);
    return {
      heard: heard.filter(({ member, isNew }) =>
        isNew || member.stage !== "reachable"
      ),
      refused,
    };
  }

  #rows(
    { name, subscriptions: rows }: DigestSubscriptions,
    sender: string,
    nowMs: number,
  ): Reaction {
    const { roster, subscriptions, groupSubscriptions, storms, settings } =
      this.#ledgers;
    if (name === settings.member_name) return nothing;
    if (!storms.affords(sender, "lists", nowMs)) return nothing;
    groupSubscriptions.heard(rows, nowMs);
    const isRemoteMember = (member: string) =>
      roster.table.get(member)?.kind === "remote";
    const refused = subscriptions.merge(name, rows, { isRemoteMember }, nowMs);
    return { refused };
  }

  #forwardedAck(
    { name, replyId, secret }: DigestForwardedAck,
    kind: MemberKind,
  ): Reaction {
    const { roster, redelivery, settings } = this.#ledgers;
    if (name === settings.member_name) return nothing;
    const vouched = roster.vouch(name, secret, kind);
    if (vouched.refusal) return refusal(vouched.refusal);
    redelivery.settle(replyId, name);
    return nothing;
  }

  #subscribe(
    { type, name, secret, id: replyId, eventTypes }: DigestSubscribe,
    from: Sender,
    nowMs: number,
  ): Reaction {
    const { roster, subscriptions, redelivery } = this.#ledgers;
    const vouched = roster.vouch(name, secret, "local");
    if (vouched.refusal) return refusal(vouched.refusal);
    const refused = new Map<string, number>();
    for (const eventType of eventTypes) {
      if (type === "digestUnsubscribe") {
        subscriptions.unsubscribe(eventType, name);
        redelivery.endOfSubscription(eventType, name);
        continue;
      }
      const reason = subscriptions.subscribe(eventType, name, nowMs);
      if (reason) refused.set(reason, (refused.get(reason) ?? 0) + 1);
    }
    const message = this.#answers.digest({
      type: `${type}Ack`,
      heartbeat: secondsOf(nowMs),
      replyId,
      eventTypes,
    });
    const to = { address: from.address, port: vouched.member.port };
    return { posts: [{ message, to }], refused };
  }

  #own(
    id: string,
    { payloadType: eventType, payload, envelope }: OwnDigest,
    side: Side,
    from: Sender,
    nowMs: number,
  ): Reaction {
    const { seen, sent, subscriptions, redelivery, storms } = this.#ledgers;
    if (side === "group" && sent.has(id) && this.#isOurs(from)) return nothing;
    const sighting = seen.note(id, nowMs);
    if (sighting === "refused") return refusedFor("seen_full");
    const sender = `${from.address} ${from.port}`;
    if (sighting === "seen" && !storms.affords(sender, "copies", nowMs)) {
      return refusedFor("storm");
    }
    const [name] = this.#ledgers.roster.table.at(from.address, from.port);
    const source: EnvelopeSource = side === "group"
      ? { from: "group" }
      : { from: "member", name };
    const subscribers = subscriptions.subscribersOf(eventType);
    const plan = planDelivery(source, sighting, subscribers);
    if (plan.hasIt !== undefined) redelivery.settle(id, plan.hasIt);
    const posts = plan.ackTo
      ? [this.#forwarded(id, plan.ackTo === "group" ? undefined : from, name)]
      : [];
    const { toClients, toNodes, isForUs } = plan;
    const reaches = isForUs || toClients.length > 0 || toNodes.length > 0;
    if (!reaches) return { posts };
    const delivery = { toClients, toNodes, isForUs };
    this.#ledgers.crossings.note({ from: kindOf(side, from), ...delivery });
    const crossing = { id, eventType, payload, envelope, ...delivery };
    return { posts, crossing };
  }

  /** "I have it", with the secret that whoever sent it knows already. */
  #forwarded(
    replyId: string,
    to: Sender | undefined,
    sender: string | undefined,
  ): Post {
    const { roster, settings } = this.#ledgers;
    const member = sender === undefined ? undefined : roster.table.get(sender);
    const secret = member
      ? roster.secretOf(member)
      : to && isLoopback(to.address)
      ? noSecret
      : settings.secret;
    const message = this.#answers.digest({
      type: "digestForwardedAck",
      name: settings.member_name,
      replyId,
      secret,
    });
    return to ? { message, to } : { message };
  }

  /** Until the group has brought something of ours back, whatever bears an id of ours is taken for it. */
  #isOurs({ address, port }: Sender): boolean {
    const echo = this.#echo;
    return !echo || (echo.address === address && echo.port === port);
  }
}

function kindOf(side: Side, { address }: Sender): MemberKind {
  if (side === "bridge") return "local";
  return side === "unicast" && isLoopback(address) ? "local" : "remote";
}

function refusal(reason: string): Reaction {
  return reason === "own_name" ? nothing : refusedFor(reason);
}
