import assert from "node:assert/strict";
import fc from "fast-check";
import type { LifecycleEntry } from "../../../src/inspector/frame.ts";
import {
  beforeShare,
  groupsOf,
  hills,
  placeOf,
  reachOf,
  scaleOf,
  timeAt,
  troubles,
} from "../../../src/inspector/page/timeline/marks.ts";

const entry = (
  atMs: number,
  type: LifecycleEntry["type"] = "crashed",
): LifecycleEntry => ({ sequence: atMs, atMs, path: "socket", type });

Deno.test("trouble is marked and routine is not", () => {
  const types = [
    "started",
    "crashed",
    "stopped",
    "restarted",
    "gave_up",
  ] as const;
  assert.deepEqual(
    troubles(types.map((type, i) => entry(i, type))).map(({ type }) => type),
    ["crashed", "restarted", "gave_up"],
  );
});

Deno.test("there is a strip for what was before only if something is known of it", () => {
  assert.equal(reachOf(100, 200, [entry(150)]).start, 0);
  assert.equal(reachOf(100, 200, [entry(99)]).start, beforeShare);
});

Deno.test("a place and its time belong together", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 1_000_000 }),
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.boolean(),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (fromMs, length, hasBefore, share) => {
      const toMs = fromMs + length;
      const reach = { fromMs, toMs, start: hasBefore ? beforeShare : 0 };
      const ms = fromMs + share * length;
      const place = placeOf(reach, ms);
      assert(place >= reach.start && place <= 1);
      assert(Math.abs(timeAt(reach, place) - ms) < 1e-6 * length + 1e-6);
    },
  ));
});

Deno.test("times outside are at the ends, and a recording of one frame is at its end", () => {
  const reach = reachOf(100, 200, []);
  assert.equal(placeOf(reach, 0), 0);
  assert.equal(placeOf(reach, 300), 1);
  assert.equal(timeAt(reach, -1), 100);
  assert.equal(timeAt(reach, 2), 200);
  assert.equal(placeOf(reachOf(100, 100, []), 100), 1);
});

Deno.test("marks on top of each other are one, of the worst kind", () => {
  const trouble = [
    entry(10),
    entry(20, "restarted"),
    entry(1_000, "restarted"),
    entry(1_004, "crashed"),
    entry(1_009, "gave_up"),
    entry(1_900, "restarted"),
  ];
  const groups = groupsOf(reachOf(1_000, 2_000, trouble), trouble, 0.05);
  assert.deepEqual(
    groups.map(({ type, isBefore, entries }) => [
      type,
      isBefore,
      entries.length,
    ]),
    [
      ["crashed", true, 1],
      ["restarted", true, 1],
      ["gave_up", false, 3],
      ["restarted", false, 1],
    ],
  );
  assert(groups[1]!.place < beforeShare && groups[2]!.place >= beforeShare);
});

Deno.test("a mark counts what its sign says: a crash and its restart are one crash", () => {
  const countsOf = (...trouble: LifecycleEntry[]) =>
    groupsOf(reachOf(0, 100_000, trouble), trouble, 0.5)
      .map(({ type, count }) => [type, count]);
  const life = [entry(1), entry(2, "restarted")] as const;
  assert.deepEqual(countsOf(...life), [["crashed", 1]]);
  assert.deepEqual(countsOf(...life, entry(3), entry(4, "restarted")), [
    ["crashed", 2],
  ]);
  assert.deepEqual(countsOf(...life, entry(3), entry(4, "gave_up")), [
    ["gave_up", 1],
  ]);
});

Deno.test("a thousand crashes are no more marks than there is room for", () => {
  const trouble = Array.from({ length: 1_000 }, (_, i) => entry(i));
  const groups = groupsOf(reachOf(500, 1_000, trouble), trouble, 0.02);
  assert(groups.length <= 1 / 0.02 + 2, String(groups.length));
  const sum = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  assert.equal(sum, 1_000);
});

Deno.test("labels stand at round times within the recording, few enough to read", () => {
  assert.deepEqual(scaleOf({ fromMs: 1_001, toMs: 11_000, start: 0 }, 6), [
    2_000,
    4_000,
    6_000,
    8_000,
    10_000,
  ]);
  assert.deepEqual(scaleOf({ fromMs: 5, toMs: 5, start: 0 }, 6), []);
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 1e12 }),
    fc.integer({ min: 1, max: 1e9 }),
    (fromMs, length) => {
      const toMs = fromMs + length;
      const times = scaleOf({ fromMs, toMs, start: 0 }, 6);
      assert(times.length <= 6);
      for (const ms of times) assert(ms >= fromMs && ms <= toMs);
    },
  ));
});

Deno.test("hills are as high as there is room, and a quiet second is still to be seen", () => {
  assert.equal(
    hills([0, 1, 10_000], 30, 40),
    "M10 40v-1h8v1zM20 40v-40h8v40z",
  );
  assert.equal(hills([], 30, 40), "");
  assert.equal(hills([0, 0], 30, 40), "");
});
