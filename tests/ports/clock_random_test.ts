import assert from "node:assert/strict";
import { realClock } from "../../src/ports/clock.ts";
import { realRandom } from "../../src/ports/random.ts";
import { realWorld } from "../../src/ports/real_world.ts";

Deno.test("real time is the system's and never goes back", () => {
  assert(Math.abs(realClock.nowMs() - Date.now()) < 60_000);
  let before = realClock.nowMs();
  for (let reading = 0; reading < 10_000; reading++) {
    const now = realClock.nowMs();
    assert(now >= before);
    before = now;
  }
});

Deno.test("a timer fires no earlier than its delay, a cleared one never", async () => {
  const startMs = realClock.nowMs();
  const seen: string[] = [];
  await new Promise<void>((resolve) => {
    const cleared = realClock.setTimeout(() => seen.push("cleared"), 1);
    realClock.setTimeout(resolve, 10);
    realClock.clearTimeout(cleared);
    realClock.clearTimeout(cleared);
  });
  // Timers count whole milliseconds.
  assert(realClock.nowMs() - startMs >= 9);
  assert.deepEqual(seen, []);
});

Deno.test("a delay beyond what timers hold does not fire at once", async () => {
  let fired = false;
  const timer = realClock.setTimeout(() => fired = true, 2 ** 40);
  await new Promise<void>((resolve) => realClock.setTimeout(resolve, 2));
  realClock.clearTimeout(timer);
  assert(!fired);
});

Deno.test("random numbers spread evenly over [0, 1)", () => {
  const buckets = new Array<number>(10).fill(0);
  for (let drawn = 0; drawn < 100_000; drawn++) {
    const number = realRandom.next();
    assert(number >= 0 && number < 1);
    buckets[Math.floor(number * 10)]!++;
  }
  // 10,000 each, standard deviation 95: eight of them happen to nobody.
  for (const count of buckets) {
    assert(Math.abs(count - 10_000) < 760, `${buckets}`);
  }
});

Deno.test("random bytes come in the number asked for, are never given twice, and belong to the caller", () => {
  for (const count of [0, 1, 16, 4_095, 4_096, 4_097, 100_000]) {
    assert.equal(realRandom.bytes(count).length, count);
  }
  const seen = new Set<string>();
  for (let drawn = 0; drawn < 2_000; drawn++) {
    const bytes = realRandom.bytes(16);
    seen.add(bytes.toHex());
    bytes.fill(0);
  }
  assert.equal(seen.size, 2_000);
});

Deno.test("the real world is complete", () => {
  assert.deepEqual(Object.keys(realWorld()).sort(), [
    "ciphers",
    "clock",
    "http",
    "interfaceAddress",
    "random",
    "tcp",
    "udp",
  ]);
});
