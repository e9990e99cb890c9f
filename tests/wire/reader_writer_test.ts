import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ByteReader } from "../../src/wire/reader.ts";
import { ByteWriter } from "../../src/wire/writer.ts";

Deno.test("numbers and bytes come back as they were written, whatever the growth", () => {
  const writer = new ByteWriter(1);
  writer.u8(0xfe);
  writer.u16(0xfedc);
  writer.u32(0xfedcba98);
  writer.u32(-2);
  writer.u64(-3n);
  writer.u64(0xffff_ffff_ffff_fff0n);
  writer.f64(-0.5);
  writer.bytes(Uint8Array.of(1, 2));
  assert.equal(writer.text("höß"), 5);
  writer.u16(-4);
  writer.setU32(3, 7);

  const reader = new ByteReader(writer.finish());
  assert.equal(reader.u8(), 0xfe);
  assert.equal(reader.u16(), 0xfedc);
  assert.equal(reader.u32(), 7);
  assert.equal(reader.i32(), -2);
  assert.equal(reader.i64(), -3n);
  assert.equal(reader.u64(), 0xffff_ffff_ffff_fff0n);
  assert.equal(reader.f64(), -0.5);
  assert.deepEqual(reader.copy(2), Uint8Array.of(1, 2));
  assert.equal(new TextDecoder().decode(reader.view(5)), "höß");
  assert.equal(reader.i16(), -4);
  assert.equal(reader.remaining, 0);
  assert.equal(reader.error, undefined);
});

Deno.test("a reader that failed stands still, yields zeros and keeps its first error", () => {
  const reader = new ByteReader<"odd">(Uint8Array.of(1, 2, 3));
  reader.u8();
  assert.equal(reader.u32(), 0);
  reader.fail("odd");
  assert.deepEqual(reader.error, { code: "truncated", offset: 1 });
  assert.equal(reader.u8(), 0);
  assert.equal(reader.i64(), 0n);
  assert.equal(reader.view(1).length, 0);
  assert.equal(reader.offset, 1);
});

Deno.test("nothing is read past the end of a view", () => {
  const bytes = Uint8Array.of(9, 1, 2, 9).subarray(1, 3);
  const reader = new ByteReader(bytes);
  assert.equal(reader.u16(), 0x0102);
  assert.equal(reader.u8(), 0);
  assert.deepEqual(reader.error, { code: "truncated", offset: 2 });
});

Deno.test("copies from a Buffer do not change with it", () => {
  const buffer = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const reader = new ByteReader(buffer.subarray(1));
  const copy = reader.copy(2);
  const view = reader.view(2);
  buffer.fill(0);
  assert.deepEqual(copy, Uint8Array.of(2, 3));
  assert.deepEqual(view, Uint8Array.of(0, 0));
});
