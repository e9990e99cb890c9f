/**
 * What we say in a handshake, and what we believe: the proofs of both sides rest on the cookie, which never leaves this file.
 *
 * @module
 */
import {
  challengeDigest,
  digestsEqual,
} from "../../wire/distribution/challenge.ts";
import { Flag, missingFlags } from "../../wire/distribution/flags.ts";
import type {
  AckFrame,
  ChallengeFrame,
  HandshakeFrame,
  NameFrame,
  ReplyFrame,
  StatusWord,
} from "../../wire/distribution/handshake.ts";
import type { Secret } from "../../wire/secret.ts";
import type { Claim } from "./rivalry.ts";

export type {
  AckFrame,
  ChallengeFrame,
  HandshakeFrame,
  NameFrame,
  ReplyFrame,
  StatusWord,
};

/** Who we are in every handshake. */
export interface Us {
  /** Our name, `name@host`. */
  readonly node: string;
  /** The number of this incarnation, 32 bits. */
  readonly creation: number;
  /** What we can do. */
  readonly flags: bigint;
  /** What both sides must know. */
  readonly cookie: Secret;
}

/** Who somebody else says it is. */
export interface Them {
  /** Its name, `name@host`. */
  readonly node: string;
  /** The number of its incarnation. */
  readonly creation: number;
  /** What it can do. */
  readonly flags: bigint;
}

/** How whoever connects begins. */
export function nameFrame({ node, creation, flags }: Us): NameFrame {
  return { type: "name", flags, creation, name: node };
}

/** What a verdict, or an answer to `alive`, is told by. */
export function statusFrame(status: StatusWord): HandshakeFrame {
  return { type: "status", status };
}

/** How whoever was connected to asks for a proof. */
export function challengeFrame(us: Us, challenge: number): ChallengeFrame {
  const { node: name, creation, flags } = us;
  return { type: "challenge", flags, challenge, creation, name };
}

/** Our proof to who asked for it, and our own challenge. */
export function replyFrame(
  { cookie }: Us,
  theirs: number,
  ours: number,
): ReplyFrame {
  const digest = challengeDigest(cookie, theirs);
  return { type: "challenge_reply", challenge: ours, digest };
}

/** Our proof to who has given its own. */
export function ackFrame({ cookie }: Us, theirs: number): AckFrame {
  return { type: "challenge_ack", digest: challengeDigest(cookie, theirs) };
}

/** Whether `digest` proves that who made it knows our cookie. */
export function isProof(
  { cookie }: Us,
  challenge: number,
  digest: Uint8Array,
): boolean {
  return digestsEqual(challengeDigest(cookie, challenge), digest);
}

/** What is in force on a connection: that which both sides can do. */
export function flagsInForce({ flags }: Us, them: Them): bigint {
  return flags & them.flags;
}

/** Whether a node is not counted as one of the cluster: unless both want that. */
export function isHidden(us: Us, them: Them): boolean {
  return (flagsInForce(us, them) & Flag.PUBLISHED) === 0n;
}

/** What is claimed by whoever says that it is `them`. */
export function claimOf({ node, creation, flags }: Them): Claim {
  return { node, creation, isCapable: missingFlags(flags).length === 0 };
}

/** What is wrong with whom we reached when we dialled `dialled`; undefined if nothing is. */
export function misfitOf(
  them: Them,
  dialled: string,
  us: Us,
): "self" | "wrong_name" | "flags_missing" | undefined {
  const isSelf = them.node === us.node && them.creation === us.creation;
  if (isSelf) return "self";
  if (them.node !== dialled) return "wrong_name";
  return claimOf(them).isCapable ? undefined : "flags_missing";
}
