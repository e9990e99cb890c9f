/**
 * The types of Thrift's binary protocol, and why its bytes are refused.
 *
 * @module
 */

/** Type bytes (Thrift binary protocol, "Struct"). */
export const ThriftType = {
  BOOL: 2,
  BYTE: 3,
  DOUBLE: 4,
  I16: 6,
  I32: 8,
  I64: 10,
  STRING: 11,
  STRUCT: 12,
  MAP: 13,
  SET: 14,
  LIST: 15,
  UUID: 16,
} as const;

/** Stands where a field's type would, after a struct's last field. */
export const STOP = 0;

/** Bytes of a field's header: its type and its id. */
export const FIELD_HEADER_BYTES = 3;

/** Bytes before a list's elements: their type and their count. */
export const LIST_HEADER_BYTES = 5;

/** Structs and containers inside each other that are skipped; gossiperl's own nest two deep. */
export const DEPTH_MAX = 16;

/** Why bytes are no struct, or not the one expected. */
export type ThriftErrorCode =
  /** They end inside a value, or claim more elements than could follow. */
  | "truncated"
  /** A length or count is negative. */
  | "negative_size"
  /** A type byte that no type has. */
  | "bad_type"
  /** Containers are nested deeper than {@linkcode DEPTH_MAX}. */
  | "too_deep"
  /** A list or struct has more elements than are taken. */
  | "too_many"
  /** A field or element has another type than its struct says. */
  | "wrong_type"
  /** A required field is not there. */
  | "missing_field"
  /** A field is there twice. */
  | "duplicate_field"
  /** A text is not UTF-8, not printable, empty, or too long. */
  | "bad_text"
  /** A number is out of its range. */
  | "bad_number"
  /** An IP address is none. */
  | "bad_address";

/** Bytes of types whose values all have the same size; 0 for other types. */
export const fixedBytes: Uint8Array = sizes([
  [ThriftType.BOOL, 1],
  [ThriftType.BYTE, 1],
  [ThriftType.DOUBLE, 8],
  [ThriftType.I16, 2],
  [ThriftType.I32, 4],
  [ThriftType.I64, 8],
  [ThriftType.UUID, 16],
]);

/** Bytes of the smallest value of a type, by which counts are judged; 0 if there is no such type. */
export const leastBytes: Uint8Array = sizes([
  ...[...fixedBytes.entries()],
  [ThriftType.STRING, 4],
  [ThriftType.STRUCT, 1],
  [ThriftType.MAP, 6],
  [ThriftType.SET, LIST_HEADER_BYTES],
  [ThriftType.LIST, LIST_HEADER_BYTES],
]);

function sizes(entries: readonly (readonly [number, number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [type, bytes] of entries) table[type] = bytes;
  return table;
}
