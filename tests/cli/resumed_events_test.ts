import assert from "node:assert/strict";
import { lineCharsMax, type StreamEvent } from "../../src/cli/event_stream.ts";
import { ClientError } from "../../src/cli/rest_client.ts";
import {
  patienceMs,
  resumedEvents,
  silenceMsMax,
} from "../../src/cli/resumed_events.ts";
import { VirtualClock } from "../../src/sim/mod.ts";

const unreachable = new ClientError("nobody there", 3);
const missing = new ClientError("no such overlay", 1, { status: 404 });
const refused = new ClientError("you may not", 1, { status: 401 });

/** What comes of one attempt to open the stream: an error, or events, and what is behind them. */
type Attempt = ClientError | {
  readonly ids: readonly string[];
  readonly then: "end" | "fail" | "silence" | "babble";
};

const quiet: Attempt = { ids: [], then: "silence" };

Deno.test("a stream that ends or fails is opened again behind its last event", async () => {
  const reading = read([
    { ids: ["a-1", "a-2"], then: "end" },
    { ids: ["a-3"], then: "fail" },
    { ids: ["a-4"], then: "silence" },
  ]);
  await reading.clock.advanceAsync(5_000);
  assert.deepEqual(reading.ids, ["a-1", "a-2", "a-3", "a-4"]);
  assert.deepEqual(reading.opened, [undefined, "a-2", "a-3"]);
  assert.deepEqual(reading.lost, ["the node ended the stream", "cut"]);
  await reading.end();
});

Deno.test("events without an id leave the place where it was", async () => {
  const reading = read([{ ids: ["a-1", ""], then: "end" }, quiet]);
  await reading.clock.advanceAsync(5_000);
  assert.deepEqual(reading.opened, [undefined, "a-1"]);
  await reading.end();
});

Deno.test("a node that starts again is waited for, also while its overlay is not there yet", async () => {
  const attempts = [unreachable, unreachable, missing, missing];
  const again: Attempt = { ids: ["b-1"], then: "silence" };
  const reading = read([{ ids: ["a-1"], then: "end" }, ...attempts, again]);
  await reading.clock.advanceAsync(patienceMs / 2);
  assert.deepEqual(reading.ids, ["a-1", "b-1"]);
  assert.equal(reading.lost.length, 1);
  await reading.end();
});

Deno.test("a node that stays away is given up after a minute", async () => {
  const reading = read([{ ids: ["a-1"], then: "end" }, unreachable]);
  const given = assert.rejects(reading.ended, {
    code: 3,
    message: "No more is heard of the node: nobody there",
  });
  await reading.clock.advanceAsync(patienceMs - 1);
  assert.equal(reading.hasEnded(), false);
  await reading.clock.advanceAsync(10_000);
  await given;
  assert(reading.opened.length > 10 && reading.opened.length < 20);
});

Deno.test("a node that comes back and refuses to tell ends it at once", async () => {
  const reading = read([{ ids: ["a-1"], then: "end" }, refused]);
  const given = assert.rejects(reading.ended, refused);
  await reading.clock.advanceAsync(1_000);
  await given;
});

Deno.test("a node that cannot be reached at first is not waited for", async () => {
  await assert.rejects(read([unreachable]).ended, unreachable);
});

Deno.test("a host that vanished without a word is noticed by its silence", async () => {
  const reading = read([{ ids: ["a-1"], then: "silence" }, quiet]);
  await reading.clock.advanceAsync(silenceMsMax - 1);
  assert.deepEqual(reading.lost, []);
  await reading.clock.advanceAsync(1_000);
  assert.deepEqual(reading.lost, ["the node is silent"]);
  assert.deepEqual(reading.opened, [undefined, "a-1"]);
  await reading.end();
});

Deno.test("what is no event of a node is not asked for again", async () => {
  const reading = read([{ ids: ["a-1"], then: "babble" }]);
  await assert.rejects(reading.ended, { code: 3 });
  assert.equal(reading.opened.length, 1);
});

/** Reads what comes of these attempts, the last again and again. */
function read(attempts: readonly Attempt[]) {
  const clock = new VirtualClock();
  const opened: (string | undefined)[] = [];
  const lost: string[] = [];
  const ids: string[] = [];
  const ending = new AbortController();
  const { signal } = ending;
  let hasEnded = false;
  const events = resumedEvents({
    open(lastId) {
      opened.push(lastId);
      const attempt = attempts[Math.min(opened.length, attempts.length) - 1]!;
      return attempt instanceof ClientError
        ? Promise.reject(attempt)
        : Promise.resolve(streamOf(attempt));
    },
    lost: (why) => void lost.push(why),
    ...{ clock, signal },
  });
  const ended = collect(events, ids).finally(() => hasEnded = true);
  const end = async () => {
    ending.abort();
    await ended;
  };
  return { clock, opened, lost, ids, ended, end, hasEnded: () => hasEnded };
}

async function collect(
  events: AsyncIterable<StreamEvent>,
  ids: string[],
): Promise<void> {
  for await (const { id } of events) if (id !== "") ids.push(id);
}

function streamOf(
  { ids, then }: Exclude<Attempt, ClientError>,
): ReadableStream<Uint8Array> {
  const waiting = ids.map((id) =>
    new TextEncoder().encode(`${id === "" ? "" : `id: ${id}\n`}data: x\n\n`)
  );
  return new ReadableStream({
    pull(controller) {
      const bytes = waiting.shift();
      if (bytes) controller.enqueue(bytes);
      else if (then === "end") controller.close();
      else if (then === "fail") controller.error(new Error("cut"));
      else if (then === "babble") {
        controller.enqueue(new Uint8Array(lineCharsMax + 1));
      }
    },
  });
}
