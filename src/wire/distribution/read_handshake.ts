/**
 * Reads the messages of a handshake, which come from nodes that have proved nothing yet.
 *
 * @module
 */
import { isNodeName } from "../node_name.ts";
import { ByteReader } from "../reader.ts";
import { accept, refuse, type Result } from "../result.ts";
import { asciiText, utf8Text } from "../text.ts";
import { DIGEST_BYTES } from "./challenge.ts";
import {
  HANDSHAKE_BYTES_MAX,
  type HandshakeFrame,
  HandshakeTag,
  statuses,
  type StatusWord,
} from "./handshake.ts";

/** Why a message of a handshake is refused. */
export type HandshakeErrorCode =
  /** It ends early. */
  | "truncated"
  /** It has more bytes than any needs. */
  | "too_large"
  /** It is another message than the one that is due. */
  | "unexpected_message"
  /** It is one that nodes before OTP 23 send, or OTP 23 and 24 to those. */
  | "old_handshake"
  /** The name is not of the form `name@host`. */
  | "bad_name"
  /** There is no such status. */
  | "bad_status"
  /** Bytes follow where none may. */
  | "trailing_bytes";

/** The message of that type. */
export type HandshakeFrameOf<Type extends HandshakeFrame["type"]> = Extract<
  HandshakeFrame,
  { readonly type: Type }
>;

type Reader = ByteReader<HandshakeErrorCode>;
type Readers = {
  readonly [Type in HandshakeFrame["type"]]: (
    reader: Reader,
  ) => HandshakeFrameOf<Type>;
};

const tags: Readonly<Record<HandshakeFrame["type"], number>> = {
  name: HandshakeTag.NAME,
  status: HandshakeTag.STATUS,
  challenge: HandshakeTag.NAME,
  challenge_reply: HandshakeTag.REPLY,
  challenge_ack: HandshakeTag.ACK,
};

const readers: Readers = {
  name: (reader) => ({
    type: "name",
    flags: reader.u64(),
    creation: reader.u32(),
    name: readName(reader),
  }),
  status: readStatus,
  challenge: (reader) => ({
    type: "challenge",
    flags: reader.u64(),
    challenge: reader.u32(),
    creation: reader.u32(),
    name: readName(reader),
  }),
  challenge_reply: (reader) => ({
    type: "challenge_reply",
    challenge: reader.u32(),
    digest: readDigest(reader),
  }),
  challenge_ack: (reader) => ({
    type: "challenge_ack",
    digest: readDigest(reader),
  }),
};

/**
 * Decodes the message that is due, without its length. (Name and challenge begin alike: only whose turn it is tells
 * them apart.)
 */
export function decodeHandshake<Type extends HandshakeFrame["type"]>(
  due: Type,
  body: Uint8Array,
): Result<HandshakeFrameOf<Type>, HandshakeErrorCode> {
  if (body.length > HANDSHAKE_BYTES_MAX) {
    return refuse("too_large", HANDSHAKE_BYTES_MAX);
  }
  const reader: Reader = new ByteReader(body);
  const tag = reader.u8();
  if (tag !== tags[due]) reader.fail(reasonOf(tag), 0);
  const frame = readers[due](reader);
  return reader.error === undefined
    ? accept(frame)
    : { ok: false, error: reader.error };
}

function reasonOf(tag: number): HandshakeErrorCode {
  const isOld = tag === HandshakeTag.OLD_NAME ||
    tag === HandshakeTag.COMPLEMENT;
  return isOld ? "old_handshake" : "unexpected_message";
}

/** What follows a name "must be accepted and ignored", says the protocol. */
function readName(reader: Reader): string {
  const bytes = reader.view(reader.u16());
  const at = reader.offset - bytes.length;
  const name = utf8Text(bytes, 0, bytes.length);
  if (name !== undefined && isNodeName(name)) return name;
  reader.fail("bad_name", at);
  return "";
}

function readStatus(reader: Reader): HandshakeFrameOf<"status"> {
  const text = asciiText(reader.view(reader.remaining)) ?? "";
  const isWord = (statuses as readonly string[]).includes(text);
  if (isWord) return { type: "status", status: text as StatusWord };
  // The name that follows would be for a node that has none.
  if (text.startsWith("named:")) return { type: "status", status: "named" };
  reader.fail("bad_status", 1);
  return { type: "status", status: "nok" };
}

function readDigest(reader: Reader): Uint8Array {
  const digest = reader.copy(DIGEST_BYTES);
  if (reader.remaining > 0) reader.fail("trailing_bytes");
  return digest;
}
