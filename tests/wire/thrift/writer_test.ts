import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteWriter } from "../../../src/wire/writer.ts";

Deno.test("any text, short or long, is written as UTF-8", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.string({ maxLength: 100 }),
      (any, ascii) => {
        const writer = new ByteWriter(1);
        const written = writer.text(any) + writer.text(ascii);
        const expected = new TextEncoder().encode(any + ascii);
        assert.deepEqual(writer.finish(), expected);
        assert.equal(written, expected.length);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("a writer begun anew keeps nothing of what was written before", () => {
  const writer = new ByteWriter(4);
  writer.text("something longer than four bytes");
  writer.clear();
  assert.equal(writer.length, 0);
  writer.space(3).fill(7);
  writer.u8(1);
  assert.deepEqual([...writer.view()], [7, 7, 7, 1]);
});
