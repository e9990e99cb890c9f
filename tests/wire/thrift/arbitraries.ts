/** Any bytes that are Thrift. */
import fc from "fast-check";
import { ThriftType } from "../../../src/wire/thrift/types.ts";

interface Value {
  readonly type: number;
  readonly bytes: readonly number[];
}

const u32 = (n: number) => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
const flat = (values: readonly Value[]) => values.flatMap(({ bytes }) => bytes);

const fixed = (type: number, size: number): fc.Arbitrary<Value> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => ({
    type,
    bytes: [...bytes],
  }));

const scalar = fc.oneof(
  fixed(ThriftType.BOOL, 1),
  fixed(ThriftType.BYTE, 1),
  fixed(ThriftType.DOUBLE, 8),
  fixed(ThriftType.I16, 2),
  fixed(ThriftType.I32, 4),
  fixed(ThriftType.I64, 8),
  fixed(ThriftType.UUID, 16),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => ({
    type: ThriftType.STRING,
    bytes: [...u32(bytes.length), ...bytes],
  })),
);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    scalar,
    fc.array(fc.tuple(fc.nat(300), tie("value")), { maxLength: 3 }).map((
      fields,
    ) => ({
      type: ThriftType.STRUCT,
      bytes: [
        ...fields.flatMap((
          [id, { type, bytes }],
        ) => [type, id >> 8, id & 255, ...bytes]),
        0,
      ],
    })),
    // Elements of one type: the same value several times.
    fc.tuple(
      tie("value"),
      fc.nat(3),
      fc.constantFrom(ThriftType.LIST, ThriftType.SET),
    ).map(([element, count, type]) => ({
      type,
      bytes: [
        element.type,
        ...u32(count),
        ...flat(Array(count).fill(element)),
      ],
    })),
    fc.tuple(tie("value"), tie("value"), fc.nat(3)).map((
      [key, element, count],
    ) => ({
      type: ThriftType.MAP,
      bytes: [
        key.type,
        element.type,
        ...u32(count),
        ...flat(Array(count).fill([key, element]).flat()),
      ],
    })),
  ),
}));

/** Any value of any type. */
export const anyValue: fc.Arbitrary<Value> = value;

/** Any field, with its header. */
export function anyField(
  ids: { readonly min: number; readonly max: number },
): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.integer(ids), value).map(([id, { type, bytes }]) =>
    new Uint8Array([type, id >> 8, id & 255, ...bytes])
  );
}
