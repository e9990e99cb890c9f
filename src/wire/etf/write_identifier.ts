/**
 * Writes pids, ports, references and functions.
 *
 * @module
 */
import type { ByteWriter } from "../writer.ts";
import { ExportFun, OpaqueFun, Pid, Port, Reference } from "./identifiers.ts";
import { Tag } from "./tags.ts";
import { writeAtom } from "./write_scalar.ts";

const U32_MAX = 0xffffffffn;

/**
 * Writes an identifier in its newest form.
 *
 * @throws {TypeError} If `value` is none.
 */
export function writeIdentifier(writer: ByteWriter, value: unknown): void {
  if (value instanceof Pid) return writePid(writer, value);
  if (value instanceof Reference) return writeReference(writer, value);
  if (value instanceof Port) return writePort(writer, value);
  if (value instanceof ExportFun) return writeExportFun(writer, value);
  if (value instanceof OpaqueFun) {
    writer.u8(value.tag);
    return writer.bytes(value.bytes);
  }
  throw new TypeError(
    `Cannot encode ${nameOf(value)}: no Erlang term stands for it`,
  );
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return `an object of class ${value.constructor?.name ?? "unknown"}`;
}

function writePid(writer: ByteWriter, pid: Pid): void {
  writer.u8(Tag.NEW_PID);
  writeAtom(writer, pid.node);
  writer.u32(pid.id);
  writer.u32(pid.serial);
  writer.u32(pid.creation);
}

function writePort(writer: ByteWriter, port: Port): void {
  // Nodes before OTP 24 know no V4_PORT_EXT, and have no ports that need it.
  const isWide = port.id > U32_MAX;
  writer.u8(isWide ? Tag.V4_PORT : Tag.NEW_PORT);
  writeAtom(writer, port.node);
  if (isWide) writer.u64(port.id);
  else writer.u32(Number(port.id));
  writer.u32(port.creation);
}

function writeReference(writer: ByteWriter, reference: Reference): void {
  writer.u8(Tag.NEWER_REFERENCE);
  writer.u16(reference.words.length);
  writeAtom(writer, reference.node);
  writer.u32(reference.creation);
  for (const word of reference.words) writer.u32(word);
}

function writeExportFun(writer: ByteWriter, fun: ExportFun): void {
  writer.u8(Tag.EXPORT);
  writeAtom(writer, fun.module);
  writeAtom(writer, fun.name);
  writer.u8(Tag.SMALL_INTEGER);
  writer.u8(fun.arity);
}
