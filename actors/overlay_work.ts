/**
 * What the socket actors of an overlay share: their events, and how they perform what follows from a datagram.
 *
 * @module
 */
import { type AnyRef, type Enqueuer, relay } from "../src/otp/mod.ts";
import { secondsOf } from "../src/protocol/overlay/ack_rows.ts";
import type { Answers } from "../src/protocol/overlay/answers.ts";
import type { Ledgers } from "../src/protocol/overlay/ledgers.ts";
import type {
  Crossing,
  Incoming,
  Outgoing,
  Reaction,
} from "../src/protocol/overlay/reaction.ts";
import type { Reactions, Side } from "../src/protocol/overlay/reactions.ts";
import type { MemberChanged } from "./member.ts";
import type { SocketNews } from "./socket.ts";

/** What a socket actor of an overlay is started with. */
export interface OverlaySocketInput {
  /** What the overlay remembers. */
  readonly ledgers: Ledgers;
  /** Decides what follows from datagrams. */
  readonly reactions: Reactions;
  /** Writes what we say. */
  readonly answers: Answers;
  /** System ids of the overlay's other actors. */
  readonly paths: OverlayPaths;
}

/** System ids of an overlay's actors. In a unicast overlay one socket is both group and bridge. */
export interface OverlayPaths {
  /** Who is in the overlay. */
  readonly members: string;
  /** Who wants what. */
  readonly subscriptions: string;
  /** The socket that reaches nodes. */
  readonly nodes: string;
  /** The socket that reaches clients of this host. */
  readonly clients: string;
}

/** A digest, as the port of an overlay's socket hands it over: the event's type is `digest.received` and so on. */
export interface DigestReceived {
  /** Made of the digest's type. */
  readonly type: `${Incoming["digest"]["type"]}.received`;
  /** The digest and its envelope's id. */
  readonly value: Incoming;
  /** Where it came from. */
  readonly from: { readonly address: string; readonly port: number };
  /** When, in ms. */
  readonly atMs: number;
}

/** What a socket tells the actor that it works for. */
export type SocketWord =
  /** Datagrams can be sent now, to this port. */
  | { type: "socket.ready"; udp: AnyRef }
  /** They cannot any more. */
  | { type: "socket.lost" };

/** An envelope that another actor of the overlay wants sent. */
export type EnvelopeWord =
  /** For the first time. */
  | { type: "envelope.cross"; crossing: Crossing }
  /** Again, to those who have not acknowledged it. */
  | {
    type: "envelope.again";
    envelope: Uint8Array;
    members: readonly string[];
  }
  /** We leave: say goodbye to the nodes. */
  | { type: "overlay.leave" }
  /** Settings changed: a wait that began under the old ones begins anew. */
  | { type: "settings.changed" };

/** What is told of what a socket does. */
export type OverlaySocketNews = SocketNews | {
  /** An envelope was handed to others. */
  readonly type: "digest.forwarded";
  /** The type of its payload. */
  readonly digest: string;
  /** Its id. */
  readonly id: string;
  /** Who gets it. */
  readonly to: readonly string[];
};

/** Context that all of them have. */
export interface OverlaySocketContext extends OverlaySocketInput {
  /** The port of the socket, while there is one. */
  readonly udp: AnyRef | undefined;
}

/** Performs what follows from a datagram that came to `side`. */
export function react(
  side: Side,
  { value, from, atMs }: DigestReceived,
  context: OverlaySocketContext,
  enqueue: Enqueuer,
  self: AnyRef,
): void {
  const reaction = context.reactions.to(value, side, from, atMs);
  perform(reaction, context, enqueue, self);
}

/**
 * Performs what follows from a plain `digest`, which nobody outside is told of, within the action itself: nearly every
 * datagram is one, and `enqueueActions` takes twice as long.
 */
export function reactToDigest(
  side: Side,
  { value, from, atMs }: DigestReceived,
  context: OverlaySocketContext,
  self: AnyRef,
): void {
  const reaction = context.reactions.to(value, side, from, atMs);
  const direct: Post = {
    sendTo: (target, event) => relay(self, target, event),
  };
  performQuietly(reaction, context, direct, self);
}

/** What sends an event to another actor, now or once the step is done. */
export type Post = Pick<Enqueuer, "sendTo">;

