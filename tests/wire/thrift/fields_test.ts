import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeFields,
  encodeFields,
  FIELDS_MAX,
  type ThriftField,
} from "../../../src/wire/thrift/fields.ts";
import { fieldProblem } from "../../../src/wire/thrift/field_problem.ts";
import { assertLinear } from "../gossiperl/bounded.ts";
import { anyField } from "./arbitraries.ts";

const i64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .filter((value) => !Number.isSafeInteger(Number(value))),
);
const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  byte: fc.integer({ min: -128, max: 127 }),
  i16: fc.integer({ min: -32_768, max: 32_767 }),
  i32: fc.integer(),
  i64,
  double: fc.double(),
  string: fc.string({ unit: "binary" }),
};
const type = fc.constantFrom(...Object.keys(scalars));
const value = type.chain((type) =>
  fc.oneof(
    fc.record({ type: fc.constant(type), value: scalars[type]! }),
    fc.record({
      type: fc.constant(`list<${type}>`),
      value: fc.array(scalars[type]!, { maxLength: 4 }),
    }),
  )
);
const fields = fc.uniqueArray(
  fc.tuple(fc.integer({ min: -32_768, max: 32_767 }), value)
    .map(([id, { type, value }]) => ({ id, type, value }) as ThriftField),
  { selector: ({ id }) => id, maxLength: 6 },
);

Deno.test("any fields that are encoded decode to the same", () => {
  fc.assert(
    fc.property(fields, (fields) => {
      const decoded = decodeFields(encodeFields(fields));
      assert(decoded.ok);
      assert.deepEqual(decoded.value, fields);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("bytes that are no text come back as bytes, and leave as they came", () => {
  const fields: ThriftField[] = [
    { id: 1, type: "binary", value: new Uint8Array([0xff, 0]) },
    {
      id: 2,
      type: "list<binary>",
      value: [new Uint8Array([97]), new Uint8Array([0xfe])],
    },
  ];
  const bytes = encodeFields(fields);
  const decoded = decodeFields(bytes);
  assert(decoded.ok);
  assert.deepEqual(decoded.value, fields);
  assert.deepEqual(encodeFields(decoded.value), bytes);
  const text = encodeFields([{ ...fields[0]!, value: new Uint8Array([97]) }]);
  const asText = decodeFields(text);
  assert(asText.ok && asText.value[0]?.type === "string");
});

Deno.test("fields of other types are passed over", () => {
  fc.assert(
    fc.property(fields, anyField({ min: 0, max: 9 }), (fields, other) => {
      const known = fields.map((field) => ({ ...field, id: field.id | 16 }));
      const ids = new Set(known.map(({ id }) => id));
      fc.pre(ids.size === known.length && !ids.has(other[2]!));
      const bytes = new Uint8Array([...other, ...encodeFields(known)]);
      const decoded = decodeFields(bytes);
      assert(decoded.ok);
      const later = decoded.value.filter(({ id }) => ids.has(id));
      assert.deepEqual(later, known);
    }),
    { seed: 2, numRuns: 300 },
  );
});

Deno.test("any bytes are refused or decoded, at a cost within their size", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const work = { bytesRead: 0, valuesMade: 0 };
      decodeFields(bytes, work);
      assertLinear(work, bytes.length);
    }),
    { seed: 3, numRuns: 1_000 },
  );
});

Deno.test("a field that is there twice, or the 1,025th, is refused", () => {
  const bool = (id: number) => [2, id >> 8, id & 255, 1];
  const codeOf = (...ids: number[]) => {
    const decoded = decodeFields(new Uint8Array([...ids.flatMap(bool), 0]));
    return decoded.ok ? "ok" : decoded.error.code;
  };
  assert.equal(codeOf(1, 2), "ok");
  assert.equal(codeOf(1, 2, 1), "duplicate_field");
  const ids = Array.from({ length: FIELDS_MAX + 1 }, (_, i) => i);
  assert.equal(codeOf(...ids.slice(1)), "ok");
  assert.equal(codeOf(...ids), "too_many");
});

Deno.test("what is wrong with a field is said in words, and thrown when it is encoded all the same", () => {
  const wrong: [unknown, RegExp][] = [
    [{ id: 0.5, type: "bool", value: true }, /id/],
    [{ id: 32_768, type: "bool", value: true }, /id/],
    [{ id: 1, type: "struct", value: {} }, /type/],
    [{ id: 1, type: "toString", value: {} }, /type/],
    [{ id: 1, type: "list<list<bool>>", value: [] }, /type/],
    [{ id: 1, type: "bool", value: 1 }, /true or false/],
    [{ id: 1, type: "byte", value: 128 }, /-128 to 127/],
    [{ id: 1, type: "i16", value: -32_769 }, /-32768/],
    [{ id: 1, type: "i32", value: 2 ** 31 }, /2147483647/],
    [{ id: 1, type: "i32", value: "1" }, /integer/],
    [{ id: 1, type: "i64", value: 2 ** 53 }, /bigint/],
    [{ id: 1, type: "i64", value: 2n ** 63n }, /bigint/],
    [{ id: 1, type: "double", value: "1" }, /number/],
    [{ id: 1, type: "string", value: 1 }, /text/],
    [{ id: 1, type: "string", value: "\ud800" }, /surrogates/],
    [{ id: 1, type: "binary", value: "a" }, /Uint8Array/],
    [{ id: 1, type: "list<bool>", value: true }, /array/],
    [{ id: 1, type: "list<bool>", value: [true, 0] }, /each/],
  ];
  for (const [field, words] of wrong) {
    assert.match(fieldProblem(field as ThriftField) ?? "none", words);
    assert.throws(() => encodeFields([field as ThriftField]), {
      name: "TypeError",
      message: words,
    });
  }
  const twice = { id: 1, type: "bool", value: true } as const;
  assert.throws(() => encodeFields([twice, twice]), /twice/);
});
