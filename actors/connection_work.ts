/**
 * What a connection is started with, hears and says, and what it makes of what the other side says.
 *
 * @module
 */
import { type AnyRef, childOf } from "../src/otp/mod.ts";
import {
  ackFrame,
  challengeFrame,
  flagsInForce,
  type HandshakeFrame,
  isProof,
  misfitOf,
  nameFrame,
  replyFrame,
  statusFrame,
  type StatusWord,
  type Them,
} from "../src/protocol/distribution/handshake.ts";
import type { ConnectionLedgers } from "../src/protocol/distribution/ledgers.ts";
import type { Verdict } from "../src/protocol/distribution/rivalry.ts";
import { Traffic } from "../src/protocol/distribution/traffic.ts";

/** What a connection is started with. */
export interface ConnectionInput {
  /** Its name among connections. */
  readonly id: string;
  /** Whether we began (`out`) or they (`in`). */
  readonly direction: "in" | "out";
  /** Whom to connect to, if we began. */
  readonly node?: string;
  /** What they connected by, if they began; opaque to all but the line. */
  readonly accepted?: unknown;
  /** What all connections share. */
  readonly ledgers: ConnectionLedgers;
}

/** What a connection remembers. */
export interface ConnectionContext extends ConnectionInput {
  /** What they have to prove. */
  readonly challenge: number;
  /** What we have to prove. */
  readonly theirChallenge: number;
  /** Who they say they are. */
  readonly them: Them | undefined;
  /** What goes through it; the line writes it in place. */
  readonly traffic: Traffic;
  /** When it began, in ms. */
  readonly beganAtMs: number;
  /** Why it is over. */
  readonly reason: string;
}

/** What a connection comes to. */
export interface ConnectionOutput {
  /** Why it is over, in one word. */
  readonly reason: string;
}

/** What a connection hears. */
export type ConnectionEvent =
  /** EPMD knows their port. */
  | { type: "line.resolved" }
  /** Connected. */
  | { type: "line.opened" }
  /** The frame that was awaited. */
  | { type: "frame.received"; frame: HandshakeFrame }
  /** What came is not what was awaited, or no message that we take. */
  | { type: "frame.refused"; reason: string }
  /** The line ended, in good order or not. */
  | { type: "line.closed"; reason: string }
  /** More waits to be sent than the other side reads. */
  | { type: "line.busy" }
  /** No longer. */
  | { type: "line.drained" }
  /** A message could not be encoded: it was dropped. */
  | { type: "message.unsendable" }
  /** What `connections` says of the name that was offered. */
  | { type: "name.judged"; verdict: Verdict }
  /** What there was of that name is gone. */
  | { type: "name.cleared" }
  /** We have said nothing for a while. */
  | { type: "tick.due" }
  /** They have said nothing for too long. */
  | { type: "silence.noticed" }
  /** It is not wanted any more. */
  | { type: "connection.end"; reason: string };

/** What a connection asks of its line. */
export type LineCommand =
  /** Sends a frame of the handshake. */
  | { readonly type: "frame.send"; readonly frame: HandshakeFrame }
  /** The handshake is done: messages from now on, in the form that follows from the flags in force. */
  | {
    readonly type: "line.establish";
    readonly peer: string;
    readonly flags: bigint;
  }
  /** Says that we are here. */
  | { readonly type: "tick.send" }
  /** Ends it at once: nobody is there to take what waits. */
  | { readonly type: "line.close" };

/** What a connection tells `connections`. */
export type ConnectionNews =
  /** A stranger says who it is. */
  | { type: "name.offered"; id: string; them: Them }
  /** It has proved that it knows the cookie. */
  | { type: "name.proved"; id: string }
  /** Messages flow. */
  | {
    type: "connection.up";
    id: string;
    them: Them;
    direction: "in" | "out";
    traffic: Traffic;
    beganAtMs: number;
    line: AnyRef;
  }
  /** More waits than they read, or no longer. */
  | { type: "connection.busy" | "connection.drained"; id: string }
  /** A message to it could not be encoded. */
  | { type: "message.unsendable" };

interface Heard {
  readonly context: ConnectionContext;
  readonly event: ConnectionEvent;
}

/** How a connection begins. */
export function contextOf(input: ConnectionInput): ConnectionContext {
  const { nowMs, challenge } = input.ledgers.ambient;
  return {
    ...input,
    challenge: challenge(),
    theirChallenge: 0,
    them: undefined,
    traffic: new Traffic(nowMs()),
    beganAtMs: nowMs(),
    reason: "",
  };
}

/** What its line is started with. */
export function lineInputOf(
  { context }: { readonly context: ConnectionContext },
): object {
  const { node, accepted, traffic } = context;
  return { node, accepted, traffic };
}

