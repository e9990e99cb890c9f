/**
 * What EPMD knows of a node, as it stands in a request and in an answer:
 * `port:16 type:8 protocol:8 highest:16 lowest:16 length:16 name length:16 extra`.
 *
 * @module
 */
import { isNodeName } from "../node_name.ts";
import type { ByteReader } from "../reader.ts";
import { utf8Text } from "../text.ts";
import type { ByteWriter } from "../writer.ts";

/** A node as EPMD knows it. */
export interface EpmdNode {
  /** Where it listens, 1 to 65535. */
  readonly port: number;
  /** Whether it wants to be connected to without being counted as one of the cluster. */
  readonly hidden: boolean;
  /** The newest version of the distribution that it speaks: 6 since OTP 23. */
  readonly highest: number;
  /** The oldest: 5 or, since OTP 25, 6. */
  readonly lowest: number;
  /** Its name before the `@`. */
  readonly name: string;
}

/** Why a request or answer of EPMD is refused. */
export type EpmdErrorCode =
  /** It ends early; of an answer more may come yet. */
  | "truncated"
  /** It is longer than any honest one. */
  | "too_large"
  /** It begins with a byte that no request, or not this answer, begins with. */
  | "unknown_message"
  /** The port is 0. */
  | "bad_port"
  /** The node is of a type or speaks a protocol that does not exist. */
  | "bad_type"
  /** A name is none of a node. */
  | "bad_name"
  /** A line of a list does not end. */
  | "bad_line"
  /** Bytes follow where none may. */
  | "trailing_bytes";

/** Longest name, in bytes of UTF-8: no node has a longer one, whatever its host. */
export const EPMD_NAME_BYTES_MAX = 255;

/** Longest extra information, which no node in use sends and nobody reads. */
export const EPMD_EXTRA_BYTES_MAX = 255;

/** `'M'`, and `'H'` of a hidden node. */
const NORMAL = 0x4d;
const HIDDEN = 0x48;
/** TCP, over whichever version of IP. */
const PROTOCOL_TCP = 0;
const utf8 = new TextEncoder();

/** Writes a name without its length. */
export function writeEpmdName(writer: ByteWriter, name: string): void {
  const bytes = utf8.encode(name);
  if (!isShortName(name) || bytes.length > EPMD_NAME_BYTES_MAX) {
    throw new TypeError(
      `Cannot name ${
        JSON.stringify(name)
      } to EPMD: it is not what stands before the @ of a node's name`,
    );
  }
  writer.bytes(bytes);
}

/** Writes a node. */
export function writeEpmdNode(writer: ByteWriter, node: EpmdNode): void {
  writer.u16(node.port);
  writer.u8(node.hidden ? HIDDEN : NORMAL);
  writer.u8(PROTOCOL_TCP);
  writer.u16(node.highest);
  writer.u16(node.lowest);
  writer.u16(utf8.encode(node.name).length);
  writeEpmdName(writer, node.name);
  writer.u16(0);
}

/** Reads a name that takes `bytes`, or all that is left. */
export function readEpmdName(
  reader: ByteReader<EpmdErrorCode>,
  bytes: number = reader.remaining,
): string {
  const at = reader.offset;
  if (bytes > EPMD_NAME_BYTES_MAX) reader.fail("bad_name", at);
  const view = reader.view(bytes);
  const name = utf8Text(view, 0, view.length);
  if (name !== undefined && isShortName(name)) return name;
  reader.fail("bad_name", at);
  return "";
}

/** Reads a node, and passes over what is extra. */
export function readEpmdNode(reader: ByteReader<EpmdErrorCode>): EpmdNode {
  const portAt = reader.offset;
  const port = reader.u16();
  if (port === 0) reader.fail("bad_port", portAt);
  const typeAt = reader.offset;
  const type = reader.u8();
  const protocol = reader.u8();
  const isKnown = (type === NORMAL || type === HIDDEN) &&
    protocol === PROTOCOL_TCP;
  if (!isKnown) reader.fail("bad_type", typeAt);
  const highest = reader.u16();
  const lowest = reader.u16();
  const name = readEpmdName(reader, reader.u16());
  const extraAt = reader.offset;
  const extraBytes = reader.u16();
  if (extraBytes > EPMD_EXTRA_BYTES_MAX) reader.fail("too_large", extraAt);
  reader.advance(extraBytes);
  return { port, hidden: type === HIDDEN, highest, lowest, name };
}

/** Whether `name` can stand before the `@` of a node's name. */
export function isShortName(name: string): boolean {
  return !name.includes("@") && isNodeName(`${name}@h`);
}
