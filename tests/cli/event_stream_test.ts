import assert from "node:assert/strict";
import fc from "fast-check";
import {
  eventsOf,
  lineCharsMax,
  type StreamEvent,
} from "../../src/cli/event_stream.ts";

const text = ': alive\n\nid: a-1\nevent: member_in\ndata: {"member":\n' +
  'data: "ü"}\n\nid: a-2\n\ndata: x\r\n\r\nevent: cut_off\ndata: y\n';

const told: readonly StreamEvent[] = [
  { id: "a-1", type: "member_in", data: '{"member":\n"ü"}' },
  { id: "", type: "message", data: "x" },
];

Deno.test("events are the same however their bytes are cut", async () => {
  const bytes = new TextEncoder().encode(text);
  const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }));
  await fc.assert(fc.asyncProperty(cuts, async (places) => {
    const ends = [...places.sort((one, other) => one - other), bytes.length];
    const chunks = ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
    const events = await Array.fromAsync(
      eventsOf(ReadableStream.from(chunks)),
    );
    assert.deepEqual(events, told);
  }));
});

Deno.test("any bytes are events or none", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.uint8Array()),
    async (chunks) => {
      const events = eventsOf(ReadableStream.from(chunks));
      for await (const { data } of events) assert.notEqual(data, "");
    },
  ));
});

Deno.test("an event that does not end is given up", async () => {
  const chunk = new TextEncoder().encode("x".repeat(lineCharsMax + 1));
  const lines = new TextEncoder().encode(
    `data: ${"x".repeat(lineCharsMax - 1)}\ndata: more\n`,
  );
  for (const bytes of [chunk, lines]) {
    const events = Array.fromAsync(eventsOf(ReadableStream.from([bytes])));
    await assert.rejects(events, RangeError);
  }
});
