/**
 * Lists of members and of subscriptions, encoded row by row so that rows are kept between changes and
 * only as many are sent as a datagram holds.
 *
 * @module
 */
import { concat } from "../bytes.ts";
import type { StructCodec } from "../thrift/struct.ts";
import { STOP, ThriftType } from "../thrift/types.ts";
import { ThriftWriter } from "../thrift/writer.ts";
import type { DigestMember, DigestSubscription } from "./digests.ts";
import { heartbeat, id, name } from "./kinds.ts";
import { ROWS_MAX } from "./limits.ts";
import { payloadBytesMax, rowsPayloadBytes } from "./sizes.ts";
import { digestMember, digestSubscription } from "./structs.ts";

/** The payload types that are a list. */
export type RowsType = "digestAck" | "digestSubscriptions";

/** What a list is sent in. */
export interface RowsHead {
  /** The sender's member name. */
  readonly name: string;
  /** The `id` of the digest that it answers. */
  readonly replyId: string;
}

/** A digest whose payload is encoded. */
export interface EncodedPayload {
  /** Its type. */
  readonly payloadType: string;
  /** The bytes of its struct. */
  readonly payload: Uint8Array;
}

const utf8 = new TextEncoder();
const ASCII = /^[\x20-\x7e]*$/;

/**
 * Encodes a row of a `digestAck`.
 *
 * @throws {TypeError | RangeError} If a value in it could not be read back.
 */
export function encodeMember(member: DigestMember): Uint8Array {
  return encodeRow(digestMember, member);
}

/**
 * Encodes a row of `digestSubscriptions`.
 *
 * @throws {TypeError | RangeError} If a value in it could not be read back.
 */
export function encodeSubscription(
  subscription: DigestSubscription,
): Uint8Array {
  return encodeRow(digestSubscription, subscription);
}

/** Lays encoded rows together as the list that {@linkcode encodeRowsDigest} takes. */
export function encodeRows(rows: readonly Uint8Array[]): Uint8Array {
  const header = new ThriftWriter(5);
  header.list(ThriftType.STRUCT, rows.length);
  return concat(header.view(), ...rows);
}

/** The list of members, from scratch. */
export function encodeMembership(members: readonly DigestMember[]): Uint8Array {
  return encodeRows(members.map(encodeMember));
}

/**
 * Encodes a `digestAck` or `digestSubscriptions` around its encoded list.
 *
 * @throws {TypeError | RangeError} If a value in it could not be read back.
 */
export function encodeRowsDigest(
  payloadType: RowsType,
  head: RowsHead & {
    /** The sender's clock, in seconds. */
    readonly heartbeat: number;
    /** What {@linkcode encodeRows} made. */
    readonly rows: Uint8Array;
  },
): EncodedPayload {
  const writer = new ThriftWriter(256 + head.rows.length);
  writer.field(name.type, 1);
  name.write(writer, head.name);
  writer.field(heartbeat.type, 2);
  heartbeat.write(writer, head.heartbeat);
  writer.field(id.type, 3);
  id.write(writer, head.replyId);
  writer.field(ThriftType.LIST, 4);
  writer.bytes(head.rows);
  writer.u8(STOP);
  return { payloadType, payload: writer.view() };
}

/**
 * Bytes that rows may take together so that their envelope, under a UUID, has at most `envelopeBytesMax`: what the
 * overlay's codec says for the datagram that is wanted.
 */
export function roomForRows(
  payloadType: RowsType,
  { name, replyId }: RowsHead,
  envelopeBytesMax: number,
): number {
  return payloadBytesMax(payloadType.length, envelopeBytesMax) -
    rowsPayloadBytes(utf8Bytes(name), utf8Bytes(replyId), 0);
}

/**
 * How many rows fit into `roomBytes`, taken from `start` on and around the end; each at most once.
 *
 * Stops at the first that does not fit, so that the next round begins with it.
 */
export function rowsThatFit(
  rows: readonly Uint8Array[],
  roomBytes: number,
  start: number = 0,
): number {
  const most = Math.min(rows.length, ROWS_MAX);
  let left = roomBytes;
  for (let fit = 0; fit < most; fit++) {
    left -= rows[(start + fit) % rows.length]!.length;
    if (left < 0) return fit;
  }
  return most;
}

function utf8Bytes(text: string): number {
  return ASCII.test(text) ? text.length : utf8.encode(text).length;
}

function encodeRow<Row>(codec: StructCodec<Row>, row: Row): Uint8Array {
  const writer = new ThriftWriter();
  codec.write(writer, row);
  return writer.finish();
}
