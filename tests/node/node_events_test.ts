import assert from "node:assert/strict";
import {
  EventStream,
  type NodeEvent,
  queuedEventsMax,
} from "../../src/node_events.ts";

const event = (atMs: number): NodeEvent => ({
  atMs,
  type: "node_stopped",
  node: "a@host",
});

Deno.test("a slow iteration loses the oldest events beyond its bound", async () => {
  const stream = new EventStream();
  const reading = stream[Symbol.asyncIterator]();
  const first = reading.next();
  stream.publish(event(0));
  assert.deepEqual((await first).value, event(0));
  for (let i = 1; i <= 3 * queuedEventsMax; i++) stream.publish(event(i));
  stream.end();
  const rest = await Array.fromAsync(reading);
  assert.equal(rest.length, queuedEventsMax);
  assert.equal(rest[0]!.atMs, 2 * queuedEventsMax + 1);
  assert.equal(rest.at(-1)!.atMs, 3 * queuedEventsMax);
  assert.equal(stream.dropped, 2 * queuedEventsMax);
});

Deno.test("a slow iteration does not hold up another", async () => {
  const stream = new EventStream();
  const slow = stream[Symbol.asyncIterator]();
  const quick = stream[Symbol.asyncIterator]();
  const first = [slow.next(), quick.next()];
  for (let i = 0; i < 5; i++) stream.publish(event(i));
  stream.end();
  await Promise.all(first);
  assert.equal((await Array.fromAsync(quick)).length, 4);
  assert.equal((await Array.fromAsync(slow)).length, 4);
});

Deno.test("after the end nothing is published, heard or waited for", async () => {
  const stream = new EventStream();
  stream.end();
  stream.subscribe(() => assert.fail("nothing is told"));
  stream.publish(event(0));
  assert.deepEqual(await Array.fromAsync(stream), []);
});

Deno.test("a listener may end itself, and others hear on", () => {
  const stream = new EventStream();
  const heard: string[] = [];
  const stop = stream.subscribe(() => {
    heard.push("once");
    stop();
  });
  stream.subscribe(() => void heard.push("always"));
  stream.publish(event(0));
  stream.publish(event(1));
  assert.deepEqual(heard, ["once", "always", "always"]);
});
