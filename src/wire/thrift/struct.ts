/**
 * Readers and writers of structs, made once from a table of their fields.
 *
 * Reading takes fields in any order, passes over those that are not in the table, and finds a fault in a field
 * that is missing, there twice, or of another type.
 *
 * @module
 */
import type { ThriftReader } from "./reader.ts";
import { FIELD_HEADER_BYTES, STOP, type ThriftErrorCode } from "./types.ts";
import type { ThriftWriter } from "./writer.ts";

/** How one kind of value travels. */
export interface Kind<Value> {
  /** Its Thrift type. */
  readonly type: number;
  /** What a field holds before it is read. */
  readonly blank: Value;
  /** Reads it; what is unusable about it is a fault of the reader. */
  read(reader: ThriftReader): Value;
  /**
   * Writes it.
   *
   * @throws {TypeError | RangeError} If it could not be read back.
   */
  write(writer: ThriftWriter, value: Value): void;
}

/** A field: its id, then its kind. */
export type Field<Value> = readonly [id: number, kind: Kind<Value>];

/** The fields of a struct whose value is a `Value`; all are required. */
export type Fields<Value> = {
  readonly [Key in keyof Value]: Field<Value[Key]>;
};

/** Reads and writes one struct. */
export interface StructCodec<Value> {
  /** Reads the fields up to and with STOP. The value counts only if the reader has no refusal. */
  read(reader: ThriftReader): Value;
  /** Writes the fields in the table's order, and STOP. */
  write(writer: ThriftWriter, value: Value): void;
}

/** A field as the loop needs it. */
interface Slot<Value> {
  readonly key: keyof Value;
  readonly id: number;
  readonly kind: Kind<Value[keyof Value]>;
  readonly bit: number;
}

/** Makes the codec of a struct; `constants` are the part of its value that does not travel. */
export function struct<Value, Constant extends keyof Value = never>(
  constants: Pick<Value, Constant>,
  fields: Fields<Omit<Value, Constant>>,
): StructCodec<Value> {
  const slots = slotsOf<Value>(fields as unknown as Fields<Value>);
  const byId: (Slot<Value> | undefined)[] = [];
  for (const slot of slots) byId[slot.id] = slot;
  const all = 2 ** slots.length - 1;
  const blank: Record<string, unknown> = { ...constants };
  for (const { key, kind } of slots) blank[key as string] = kind.blank;
  return {
    read(reader) {
      const start = reader.offset;
      // A copy of one object with every key: all values share one hidden class.
      const value = { ...blank } as Value;
      const seen = readFields(reader, byId, value);
      if (seen !== all) reader.blame("missing_field", start);
      return value;
    },
    write(writer, value) {
      for (const { key, id, kind } of slots) {
        writer.field(kind.type, id);
        kind.write(writer, value[key]);
      }
      writer.u8(STOP);
    },
  };
}

/** Reads the fields into `value`; returns the bits of those that were there. */
function readFields<Value>(
  reader: ThriftReader,
  byId: readonly (Slot<Value> | undefined)[],
  value: Value,
): number {
  let seen = 0;
  // A failed reader yields 0, which is STOP: the loop ends.
  for (let type = reader.u8(); type !== STOP; type = reader.u8()) {
    reader.valuesMade++;
    const slot = byId[reader.u16()];
    if (slot === undefined) {
      reader.pass(type);
      continue;
    }
    const { bit, kind } = slot;
    if ((seen & bit) !== 0) blameField(reader, "duplicate_field");
    seen |= bit;
    if (type === kind.type) {
      value[slot.key] = kind.read(reader);
      continue;
    }
    blameField(reader, "wrong_type");
    reader.pass(type);
  }
  return seen;
}

/** Blames the field whose header was just read. */
function blameField(reader: ThriftReader, code: ThriftErrorCode): void {
  reader.blame(code, reader.offset - FIELD_HEADER_BYTES);
}

function slotsOf<Value>(fields: Fields<Value>): readonly Slot<Value>[] {
  return Object.entries<Field<Value[keyof Value]>>(fields).map(
    ([key, [id, kind]], i) => ({
      key: key as keyof Value,
      id,
      kind,
      bit: 1 << i,
    }),
  );
}
