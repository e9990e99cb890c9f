/**
 * Encodes messages between connected nodes.
 *
 * @module
 */
import type { Pid } from "../etf/identifiers.ts";
import { Tag, VERSION } from "../etf/tags.ts";
import type { Encodable } from "../etf/term.ts";
import { writeIdentifier } from "../etf/write_identifier.ts";
import { writeAtom, writeNumber } from "../etf/write_scalar.ts";
import { writeTerm } from "../etf/write_term.ts";
import { ByteWriter } from "../writer.ts";
import { FrameTag, type MessageForm } from "./form.ts";
import {
  type Between,
  type Exit,
  type Exit2,
  type MonitorExit,
  Operation,
  type OutgoingMessage,
  type Unlink,
  type UnlinkAck,
  type Watch,
} from "./message.ts";

/** More room than that is given back after a message that needed it. */
const ROOM_BYTES_MAX = 256 * 1024;

const UNLINK_ID_MAX = 0xffff_ffff_ffff_ffffn;

/** Used for one message after the other: encoding is synchronous, and what it returns is a copy. */
let writer = new ByteWriter();

/**
 * Encodes a message as it is sent, its length of 32 bits included.
 *
 * @throws {TypeError | RangeError} If something in it cannot be encoded, as `encodeTerm` does.
 */
export function encodeMessage(
  message: OutgoingMessage,
  form: MessageForm,
): Uint8Array<ArrayBuffer> {
  writer.clear();
  writer.u32(0);
  if (form.hasHeader) {
    writer.u8(VERSION);
    writer.u8(FrameTag.HEADER);
    writer.u8(0);
  } else {
    writer.u8(FrameTag.PASS_THROUGH);
    writer.u8(VERSION);
  }
  writeMessage(message, form);
  writer.setU32(0, writer.length - 4);
  if (writer.length <= ROOM_BYTES_MAX) return writer.finish();
  // So large a room is not kept, nor copied from.
  const frame = writer.view();
  writer = new ByteWriter();
  return frame;
}

function writeMessage(message: OutgoingMessage, form: MessageForm): void {
  switch (message.type) {
    case "send":
      writeControl(Operation.SEND, 3);
      writeAtom(writer, "");
      writeIdentifier(writer, message.to);
      return writePayload(message.message, form);
    case "reg_send":
      writeControl(Operation.REG_SEND, 4);
      writeIdentifier(writer, message.from);
      writeAtom(writer, "");
      writeAtom(writer, message.to);
      return writePayload(message.message, form);
    case "alias_send":
      writeControl(Operation.ALIAS_SEND, 3);
      writeIdentifier(writer, message.from);
      writeIdentifier(writer, message.to);
      return writePayload(message.message, form);
    case "link":
      return writeBetween(Operation.LINK, message);
    case "unlink":
      return writeBetween(Operation.UNLINK, message);
    case "group_leader":
      return writeBetween(Operation.GROUP_LEADER, message);
    case "unlink_id":
      return writeUnlink(Operation.UNLINK_ID, message);
    case "unlink_id_ack":
      return writeUnlink(Operation.UNLINK_ID_ACK, message);
    case "exit":
    case "exit2":
      return writeExit(message, form);
    case "monitor":
      return writeMonitor(Operation.MONITOR_P, message);
    case "demonitor":
      return writeMonitor(Operation.DEMONITOR_P, message);
    case "monitor_exit":
      return writeMonitorExit(message, form);
    case "spawn_reply":
      writeControl(Operation.SPAWN_REPLY, 5);
      writeIdentifier(writer, message.reference);
      writeIdentifier(writer, message.to);
      writeNumber(writer, message.flags);
      return writeProcess(message.result);
  }
}

/** Begins a control message of `arity` elements, its operation the first. */
function writeControl(operation: number, arity: number): void {
  writer.u8(Tag.SMALL_TUPLE);
  writer.u8(arity);
  writer.u8(Tag.SMALL_INTEGER);
  writer.u8(operation);
}

function writePayload(payload: Encodable, form: MessageForm): void {
  if (!form.hasHeader) writer.u8(VERSION);
  writeTerm(writer, payload);
}

function writeBetween(
  operation: number,
  { from, to }: Between,
): void {
  writeControl(operation, 3);
  writeIdentifier(writer, from);
  writeIdentifier(writer, to);
}

function writeUnlink(
  operation: number,
  { id, from, to }: Unlink | UnlinkAck,
): void {
  if (id < 1 || id > UNLINK_ID_MAX) {
    throw new RangeError(`Cannot unlink by the id ${id}: it is 1 to 2^64 - 1`);
  }
  writeControl(operation, 4);
  writeNumber(writer, id);
  writeIdentifier(writer, from);
  writeIdentifier(writer, to);
}

function writeExit(
  { type, from, to, reason }: Exit<Encodable> | Exit2<Encodable>,
  form: MessageForm,
): void {
  const isLink = type === "exit";
  if (form.hasExitPayload) {
    writeBetween(
      isLink ? Operation.PAYLOAD_EXIT : Operation.PAYLOAD_EXIT2,
      { from, to },
    );
    return writePayload(reason, form);
  }
  writeControl(isLink ? Operation.EXIT : Operation.EXIT2, 4);
  writeIdentifier(writer, from);
  writeIdentifier(writer, to);
  writeTerm(writer, reason, 1);
}

function writeMonitor(
  operation: number,
  { from, to, reference }: Watch,
): void {
  writeControl(operation, 4);
  writeIdentifier(writer, from);
  writeProcess(to);
  writeIdentifier(writer, reference);
}

function writeMonitorExit(
  { from, to, reference, reason }: MonitorExit<Encodable>,
  form: MessageForm,
): void {
  const { hasExitPayload } = form;
  writeControl(
    hasExitPayload
      ? Operation.PAYLOAD_MONITOR_P_EXIT
      : Operation.MONITOR_P_EXIT,
    hasExitPayload ? 4 : 5,
  );
  writeProcess(from);
  writeIdentifier(writer, to);
  writeIdentifier(writer, reference);
  if (hasExitPayload) writePayload(reason, form);
  else writeTerm(writer, reason, 1);
}

function writeProcess(process: Pid | string): void {
  if (typeof process === "string") writeAtom(writer, process);
  else writeIdentifier(writer, process);
}