/** Sends a message to the group or to one place, if the socket is there. */
export function post(
  message: Outgoing,
  to: { readonly address: string; readonly port: number } | undefined,
  { udp }: OverlaySocketContext,
  enqueue: Post,
): void {
  if (udp) enqueue.sendTo(udp, sendingOf(message, to));
}

/** Hands an event to another actor of the overlay, if it is there. */
export function tell<Word extends { readonly type: string }>(
  path: string,
  event: Word,
  enqueue: Post,
  self: AnyRef,
): void {
  const actor = self.system.get(path);
  if (actor) enqueue.sendTo(actor, event);
}

function perform(
  reaction: Reaction,
  context: OverlaySocketContext,
  enqueue: Enqueuer,
  self: AnyRef,
): void {
  performQuietly(reaction, context, enqueue, self);
  if (reaction.crossing) cross(reaction.crossing, context, enqueue, self);
}

function performQuietly(
  { posts = [], heard = [], left, refused }: Reaction,
  context: OverlaySocketContext,
  enqueue: Post,
  self: AnyRef,
): void {
  const { ledgers, paths } = context;
  for (const { message, to } of posts) post(message, to, context, enqueue);
  for (const { member: { name } } of heard) {
    tell(paths.members, { type: "member.heard", name }, enqueue, self);
  }
  if (left !== undefined) {
    const exit = { type: "member.exit", name: left };
    tell(paths.members, exit, enqueue, self);
  }
  if (refused) ledgers.refuse(refused);
}

/** Hands an envelope to those who reach whom it is for. */
export function cross(
  crossing: Crossing,
  { paths }: Pick<OverlaySocketInput, "paths">,
  enqueue: Enqueuer,
  self: AnyRef,
): void {
  const { id, eventType: digest, toClients, toNodes, isForUs } = crossing;
  const to = [...toClients, ...toNodes];
  const news: OverlaySocketNews = { type: "digest.forwarded", digest, id, to };
  if (to.length > 0) enqueue.emit(news);
  const event = { type: "envelope.cross", crossing };
  if (isForUs) tell(paths.subscriptions, event, enqueue, self);
  if (paths.clients === paths.nodes) {
    return tell(paths.clients, event, enqueue, self);
  }
  if (toClients.length > 0) tell(paths.clients, event, enqueue, self);
  if (toNodes.length > 0) tell(paths.nodes, event, enqueue, self);
}

/** Sends an envelope to members at their own addresses. */
export function relayTo(
  envelope: Uint8Array,
  members: readonly string[],
  context: OverlaySocketContext,
  enqueue: Enqueuer,
): void {
  for (const name of members) {
    const member = context.ledgers.roster.table.get(name);
    if (!member) continue;
    const to = { address: member.address, port: member.port };
    post({ type: "relay", envelope }, to, context, enqueue);
  }
}

/** Tells clients of this host that subscribe to it what became of a member. */
export function tellClients(
  { change, record: { name: eventObject } }: MemberChanged,
  context: OverlaySocketContext,
  enqueue: Enqueuer,
): void {
  const { ledgers, answers } = context;
  const heartbeat = secondsOf(ledgers.ambient.nowMs());
  const eventType = change;
  for (const client of ledgers.subscriptions.subscribersOf(change).local) {
    const member = ledgers.roster.table.get(client);
    if (!member) continue;
    const type = "digestEvent";
    const digest = { type, eventType, eventObject, heartbeat } as const;
    const to = { address: member.address, port: member.port };
    post(answers.digest(digest), to, context, enqueue);
  }
}

/** Has the socket join its group again. */
export function joinAgain(
  { udp }: OverlaySocketContext,
  enqueue: Enqueuer,
): void {
  if (udp) enqueue.sendTo(udp, { type: "socket.rejoin" });
}

/** Notes that an envelope was sent, so that it is sent again until it is acknowledged. */
export function awaitAck(
  { id, eventType, envelope }: Crossing,
  members: readonly string[],
  { redelivery, ambient }: Ledgers,
): void {
  redelivery.await({ id, eventType, envelope }, members, ambient.nowMs());
}

function sendingOf(
  value: Outgoing,
  to: { readonly address: string; readonly port: number } | undefined,
) {
  return { type: "datagram.send", value, ...(to && { to }) };
}
