/**
 * The scalar types that a user's own digest may have, by name.
 *
 * @module
 */
import { utf8Text } from "../text.ts";
import type { ScalarValue } from "./fields.ts";
import type { ThriftReader } from "./reader.ts";
import { ThriftType } from "./types.ts";
import type { ThriftWriter } from "./writer.ts";

/** The name of a scalar type. */
export type ScalarName =
  | "bool"
  | "byte"
  | "double"
  | "i16"
  | "i32"
  | "i64"
  | "string"
  | "binary";

/** A value, and the type it turned out to have. */
export interface ScalarRead {
  /** The type. */
  readonly type: ScalarName;
  /** The value. */
  readonly value: ScalarValue;
}

/** How values of one scalar type travel, and which are of it. */
export interface Scalar {
  /** Its name. */
  readonly name: ScalarName;
  /** Its type byte. */
  readonly type: number;
  /** What a value must be, in words. */
  readonly expected: string;
  /** Whether a value is that. */
  fits(value: unknown): boolean;
  /** Reads one. */
  read(reader: ThriftReader): ScalarRead;
  /** Writes one that fits. */
  write(writer: ThriftWriter, value: ScalarValue): void;
}

/** All scalar types. */
export const scalars: Readonly<Record<ScalarName, Scalar>> = {
  bool: scalar<boolean>({
    name: "bool",
    type: ThriftType.BOOL,
    expected: "true or false",
    fits: (value) => typeof value === "boolean",
    read: (reader) => reader.u8() !== 0,
    write: (writer, value) => writer.u8(value ? 1 : 0),
  }),
  byte: integer("byte", ThriftType.BYTE, 8, {
    read: (reader) => reader.u8() << 24 >> 24,
    write: (writer, value) => writer.u8(value),
  }),
  i16: integer("i16", ThriftType.I16, 16, {
    read: (reader) => reader.i16(),
    write: (writer, value) => writer.u16(value),
  }),
  i32: integer("i32", ThriftType.I32, 32, {
    read: (reader) => reader.i32(),
    write: (writer, value) => writer.u32(value),
  }),
  i64: scalar<number | bigint>({
    name: "i64",
    type: ThriftType.I64,
    expected: "a safe integer, or a bigint of 64 bits",
    fits: (value) =>
      Number.isSafeInteger(value) ||
      typeof value === "bigint" && BigInt.asIntN(64, value) === value,
    read: (reader) => {
      const value = reader.i64();
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    },
    write: (writer, value) => writer.u64(BigInt(value)),
  }),
  double: scalar<number>({
    name: "double",
    type: ThriftType.DOUBLE,
    expected: "a number",
    fits: (value) => typeof value === "number",
    read: (reader) => reader.f64(),
    write: (writer, value) => writer.f64(value),
  }),
  string: {
    name: "string",
    type: ThriftType.STRING,
    expected: "a text without lone surrogates",
    fits: (value) => typeof value === "string" && value.isWellFormed(),
    read: readString,
    write: (writer, value) => void writer.string(value as string),
  },
  binary: scalar<Uint8Array>({
    name: "binary",
    type: ThriftType.STRING,
    expected: "a Uint8Array",
    fits: (value) => value instanceof Uint8Array,
    read: (reader) => reader.copy(reader.size()),
    write: (writer, value) => writer.binary(value),
  }),
};

const byType = new Map<number, Scalar>(
  // Strings are told from binaries by looking at them.
  Object.values(scalars).filter(({ name }) => name !== "binary")
    .map((scalar) => [scalar.type, scalar]),
);

/** The scalar type of a type byte, if it is one's. */
export function scalarOf(type: number): Scalar | undefined {
  return byType.get(type);
}

function readString(reader: ThriftReader): ScalarRead {
  const bytes = reader.view(reader.size());
  const text = utf8Text(bytes, 0, bytes.length);
  return text === undefined
    ? { type: "binary", value: new Uint8Array(bytes) }
    : { type: "string", value: text };
}

interface ScalarSpec<Value extends ScalarValue> {
  readonly name: ScalarName;
  readonly type: number;
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  readonly read: (reader: ThriftReader) => Value;
  readonly write: (writer: ThriftWriter, value: Value) => void;
}

function scalar<Value extends ScalarValue>(
  { name, type, expected, fits, read, write }: ScalarSpec<Value>,
): Scalar {
  return {
    name,
    type,
    expected,
    fits,
    read: (reader) => ({ type: name, value: read(reader) }),
    write: (writer, value) => write(writer, value as Value),
  };
}

function integer(
  name: ScalarName,
  type: number,
  bits: number,
  travel: Pick<ScalarSpec<number>, "read" | "write">,
): Scalar {
  const least = -(2 ** (bits - 1));
  return scalar<number>({
    name,
    type,
    expected: `an integer from ${least} to ${-least - 1}`,
    fits: (value) =>
      Number.isInteger(value) && least <= Number(value) &&
      Number(value) < -least,
    ...travel,
  });
}
