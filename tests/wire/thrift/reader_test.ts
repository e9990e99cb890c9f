import assert from "node:assert/strict";
import fc from "fast-check";
import { ThriftReader } from "../../../src/wire/thrift/reader.ts";
import { DEPTH_MAX, ThriftType } from "../../../src/wire/thrift/types.ts";
import { ThriftWriter } from "../../../src/wire/thrift/writer.ts";
import { anyValue } from "./arbitraries.ts";

Deno.test("any value of any type is passed over to its last byte", () => {
  fc.assert(
    fc.property(anyValue, ({ type, bytes }) => {
      const reader = new ThriftReader(new Uint8Array([...bytes, 1, 2, 3]));
      reader.pass(type);
      assert.equal(reader.refusal, undefined);
      assert.equal(reader.offset, bytes.length);
      assert(reader.valuesMade <= bytes.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("any value that is cut is truncated", () => {
  fc.assert(
    fc.property(anyValue, fc.nat(), ({ type, bytes }, cut) => {
      const reader = new ThriftReader(
        new Uint8Array(bytes.slice(0, cut % bytes.length)),
      );
      reader.pass(type);
      assert.equal(reader.error?.code, "truncated");
    }),
    { seed: 2, numRuns: 500 },
  );
});

Deno.test("a count that the bytes left cannot hold is refused before anything is made", () => {
  const { LIST, MAP, SET, STRING, STRUCT, BOOL } = ThriftType;
  const claims: [number, number[]][] = [
    [LIST, [STRUCT, 2, 250, 240, 128, 0, 0]],
    [LIST, [BOOL, 0x7f, 255, 255, 255, 1]],
    [SET, [STRING, 0, 0, 0, 2, 0, 0, 0, 0]],
    [MAP, [STRING, STRUCT, 0, 0, 0, 2, 0, 0, 0, 0, 0]],
    [STRING, [0x7f, 255, 255, 255, 1, 2, 3]],
  ];
  for (const [type, bytes] of claims) {
    const reader = new ThriftReader(new Uint8Array(bytes));
    reader.pass(type);
    assert.equal(reader.error?.code, "truncated");
    assert.equal(reader.valuesMade, 0);
  }
});

Deno.test("negative sizes and types that no type has are refused", () => {
  const { LIST, MAP, STRING } = ThriftType;
  const bad: [string, number, number[]][] = [
    ["negative_size", STRING, [255, 255, 255, 255]],
    ["negative_size", LIST, [2, 255, 255, 255, 255]],
    ["negative_size", MAP, [2, 2, 128, 0, 0, 0]],
    ["bad_type", LIST, [0, 0, 0, 0, 1, 1]],
    ["bad_type", MAP, [2, 99, 0, 0, 0, 1, 1, 1]],
    ["bad_type", 5, [1, 2, 3]],
    ["bad_type", 255, [1, 2, 3]],
  ];
  for (const [code, type, bytes] of bad) {
    const reader = new ThriftReader(new Uint8Array(bytes));
    reader.pass(type);
    assert.equal(reader.error?.code, code);
  }
});

Deno.test("containers may nest sixteen deep", () => {
  const nested = (depth: number) => {
    const reader = new ThriftReader(
      new Uint8Array([
        ...Array(depth - 1).fill([ThriftType.LIST, 0, 0, 0, 1]).flat(),
        ...[ThriftType.BOOL, 0, 0, 0, 0],
      ]),
    );
    reader.pass(ThriftType.LIST);
    return reader.error?.code;
  };
  assert.equal(nested(DEPTH_MAX), undefined);
  assert.equal(nested(DEPTH_MAX + 1), "too_deep");
  // Structs too, and as deep as a datagram can claim.
  const structs = new Uint8Array(60_000)
    .map((_, i) => i % 3 === 0 ? ThriftType.STRUCT : 0);
  const reader = new ThriftReader(structs);
  reader.pass(ThriftType.STRUCT);
  assert.equal(reader.error?.code, "too_deep");
});

Deno.test("an empty list may be of any type, another only of its own", () => {
  const read = (...bytes: number[]) => {
    const reader = new ThriftReader(new Uint8Array(bytes));
    return [reader.list(ThriftType.STRING), reader.refusal?.code];
  };
  assert.deepEqual(read(11, 0, 0, 0, 1, 0, 0, 0, 0), [1, undefined]);
  assert.deepEqual(read(0, 0, 0, 0, 0), [0, undefined]);
  assert.deepEqual(read(2, 0, 0, 0, 1, 1), [0, "wrong_type"]);
});

Deno.test("64-bit integers are numbers up to where numbers are exact, both ways", () => {
  const { MAX_SAFE_INTEGER: most } = Number;
  const ints = fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(most, -most, 0, -1),
  );
  fc.assert(
    fc.property(ints, (value) => {
      const writer = new ThriftWriter();
      writer.safeI64(value);
      const bytes = writer.finish();
      assert.equal(new DataView(bytes.buffer).getBigInt64(0), BigInt(value));
      const reader = new ThriftReader(bytes);
      assert.equal(reader.safeI64(), value);
      assert.equal(reader.refusal, undefined);
    }),
    { seed: 3 },
  );
  for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
    const writer = new ThriftWriter();
    writer.u64(value);
    const reader = new ThriftReader(writer.finish());
    reader.safeI64();
    assert.equal(reader.fault?.code, "bad_number");
  }
});
