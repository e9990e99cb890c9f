/**
 * The messages by which two nodes become connected (Distribution Protocol, "Distribution Handshake", version 6).
 *
 * `A`, who connects, and `B` send in turn:
 *
 *     A → B  name             'N' flags:64 creation:32 length:16 name
 *     B → A  status           's' text
 *     A → B  status           's' "true" or "false", only after "alive"
 *     B → A  challenge        'N' flags:64 challenge:32 creation:32 length:16 name
 *     A → B  challenge_reply  'r' challenge:32 digest:16 bytes
 *     B → A  challenge_ack    'a' digest:16 bytes
 *
 * @module
 */
import { isNodeName } from "../node_name.ts";
import { ByteWriter } from "../writer.ts";
import { DIGEST_BYTES } from "./challenge.ts";
import { framed, type Framing } from "./frames.ts";

/** The largest message of a handshake: four times the longest name, since what follows a name has to be ignored. */
export const HANDSHAKE_BYTES_MAX = 4096;

/** The first byte of each message. */
export const HandshakeTag = {
  /** Name and challenge. */
  NAME: 0x4e,
  /** The name of a node before OTP 23: `'n' version:16 flags:32 name`. */
  OLD_NAME: 0x6e,
  /** Status. */
  STATUS: 0x73,
  /** What a node before OTP 25 adds when it began with an old name: `'c' flags:32 creation:32`. */
  COMPLEMENT: 0x63,
  /** Reply to the challenge. */
  REPLY: 0x72,
  /** Acknowledgement. */
  ACK: 0x61,
} as const;

/** The statuses that are a word. */
export const statuses = [
  "ok",
  "ok_simultaneous",
  "nok",
  "not_allowed",
  "alive",
  "true",
  "false",
] as const;

/** A status that is a word. */
export type StatusWord = typeof statuses[number];

/** What A begins with. */
export interface NameFrame {
  /** Tells it from other messages. */
  readonly type: "name";
  /** What A can do: see {@linkcode Flag}. */
  readonly flags: bigint;
  /** Which life of A, 32 bits without a sign. */
  readonly creation: number;
  /** A's name, `name@host`. */
  readonly name: string;
}

/** Whether B goes on; after `alive` whether A does. */
export interface StatusFrame {
  /** Tells it from other messages. */
  readonly type: "status";
  /** `named` answers only those that ask for a name. */
  readonly status: StatusWord | "named";
}

/** Who B is, and what A has to digest. */
export interface ChallengeFrame {
  /** Tells it from other messages. */
  readonly type: "challenge";
  /** What B can do: see {@linkcode Flag}. */
  readonly flags: bigint;
  /** 32 bits without a sign that nobody can foretell. */
  readonly challenge: number;
  /** Which life of B, 32 bits without a sign. */
  readonly creation: number;
  /** B's name, `name@host`. */
  readonly name: string;
}

/** A's proof, and what B has to digest. */
export interface ReplyFrame {
  /** Tells it from other messages. */
  readonly type: "challenge_reply";
  /** 32 bits without a sign that nobody can foretell. */
  readonly challenge: number;
  /** The digest of B's challenge, 16 bytes. */
  readonly digest: Uint8Array;
}

/** B's proof. */
export interface AckFrame {
  /** Tells it from other messages. */
  readonly type: "challenge_ack";
  /** The digest of A's challenge, 16 bytes. */
  readonly digest: Uint8Array;
}

/** A message of the handshake. */
export type HandshakeFrame =
  | NameFrame
  | StatusFrame
  | ChallengeFrame
  | ReplyFrame
  | AckFrame;

const utf8 = new TextEncoder();

/**
 * Encodes a message as it is sent, its length included: 16 bits, but 32 over TLS, as OTP's `inet_tls_dist` frames it.
 *
 * @throws {TypeError} If a name is not one of a node, a digest has not 16 bytes, or the status is `named`, which
 * we never answer.
 */
export function encodeHandshake(
  frame: HandshakeFrame,
  prefixBytes: Framing["prefixBytes"] = 2,
): Uint8Array {
  const writer = new ByteWriter();
  switch (frame.type) {
    case "name":
      writer.u8(HandshakeTag.NAME);
      writer.u64(frame.flags);
      writer.u32(frame.creation);
      writeName(writer, frame.name);
      break;
    case "status":
      writer.u8(HandshakeTag.STATUS);
      writer.text(requireWord(frame.status));
      break;
    case "challenge":
      writer.u8(HandshakeTag.NAME);
      writer.u64(frame.flags);
      writer.u32(frame.challenge);
      writer.u32(frame.creation);
      writeName(writer, frame.name);
      break;
    case "challenge_reply":
      writer.u8(HandshakeTag.REPLY);
      writer.u32(frame.challenge);
      writer.bytes(requireDigest(frame.digest));
      break;
    case "challenge_ack":
      writer.u8(HandshakeTag.ACK);
      writer.bytes(requireDigest(frame.digest));
      break;
  }
  return framed(writer.view(), prefixBytes);
}

function writeName(writer: ByteWriter, name: string): void {
  if (!isNodeName(name)) {
    throw new TypeError(
      `Cannot connect as ${JSON.stringify(name)}: a node's name is name@host`,
    );
  }
  const bytes = utf8.encode(name);
  writer.u16(bytes.length);
  writer.bytes(bytes);
}

function requireWord(status: StatusWord | "named"): StatusWord {
  if (status !== "named") return status;
  throw new TypeError("Cannot give a node its name: no node is asked for that");
}

function requireDigest(digest: Uint8Array): Uint8Array {
  if (digest.length === DIGEST_BYTES) return digest;
  throw new TypeError(
    `Cannot send a digest of ${digest.length} bytes: it has ${DIGEST_BYTES}`,
  );
}
