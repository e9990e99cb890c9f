import assert from "node:assert/strict";
import fc from "fast-check";
import {
  WRITE_GATHERED_BYTES,
  WriteQueue,
} from "../../src/ports/tcp_write_queue.ts";
import { pattern } from "./tcp_bench.ts";

Deno.test("small writes leave together, up to what one write gathers", () => {
  const queue = new WriteQueue();
  for (let i = 0; i < 1_000; i++) queue.push(new Uint8Array(100));
  const sizes: number[] = [];
  for (let next = queue.take(); next; next = queue.take()) {
    sizes.push(next.length);
  }
  assert.deepEqual(sizes, [65_500, 34_500]);
  assert(sizes[0]! <= WRITE_GATHERED_BYTES);
});

Deno.test("a large write is not copied, nor held up by what is behind it", () => {
  const queue = new WriteQueue();
  const large = new Uint8Array(20_000_000);
  queue.push(large);
  queue.push(new Uint8Array(10));
  for (let at = 0; at < large.length;) {
    const portion = queue.take()!;
    assert.equal(portion.buffer, large.buffer);
    assert.equal(portion.byteOffset, at);
    at += portion.length;
  }
  assert.equal(queue.bytes, 10);
});

Deno.test("a lone write is handed on as it is", () => {
  const queue = new WriteQueue();
  const lone = new Uint8Array(100);
  queue.push(lone);
  assert.equal(queue.take(), lone);
  assert.equal(queue.take(), undefined);
});

Deno.test("whatever is pushed and taken in turn comes out in order, and is counted", () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 16_000, max: 17_000 }),
    fc.integer({ min: 1, max: 1_200_000 }),
  );
  const step = fc.oneof(size, fc.constant("take" as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const all = pattern(80_000);
      const queue = new WriteQueue();
      let pushed = 0;
      let taken = 0;
      const take = () => {
        const portion = queue.take();
        if (!portion) return false;
        assert(portion.length > 0);
        const wanted = Uint8Array.from(
          { length: Math.min(3, portion.length) },
          (_, i) => all[(taken + i) % all.length]!,
        );
        assert.deepEqual(new Uint8Array(portion.slice(0, 3)), wanted);
        taken += portion.length;
        return true;
      };
      for (const next of steps) {
        if (next === "take") take();
        else {
          const bytes = new Uint8Array(next);
          for (let i = 0; i < next; i++) {
            bytes[i] = all[(pushed + i) % all.length]!;
          }
          queue.push(bytes);
          pushed += next;
        }
        assert.equal(queue.bytes, pushed - taken);
      }
      while (take());
      assert.equal(taken, pushed);
    }),
    { numRuns: 40 },
  );
});

Deno.test("what lies side by side in memory leaves in one write, uncopied", () => {
  const all = new Uint8Array(200_000).map((_, i) => i);
  const queue = new WriteQueue();
  queue.push(all.subarray(0, 65_555));
  queue.push(all.subarray(65_555, 131_109));
  queue.push(all.subarray(131_109));
  assert.equal(queue.bytes, all.length);
  const written = queue.take();
  assert.deepEqual(written, all);
  assert.equal(written?.buffer, all.buffer);
  assert.equal(queue.take(), undefined);
});

Deno.test("what lies side by side the other way round stays in the order of its pushes", () => {
  const all = new Uint8Array(40_000).map((_, i) => i);
  const queue = new WriteQueue();
  queue.push(all.subarray(20_000));
  queue.push(all.subarray(0, 20_000));
  assert.deepEqual(queue.take(), all.subarray(20_000));
  // What was taken is not added to.
  queue.push(all.subarray(20_000));
  assert.deepEqual(queue.take(), all);
  assert.equal(queue.take(), undefined);
});
