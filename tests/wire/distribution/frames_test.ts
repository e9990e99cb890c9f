import assert from "node:assert/strict";
import fc from "fast-check";
import {
  framed,
  FrameReader,
  TICK,
} from "../../../src/wire/distribution/mod.ts";
import { concat } from "../../../src/wire/bytes.ts";

const short = { prefixBytes: 2, bytesMax: 0xffff } as const;
const long = { prefixBytes: 4, bytesMax: 32 * 1024 * 1024 } as const;

Deno.test("frames come out as they went in, wherever the stream is cut", () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 });
  fc.assert(fc.property(bodies, bodies, cuts, (first, then, cuts) => {
    const stream = concat(
      ...first.map((body) => framed(body, 2)),
      ...then.map(frame32),
    );
    const reader = new FrameReader(first.length > 0 ? short : long);
    const read: Uint8Array[] = [];
    for (const chunk of inChunks(stream, cuts)) {
      reader.push(chunk);
      for (let body = reader.next(); body; body = reader.next()) {
        read.push(body);
        if (read.length === first.length) reader.switchTo(long);
      }
    }
    assert.deepEqual(read, [...first, ...then]);
    assert.equal(reader.error, undefined);
  }));
});

Deno.test("a frame inside one chunk is a view of it", () => {
  const reader = new FrameReader(long);
  const chunk = concat(frame32(new Uint8Array(5)), frame32(new Uint8Array(7)));
  reader.push(chunk);
  for (const length of [5, 7]) {
    const body = reader.next();
    assert.equal(body?.buffer, chunk.buffer);
    assert.equal(body?.length, length);
  }
  assert.equal(reader.next(), undefined);
});

Deno.test("a tick is an empty frame", () => {
  const reader = new FrameReader(long);
  reader.push(concat(TICK, TICK));
  assert.deepEqual(reader.next(), new Uint8Array(0));
  assert.deepEqual(reader.next(), new Uint8Array(0));
  assert.equal(reader.next(), undefined);
});

Deno.test("a frame that claims to be too large is refused before any of it has come", () => {
  for (const cut of [1, 2, 3, 4, 100]) {
    const reader = new FrameReader({ prefixBytes: 4, bytesMax: 1000 });
    const stream = concat(
      frame32(new Uint8Array(1000)),
      Uint8Array.of(0, 0, 3, 0xe9),
      new Uint8Array(2000),
    );
    const read: number[] = [];
    for (const chunk of inChunks(stream, [cut])) {
      reader.push(chunk);
      for (let body = reader.next(); body; body = reader.next()) {
        read.push(body.length);
      }
    }
    assert.deepEqual(read, [1000]);
    assert.deepEqual(reader.error, { code: "too_large", offset: 1004 });
  }
});

Deno.test("a length of 32 bits has no sign", () => {
  const reader = new FrameReader(long);
  reader.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
  assert.equal(reader.next(), undefined);
  assert.deepEqual(reader.error, { code: "too_large", offset: 0 });
});

Deno.test("a large frame in many chunks is copied a few times at most", () => {
  const size = 20_000_000;
  const stream = frame32(new Uint8Array(size).fill(7));
  const copied = bytesCopiedBy(() => {
    const reader = new FrameReader(long);
    let body: Uint8Array | undefined;
    for (const chunk of inChunks(stream, [65_536])) {
      reader.push(chunk);
      body = reader.next();
    }
    assert.equal(body?.length, size);
  });
  assert(copied > 0 && copied < 3.5 * size, `${copied / size} times its size`);
});

Deno.test("a large frame that is claimed and does not come takes no memory", () => {
  const reader = new FrameReader(long);
  const made = bytesMadeBy(() => {
    reader.push(Uint8Array.of(1, 0, 0, 0, 9));
    assert.equal(reader.next(), undefined);
  });
  assert(made > 0 && made < 1000, `${made} bytes`);
});

Deno.test("a chunk before the last one's frames are taken is a mistake", () => {
  const reader = new FrameReader(long);
  reader.push(concat(TICK, TICK));
  assert.equal(reader.next()?.length, 0);
  assert.throws(() => reader.push(TICK), Error);
});

Deno.test("a body longer than 16 bits can tell cannot be framed by them", () => {
  assert.equal(framed(new Uint8Array(65_535), 2).length, 65_537);
  assert.throws(() => framed(new Uint8Array(65_536), 2), RangeError);
  assert.equal(framed(new Uint8Array(65_536), 4).length, 65_540);
});

function frame32(body: Uint8Array): Uint8Array {
  return framed(body, 4);
}

/** `stream` in pieces of these sizes, over and over. */
function* inChunks(
  stream: Uint8Array,
  sizes: readonly number[],
): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < stream.length; i++) {
    const end = at + sizes[i % sizes.length]!;
    yield stream.subarray(at, end);
    at = end;
  }
}

/** How many bytes `act` copies from array to array. */
function bytesCopiedBy(act: () => void): number {
  const { set } = Uint8Array.prototype;
  let copied = 0;
  Uint8Array.prototype.set = function (source, at) {
    copied += source.length;
    set.call(this, source, at);
  };
  try {
    act();
  } finally {
    Uint8Array.prototype.set = set;
  }
  return copied;
}

/** How many bytes of arrays `act` makes room for. */
function bytesMadeBy(act: () => void): number {
  const { Uint8Array: Real } = globalThis;
  let made = 0;
  globalThis.Uint8Array = new Proxy(Real, {
    construct(target, args, newTarget) {
      const array = Reflect.construct(target, args, newTarget) as Uint8Array;
      if (typeof args[0] === "number") made += array.length;
      return array;
    },
  });
  try {
    act();
  } finally {
    globalThis.Uint8Array = Real;
  }
  return made;
}
