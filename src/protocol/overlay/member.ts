/**
 * What an overlay knows of one member, and why a stranger is not made one.
 *
 * @module
 */
import type { DigestMember } from "../../wire/gossiperl/digests.ts";
import type { Secret } from "../../wire/secret.ts";
import type { AdmissionRefusal } from "../admission.ts";
import type { Stage } from "./thresholds.ts";

/** Local members are clients on this host, remote ones are other nodes; neither hears of the other kind by acks. */
export type MemberKind = "local" | "remote";

/** A member. The ledger changes it in place; others read it. */
export interface MemberRecord {
  /** Its name. */
  readonly name: string;
  /** Whether it is a client of ours or a node. */
  readonly kind: MemberKind;
  /** Where it is. */
  address: string;
  /** Where it listens. */
  port: number;
  /** What a local client came with; a remote member's is the overlay's. */
  readonly secret?: Secret;
  /** Whether it was ever heard itself, with the right secret; else others told of it. */
  isProven: boolean;
  /** When it was last heard, in ms on our own clock. */
  heardAtMs: number;
  /** When it was last heard as far as we may tell others, in ms; nothing if that has no date. */
  toldAtMs?: number | undefined;
  /** What its statechart says it is. */
  stage: Stage;
  /** The row that tells of it; a new object whenever it says something new, so that its encoding can be kept. */
  row?: DigestMember | undefined;
  /** Where its next ack begins in the rows that do not all fit. */
  rowsCursor: number;
}

/** Where a digest came from. */
export interface Origin {
  /** The sender's address. */
  readonly address: string;
  /** Local: it came to the bridge, or in a unicast overlay from a loopback address. */
  readonly kind: MemberKind;
}

/** Why a digest or a row makes or refreshes no member. */
export type MemberRefusal =
  /** It bears our own name. */
  | "own_name"
  /** The secret is not the right one. */
  | "wrong_secret"
  /** The name belongs to a member of the other kind. */
  | "name_taken"
  /** As many members as there may be. */
  | "members_full"
  /** A third party says it is on this host, or a client of ours. */
  | "local_row"
  /** The name is empty or too long, or the heartbeat none. */
  | "bad_row"
  /** No member can have that address or port, or the sockets do not reach its family. */
  | "bad_address"
  /** The asker is no member. */
  | "unknown_member"
  | AdmissionRefusal;

/** Members that are new, at first sight. */
export function newMember(
  given: Pick<MemberRecord, "name" | "kind" | "address" | "port" | "heardAtMs">,
  more: Partial<MemberRecord>,
): MemberRecord {
  return {
    isProven: false,
    stage: "reachable",
    rowsCursor: 0,
    ...given,
    ...more,
  };
}

/** Longest name, in characters; the codec bounds its bytes. */
const nameCharsMax = 255;

/** Whether a name can be a member's. */
export function isMemberName(name: string): boolean {
  return name.length > 0 && name.length <= nameCharsMax;
}

/** Whether a port can be a member's. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
