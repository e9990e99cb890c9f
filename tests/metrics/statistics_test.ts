import assert from "node:assert/strict";
import fc from "fast-check";
import {
  OverlayStatistics,
  statisticsSeriesMax,
  statisticsWindows,
} from "../../src/metrics/statistics.ts";
import { StatisticsRing } from "../../src/metrics/statistics_ring.ts";

const dayMs = 86_400_000;

Deno.test("a window counts what passed within it, give or take its first sum", () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 * dayMs }), {
    maxLength: 200,
  });
  fc.assert(fc.property(times, (unsorted) => {
    const ring = new StatisticsRing();
    const sorted = unsorted.toSorted((a, b) => a - b);
    for (const atMs of sorted) ring.add(atMs, 1, 100);
    const nowMs = sorted.at(-1) ?? 0;
    for (const windowMs of Object.values(statisticsWindows)) {
      const { packets, bytes } = ring.within(nowMs, windowMs);
      const sumMs = windowMs <= 3_600_000 ? 10_000 : 300_000;
      const within = (ms: number) =>
        sorted.filter((atMs) => atMs > nowMs - ms).length;
      assert(packets <= within(windowMs), `${windowMs}: ${packets} too many`);
      assert(
        packets >= within(windowMs - sumMs),
        `${windowMs}: ${packets} too few`,
      );
      assert.equal(bytes, packets * 100);
    }
  }));
});

Deno.test("statistics have gossiperl's series and shape", () => {
  const overlay = new OverlayStatistics();
  overlay.datagram(0, "in", "digest", 200);
  overlay.datagram(1_000, "in", "digest", 100);
  overlay.datagram(1_000, "out", "digestAck", 50);
  overlay.refused(1_000, "wrong_key", 3);
  overlay.refused(1_000, "truncated", 2);
  overlay.refused(1_000, "wrong_secret", 9);
  assert.deepEqual(JSON.parse(overlay.within(30_000, 60_000)), {
    "digest-in": { sum_packets: 2, total_size: 300 },
    "digestAck-out": { sum_packets: 1, total_size: 50 },
    "message-failed-decrypt-in": { sum_packets: 3 },
    "message-failed-decode-in": { sum_packets: 2 },
  });
  const later = JSON.parse(overlay.within(3_600_000, 60_000));
  assert.equal(later["digest-in"], "nil");
  const ever = JSON.parse(overlay.within(9 * dayMs, Infinity));
  assert.equal(ever["digest-in"].sum_packets, 2);
});

Deno.test("there are only so many series", () => {
  const overlay = new OverlayStatistics();
  for (let i = 0; i < 2 * statisticsSeriesMax; i++) {
    overlay.datagram(0, "in", `kind${i}`, 1);
  }
  const series = Object.keys(JSON.parse(overlay.within(0, Infinity)));
  assert.equal(series.length, statisticsSeriesMax);
});