/** Our name. */
export function name({ context }: Heard): LineCommand {
  return { type: "frame.send", frame: nameFrame(context.ledgers.us) };
}

/** A verdict, or an answer. */
export function status(word: string): LineCommand {
  return { type: "frame.send", frame: statusFrame(word as StatusWord) };
}

/** Who we are, and what they have to prove. */
export function challenge({ context }: Heard): LineCommand {
  const frame = challengeFrame(context.ledgers.us, context.challenge);
  return { type: "frame.send", frame };
}

/** Remembers what a stranger is asked, so that nobody has us answer it. */
export function noteGiven({ context: { ledgers, challenge } }: Heard): void {
  ledgers.challenges.give(challenge, ledgers.ambient.nowMs());
}

/** Our proof to whom we connected to, and what it has to prove. */
export function reply({ context, event }: Heard): LineCommand {
  const { ledgers: { us }, challenge } = context;
  const frame = replyFrame(us, theirChallengeOf(event), challenge);
  return { type: "frame.send", frame };
}

/** Our proof to who connected. */
export function ack({ context: { ledgers, theirChallenge } }: Heard) {
  return { type: "frame.send", frame: ackFrame(ledgers.us, theirChallenge) };
}

/** Has the line carry messages. */
export function establishment({ context }: Heard): LineCommand {
  const { ledgers: { us } } = context;
  const them = context.them!;
  const flags = flagsInForce(us, them);
  return { type: "line.establish", peer: them.node, flags };
}

/** What is told of a connection that is up. */
export function introduction(
  { id, them, direction, traffic, beganAtMs }: ConnectionContext,
  self: AnyRef,
): ConnectionNews {
  const line = childOf(self, "line")!;
  const told = { id, them: them!, direction, traffic, beganAtMs, line };
  return { type: "connection.up", ...told };
}

/** What is told of a connection by its name alone. */
export function newsOf<Type extends string>(type: Type) {
  return ({ context: { id } }: Heard): { type: Type; id: string } => ({
    type,
    id,
  });
}

/** A guard: what `connections` said is one of `verdicts`. */
export function verdictIs(...verdicts: readonly Verdict[]) {
  return ({ event }: Heard): boolean =>
    event.type === "name.judged" && verdicts.includes(event.verdict);
}

/** A guard: what they said is one of `words`. */
export function statusIs(...words: readonly StatusWord[]) {
  return ({ event }: Heard): boolean =>
    event.type === "frame.received" && event.frame.type === "status" &&
    words.some((word) => word === (event.frame as { status: string }).status);
}

/** A guard: the frame proves that they know the cookie. Nobody proves to be ourselves. */
export function isProven({ context, event }: Heard): boolean {
  const { ledgers: { us }, challenge, them } = context;
  if (event.type !== "frame.received" || them?.node === us.node) return false;
  const { frame } = event;
  return (frame.type === "challenge_reply" || frame.type === "challenge_ack") &&
    isProof(us, challenge, frame.digest);
}

/** What is wrong with whom we reached, in one word. */
export function misfit({ context, event }: Heard): string | undefined {
  const them = themOf(event);
  if (!them) return "unexpected_message";
  const { ledgers: { us, challenges }, node = "" } = context;
  const wrong = misfitOf(them, node, us);
  if (wrong) return wrong;
  // Whoever asks us what we asked it wants the answer, not to know who we are.
  return challenges.has(theirChallengeOf(event)) ? "reflected" : undefined;
}

/** Who the other side says it is, if it says so. */
export function themOf(event: ConnectionEvent): Them | undefined {
  if (event.type !== "frame.received") return undefined;
  const { frame } = event;
  if (frame.type !== "name" && frame.type !== "challenge") return undefined;
  const { name: node, creation, flags } = frame;
  return { node, creation, flags };
}

/** What the other side asks us to prove; 0 if it asks nothing. */
export function theirChallengeOf(event: ConnectionEvent): number {
  const isAsked = event.type === "frame.received" &&
    "challenge" in event.frame;
  return isAsked ? (event.frame as { challenge: number }).challenge : 0;
}

/** Why it is over, by what was heard last: a status that is no welcome too. */
export function reasonOfEnd(event: ConnectionEvent): string {
  if ("reason" in event) return event.reason;
  if (event.type === "name.judged") return event.verdict;
  const isStatus = event.type === "frame.received" &&
    event.frame.type === "status";
  return isStatus ? (event.frame as { status: string }).status : "";
}

/** A transition: it is over, for this reason. */
export function noted(reason: string) {
  return {
    target: "#connection.down",
    actions: { type: "note", params: { reason } },
  } as const;
}

/** A step may take so long, and no longer. */
export const inTime = { setup: noted("timed_out") };
