/**
 * The port mapper of Erlang nodes, EPMD: what it is asked (Distribution Protocol, "EPMD Protocol").
 *
 * A node asks over TCP, on port 4369 of a host, where the node of a name listens; one request a connection. A node
 * that registers itself keeps the connection open: closing it ends the registration.
 *
 *     port_please  'z' name
 *     alive        'x' port:16 type:8 protocol:8 highest:16 lowest:16 length:16 name length:16 extra
 *     names        'n'
 *
 * @module
 */
import { ByteReader } from "../reader.ts";
import { accept, type Result } from "../result.ts";
import { ByteWriter } from "../writer.ts";
import {
  type EpmdErrorCode,
  type EpmdNode,
  readEpmdName,
  readEpmdNode,
  writeEpmdName,
  writeEpmdNode,
} from "./epmd_node.ts";
import { framed } from "./frames.ts";

/** The port on which every EPMD listens. */
export const EPMD_PORT = 4369;

/** The largest request: an `alive` with the longest name and something extra. */
export const EPMD_REQUEST_BYTES_MAX = 1024;

/** The first byte of each request. */
const RequestTag = { NAMES: 0x6e, ALIVE: 0x78, PORT_PLEASE: 0x7a } as const;

/** Where does the node of that name listen? */
export interface PortPlease {
  /** Tells it from other requests. */
  readonly type: "port_please";
  /** The node's name before the `@`. */
  readonly name: string;
}

/** A node is there, as long as the connection. */
export interface Alive extends EpmdNode {
  /** Tells it from other requests. */
  readonly type: "alive";
}

/** Which nodes are there? */
export interface Names {
  /** Tells it from other requests. */
  readonly type: "names";
}

/** A request to EPMD. */
export type EpmdRequest = PortPlease | Alive | Names;

/**
 * Encodes a request as it is sent, its length of 16 bits included.
 *
 * @throws {TypeError} If a name is not the part of a node's name before the `@`.
 */
export function encodeEpmdRequest(request: EpmdRequest): Uint8Array {
  const writer = new ByteWriter();
  switch (request.type) {
    case "port_please":
      writer.u8(RequestTag.PORT_PLEASE);
      writeEpmdName(writer, request.name);
      break;
    case "alive":
      writer.u8(RequestTag.ALIVE);
      writeEpmdNode(writer, request);
      break;
    case "names":
      writer.u8(RequestTag.NAMES);
      break;
  }
  return framed(writer.view(), 2);
}

/** Decodes a request without its length. */
export function decodeEpmdRequest(
  body: Uint8Array,
): Result<EpmdRequest, EpmdErrorCode> {
  const reader = new ByteReader<EpmdErrorCode>(body);
  const request = readRequest(reader);
  if (reader.remaining > 0) reader.fail("trailing_bytes");
  return reader.error === undefined
    ? accept(request)
    : { ok: false, error: reader.error };
}

function readRequest(reader: ByteReader<EpmdErrorCode>): EpmdRequest {
  switch (reader.u8()) {
    case RequestTag.PORT_PLEASE:
      return { type: "port_please", name: readEpmdName(reader) };
    case RequestTag.ALIVE:
      return { type: "alive", ...readEpmdNode(reader) };
    case RequestTag.NAMES:
      break;
    default:
      // Such as 'k', by which anybody on the host can end Erlang's own EPMD.
      reader.fail("unknown_message", 0);
  }
  return { type: "names" };
}
