/**
 * What EPMD answers.
 *
 *     port         'w' 0 node           (see epmd_node.ts), then it closes
 *     not_found    'w' result:8         not 0, then it closes
 *     alive        'v' result:8 creation:32, or 'y' result:8 creation:16 from an EPMD before OTP 23
 *     names        port:32 lines        "name N at port P\n", then it closes
 *
 * Decoders are given all bytes so far. While they answer `truncated`, more may come; once the connection has closed
 * it is a refusal.
 *
 * @module
 */
import { ByteReader } from "../reader.ts";
import { accept, refuse, type Result } from "../result.ts";
import { utf8Text } from "../text.ts";
import { ByteWriter } from "../writer.ts";
import { EPMD_PORT } from "./epmd.ts";
import {
  EPMD_NAME_BYTES_MAX,
  type EpmdErrorCode,
  type EpmdNode,
  isShortName,
  readEpmdNode,
  writeEpmdNode,
} from "./epmd_node.ts";

/** Largest list of names: thousands of nodes on one host. */
export const EPMD_NAMES_BYTES_MAX = 256 * 1024;

/** The first byte of each answer but names. */
const AnswerTag = { ALIVE: 0x76, PORT: 0x77, OLD_ALIVE: 0x79 } as const;

const LINE = /^name (\S+) at port (\d{1,5})$/;
// The words around the name, and the longest port.
const LINE_BYTES_MAX = "name  at port 65535\n".length + EPMD_NAME_BYTES_MAX;
const NEWLINE = 0x0a;
const NAMES_HEAD_BYTES = 4;

/** The node that was asked for. */
export interface PortAnswer extends EpmdNode {
  /** Tells it from other answers. */
  readonly type: "port";
}

/** No node of that name is registered. */
export interface NotFound {
  /** Tells it from other answers. */
  readonly type: "not_found";
}

/** Whether a node was registered. */
export interface AliveAnswer {
  /** Tells it from other answers. */
  readonly type: "alive";
  /** 0 if it was; otherwise the name is taken, most likely. */
  readonly result: number;
  /** Which life of that name, 32 bits without a sign. */
  readonly creation: number;
}

/** A node in a list. */
export interface EpmdEntry {
  /** Its name before the `@`. */
  readonly name: string;
  /** Where it listens. */
  readonly port: number;
}

/** Which nodes are there. */
export interface NamesAnswer {
  /** Tells it from other answers. */
  readonly type: "names";
  /** In the order in which EPMD told them. */
  readonly entries: readonly EpmdEntry[];
}

/** An answer of EPMD. */
export type EpmdAnswer = PortAnswer | NotFound | AliveAnswer | NamesAnswer;

type Answer<Value> = Result<Value, EpmdErrorCode>;

/**
 * Encodes an answer as it is sent; answers have no length before them.
 *
 * @throws {TypeError} If a name is not the part of a node's name before the `@`.
 */
export function encodeEpmdAnswer(answer: EpmdAnswer): Uint8Array {
  const writer = new ByteWriter();
  switch (answer.type) {
    case "port":
      writer.u8(AnswerTag.PORT);
      writer.u8(0);
      writeEpmdNode(writer, answer);
      break;
    case "not_found":
      writer.u8(AnswerTag.PORT);
      writer.u8(1);
      break;
    case "alive":
      writer.u8(AnswerTag.ALIVE);
      writer.u8(answer.result);
      writer.u32(answer.creation);
      break;
    case "names":
      writer.u32(EPMD_PORT);
      for (const entry of answer.entries) writer.text(lineOf(entry));
      break;
  }
  return writer.finish();
}

/** Decodes the answer to `port_please`. */
export function decodePortAnswer(
  bytes: Uint8Array,
): Answer<PortAnswer | NotFound> {
  const reader = new ByteReader<EpmdErrorCode>(bytes);
  if (reader.u8() !== AnswerTag.PORT) reader.fail("unknown_message", 0);
  const isFound = reader.u8() === 0;
  return answerOf(
    reader,
    isFound ? { type: "port", ...readEpmdNode(reader) } : { type: "not_found" },
  );
}

/** Decodes the answer to `alive`, in its present and in its old form. */
export function decodeAliveAnswer(bytes: Uint8Array): Answer<AliveAnswer> {
  const reader = new ByteReader<EpmdErrorCode>(bytes);
  const tag = reader.u8();
  const isOld = tag === AnswerTag.OLD_ALIVE;
  if (!isOld && tag !== AnswerTag.ALIVE) reader.fail("unknown_message", 0);
  const result = reader.u8();
  const creation = isOld ? reader.u16() : reader.u32();
  return answerOf(reader, { type: "alive", result, creation });
}

/** Decodes the answer to `names` so far; only closing tells that it is complete. */
export function decodeNamesAnswer(bytes: Uint8Array): Answer<NamesAnswer> {
  if (bytes.length > EPMD_NAMES_BYTES_MAX) {
    return refuse("too_large", EPMD_NAMES_BYTES_MAX);
  }
  if (bytes.length < NAMES_HEAD_BYTES) return refuse("truncated", bytes.length);
  const entries: EpmdEntry[] = [];
  let at = NAMES_HEAD_BYTES;
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) {
      const isLong = bytes.length - at > LINE_BYTES_MAX;
      return refuse(isLong ? "bad_line" : "truncated", at);
    }
    // One node with a name that none should have must not hide the others.
    const entry = entryOf(utf8Text(bytes, at, end) ?? "");
    if (entry !== undefined) entries.push(entry);
    at = end + 1;
  }
  return accept({ type: "names", entries });
}

function lineOf({ name, port }: EpmdEntry): string {
  if (isShortName(name)) return `name ${name} at port ${port}\n`;
  throw new TypeError(
    `Cannot list ${
      JSON.stringify(name)
    }: it is not what stands before the @ of a node's name`,
  );
}

function entryOf(line: string): EpmdEntry | undefined {
  const [, name, digits] = LINE.exec(line) ?? [];
  if (name === undefined || !isShortName(name)) return undefined;
  const port = Number(digits);
  return port >= 1 && port <= 0xffff ? { name, port } : undefined;
}

/** The answer if it was read, to the last byte. */
function answerOf<Value>(
  reader: ByteReader<EpmdErrorCode>,
  value: Value,
): Answer<Value> {
  if (reader.error === undefined && reader.remaining > 0) {
    reader.fail("trailing_bytes");
  }
  return reader.error === undefined
    ? accept(value)
    : { ok: false, error: reader.error };
}
