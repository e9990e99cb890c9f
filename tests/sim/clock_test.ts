import assert from "node:assert/strict";
import fc from "fast-check";
import { VIRTUAL_EPOCH_MS, VirtualClock } from "../../src/sim/mod.ts";

Deno.test("virtual time stands at its epoch until it is moved", () => {
  const clock = new VirtualClock();
  assert.equal(clock.nowMs(), VIRTUAL_EPOCH_MS);
  assert.equal(
    new Date(clock.nowMs()).toISOString(),
    "2025-01-01T00:00:00.000Z",
  );
  clock.advance(1.5);
  assert.equal(clock.nowMs(), VIRTUAL_EPOCH_MS + 1.5);
  assert.equal(new VirtualClock({ startMs: 7 }).nowMs(), 7);
});

Deno.test("timers fire by deadline, then by age, each at its own time", () => {
  const clock = new VirtualClock({ startMs: 0 });
  const fired: string[] = [];
  const arm = (name: string, delayMs: number) =>
    clock.setTimeout(() => fired.push(`${name}@${clock.nowMs()}`), delayMs);
  arm("b", 20);
  arm("a", 10);
  arm("b2", 20);
  arm("late", 31);
  clock.advance(30);
  assert.deepEqual(fired, ["a@10", "b@20", "b2@20"]);
  assert.equal(clock.timersWaiting, 1);
});

Deno.test("a timer armed on the way fires on the way", () => {
  const clock = new VirtualClock({ startMs: 0 });
  const beats: number[] = [];
  const beat = () => {
    beats.push(clock.nowMs());
    clock.setTimeout(beat, 10);
  };
  beat();
  clock.advance(35);
  assert.deepEqual(beats, [0, 10, 20, 30]);
});

Deno.test("without delay a timer still fires in a later event", () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.setTimeout(() => {
    clock.setTimeout(() => seen.push("inner"), 0);
    clock.setTimeout(() => seen.push("negative"), -5);
    seen.push("outer");
  }, 0);
  assert.deepEqual(seen, []);
  clock.advance(0);
  assert.deepEqual(seen, ["outer", "inner", "negative"]);
});

Deno.test("a cleared timer does not fire, and clearing twice or late is ignored", () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  const first = clock.setTimeout(() => seen.push(1), 1);
  const second = clock.setTimeout(() => {
    seen.push(2);
    clock.clearTimeout(third);
  }, 2);
  const third = clock.setTimeout(() => seen.push(3), 2);
  clock.clearTimeout(first);
  clock.clearTimeout(first);
  clock.advance(5);
  clock.clearTimeout(second);
  clock.clearTimeout(undefined);
  assert.deepEqual(seen, [2]);
  assert.equal(clock.timersWaiting, 0);
});

Deno.test("whatever is armed and cleared, the rest fires in order", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({ delayMs: fc.nat(50), clears: fc.option(fc.nat(99)) }),
      { maxLength: 100 },
    ),
    (steps) => {
      const clock = new VirtualClock({ startMs: 0 });
      const fired: number[] = [];
      const timers: object[] = [];
      const cleared = new Set<number>();
      steps.forEach(({ delayMs, clears }, index) => {
        timers.push(clock.setTimeout(() => fired.push(index), delayMs));
        if (clears === null || clears >= timers.length) return;
        clock.clearTimeout(timers[clears]!);
        cleared.add(clears);
      });
      clock.advance(50);
      const expected = steps.map(({ delayMs }, index) => ({ delayMs, index }))
        .filter(({ index }) => !cleared.has(index))
        .sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
      assert.deepEqual(fired, expected.map(({ index }) => index));
    },
  ));
});

Deno.test("runUntil stops at the timer that made it hold, or at the limit", () => {
  const clock = new VirtualClock({ startMs: 0 });
  let beats = 0;
  const beat = () => {
    beats++;
    clock.setTimeout(beat, 10);
  };
  clock.setTimeout(beat, 10);
  assert(clock.runUntil(() => beats === 3, 1_000));
  assert.equal(clock.nowMs(), 30);
  assert(!clock.runUntil(() => beats === 100, 15));
  assert.equal(clock.nowMs(), 45);
  assert(clock.runUntil(() => true, 1_000));
  assert.equal(clock.nowMs(), 45);
});

Deno.test("a timer that re-arms itself without delay is found out", () => {
  const clock = new VirtualClock({ timersAtOnceMax: 100 });
  const spin = () => void clock.setTimeout(spin, 0);
  spin();
  assert.throws(() => clock.advance(1), /100 timers fired at one instant/);
});

Deno.test("time cannot be moved from within a timer", () => {
  const clock = new VirtualClock();
  clock.setTimeout(() => clock.advance(1), 1);
  assert.throws(() => clock.advance(2), /advancing already/);
});

Deno.test("what a timer throws ends the advance at that timer, and another may follow", () => {
  const clock = new VirtualClock({ startMs: 0 });
  clock.setTimeout(() => {
    throw new Error("boom");
  }, 5);
  assert.throws(() => clock.advance(10), /boom/);
  assert.equal(clock.nowMs(), 5);
  clock.advance(5);
  assert.equal(clock.nowMs(), 10);
});

Deno.test("advanceAsync lets promises settle between timers", async () => {
  const clock = new VirtualClock({ startMs: 0 });
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
  const woken: number[] = [];
  const sleeper = (async () => {
    for (let round = 0; round < 3; round++) {
      await sleep(10);
      await Promise.resolve().then(() => {}).then(() => {});
      woken.push(clock.nowMs());
    }
  })();
  await clock.advanceAsync(25);
  assert.deepEqual(woken, [10, 20]);
  assert(await clock.runUntilAsync(() => woken.length === 3, 100));
  assert.equal(clock.nowMs(), 30);
  await sleeper;
});
