/**
 * Structs of which only their bytes are known: a user's own digests, as lists of fields.
 *
 * Fields of the scalar types, and lists of them, are read and written. Structs, maps, sets and lists of
 * anything else are passed over when reading. A field is there at most once.
 *
 * @module
 */
import { accept, type Result } from "../result.ts";
import { elementType, fieldProblem } from "./field_problem.ts";
import { ThriftReader, type ThriftWork } from "./reader.ts";
import { type ScalarName, scalarOf, scalars } from "./scalars.ts";
import { STOP, type ThriftErrorCode, ThriftType } from "./types.ts";
import { ThriftWriter } from "./writer.ts";

/** Most fields in a struct: each becomes an object. */
export const FIELDS_MAX = 1_024;

/** What a scalar field can hold. */
export type ScalarValue = boolean | number | bigint | string | Uint8Array;

/** What a field can hold. */
export type FieldValue = ScalarValue | readonly ScalarValue[];

/** The name of a field's type. */
export type FieldType = ScalarName | `list<${ScalarName}>`;

/**
 * One field of a struct.
 *
 * | type | value |
 * | --- | --- |
 * | `bool` | a boolean |
 * | `byte`, `i16`, `i32` | an integer with a sign, of 8, 16 or 32 bits |
 * | `i64` | a number where it is a safe integer, otherwise a bigint |
 * | `double` | a number, NaN and the infinities too |
 * | `string` | a text; UTF-8 on the wire |
 * | `binary` | bytes; on the wire a string, and what is read of a string that is not UTF-8 |
 * | `list<…>` | an array of one of these |
 */
export interface ThriftField {
  /** Its id: an integer with a sign, of 16 bits. */
  readonly id: number;
  /** The type of its value. */
  readonly type: FieldType;
  /** Its value. */
  readonly value: FieldValue;
}

/**
 * Encodes fields as a struct, in the order given.
 *
 * @throws {TypeError} Naming the field whose value does not fit its type; see {@linkcode fieldProblem}.
 *
 * @example
 * ```ts
 * import { decodeFields, encodeFields } from "./fields.ts";
 *
 * const bytes = encodeFields([{ id: 1, type: "string", value: "some data" }]);
 * const decoded = decodeFields(bytes);
 * if (!decoded.ok || decoded.value[0]?.value !== "some data") throw new Error("not the same");
 * ```
 */
export function encodeFields(fields: readonly ThriftField[]): Uint8Array {
  const writer = new ThriftWriter();
  const seen = new Set<number>();
  for (const field of fields) {
    const problem = fieldProblem(field) ??
      (seen.has(field.id) ? "its id is there twice" : undefined);
    if (problem !== undefined) {
      throw new TypeError(`Cannot encode field ${field.id}: ${problem}`);
    }
    seen.add(field.id);
    writeField(writer, field);
  }
  writer.u8(STOP);
  return writer.finish();
}

/** Decodes the fields of a struct; what follows its end is ignored. Adds what that cost to `work`. */
export function decodeFields(
  bytes: Uint8Array,
  work?: ThriftWork,
): Result<readonly ThriftField[], ThriftErrorCode> {
  const reader = new ThriftReader(bytes);
  const fields = readFields(reader);
  if (work !== undefined) reader.tally(work);
  const { refusal } = reader;
  return refusal === undefined ? accept(fields) : { ok: false, error: refusal };
}

function readFields(reader: ThriftReader): ThriftField[] {
  const fields: ThriftField[] = [];
  const seen = new Set<number>();
  for (let type = reader.u8(); type !== STOP; type = reader.u8()) {
    const id = reader.i16();
    if (seen.has(id)) reader.fail("duplicate_field");
    if (seen.size === FIELDS_MAX) reader.fail("too_many");
    seen.add(id);
    reader.valuesMade++;
    const field = readField(reader, type, id);
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

function readField(
  reader: ThriftReader,
  type: number,
  id: number,
): ThriftField | undefined {
  if (type === ThriftType.LIST) return readList(reader, id);
  const scalar = scalarOf(type);
  if (scalar !== undefined) return { id, ...scalar.read(reader) };
  reader.pass(type);
  return undefined;
}

function readList(reader: ThriftReader, id: number): ThriftField | undefined {
  const { type, count } = reader.anyList();
  const scalar = scalarOf(type);
  if (scalar === undefined) {
    reader.passElements(type, count);
    return undefined;
  }
  reader.valuesMade += count;
  const read = Array.from({ length: count }, () => scalar.read(reader));
  const texts = read.every((element) => element.type === scalar.name);
  return texts
    ? { id, type: `list<${scalar.name}>`, value: read.map((e) => e.value) }
    : { id, type: "list<binary>", value: read.map((e) => bytesOf(e.value)) };
}

const utf8 = new TextEncoder();

/** One string that is not UTF-8 makes all of its list binary. */
function bytesOf(value: ScalarValue): Uint8Array {
  return value instanceof Uint8Array ? value : utf8.encode(String(value));
}

function writeField(writer: ThriftWriter, field: ThriftField): void {
  const element = elementType(field.type);
  if (element === undefined) {
    const scalar = scalars[field.type as ScalarName];
    writer.field(scalar.type, field.id);
    scalar.write(writer, field.value as ScalarValue);
    return;
  }
  const scalar = scalars[element];
  const values = field.value as readonly ScalarValue[];
  writer.field(ThriftType.LIST, field.id);
  writer.list(scalar.type, values.length);
  for (const value of values) scalar.write(writer, value);
}
