import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ActorRow,
  Frame,
  LifecycleEntry,
  LogEntry,
} from "../../../src/inspector/frame.ts";
import {
  inOrder,
  Recording,
} from "../../../src/inspector/page/timeline/recording.ts";
import {
  apply,
  emptyMoment,
  type Moment,
} from "../../../src/inspector/page/world.ts";

const row = (id: string, parent?: string, events = 0): ActorRow => ({
  id,
  name: `name of ${id}`,
  kind: "machine",
  status: "active",
  events,
  restarts: 0,
  ...(parent !== undefined && { parent }),
});
const event = (number: number, atMs: number): LogEntry => ({
  number,
  atMs,
  to: "x:0",
  type: "tick",
});
const entry = (sequence: number, atMs = sequence): LifecycleEntry => ({
  sequence,
  atMs,
  path: "socket",
  type: "started",
});
const recordingOf = (frames: readonly Frame[], bytesMax?: number) => {
  const recording = new Recording(bytesMax);
  for (const frame of frames) recording.push(frame);
  return recording;
};
const seen = ({ actors, children, facts }: Moment) => ({
  actors,
  children,
  facts,
});

/** The life of a small system, as the frames in which it is told. */
const lives: fc.Arbitrary<readonly Frame[]> = fc.array(
  fc.record({
    pauseMs: fc.integer({ min: 0, max: 400 }),
    change: fc.constantFrom("none", "born", "gone", "changed", "all", "facts"),
    which: fc.nat(20),
  }),
  { maxLength: 80 },
).map((steps) => {
  let atMs = 1_000;
  let born = 0;
  let rows = [row("x:0")];
  const frames: Frame[] = [{ atMs, all: rows }];
  for (const { pauseMs, change, which } of steps) {
    atMs += pauseMs;
    const chosen = rows[which % rows.length]!;
    if (change === "born") {
      const fresh = row(`x:${++born}`, chosen.id);
      rows = [...rows, fresh];
      frames.push({ atMs, rows: [fresh] });
    } else if (change === "gone" && chosen.id !== "x:0") {
      const leaf = rows.findLast(({ id }) =>
        rows.every(({ parent }) => parent !== id)
      )!;
      if (leaf.id === "x:0") continue;
      rows = rows.filter(({ id }) => id !== leaf.id);
      frames.push({ atMs, gone: [leaf.id] });
    } else if (change === "changed") {
      const changed = { ...chosen, events: chosen.events + 1 };
      rows = rows.map((row) => row.id === changed.id ? changed : row);
      frames.push({ atMs, rows: [changed] });
    } else if (change === "all") {
      frames.push({ atMs, all: rows });
    } else if (change === "facts") {
      frames.push({
        atMs,
        facts: {
          overlays: [{ name: `o${which}`, members: [], traffic: {} }],
          topologies: [],
          connections: [],
        },
      });
    } else {
      frames.push({ atMs, log: [event(which, atMs)] });
    }
  }
  return frames;
});

Deno.test("a moment is what its frames say one after another, wherever one comes from", () => {
  fc.assert(
    fc.property(
      lives,
      fc.array(fc.integer({ min: 900, max: 40_000 })),
      (frames, times) => {
        const recording = recordingOf(frames);
        for (const ms of times) {
          const expected = frames.filter(({ atMs }) => atMs <= ms)
            .reduce(apply, emptyMoment);
          assert.deepEqual(seen(recording.at(ms)), seen(expected));
          assert.equal(recording.at(ms).atMs, ms);
        }
      },
    ),
  );
});

Deno.test("segments begin with whole moments that show no seam", () => {
  const padding = "a long name ".repeat(200);
  const frames: Frame[] = [{ atMs: 0, all: [row("x:0")] }];
  for (let i = 1; i <= 900; i++) {
    const before = i > 3 ? [`x:${i - 3}`] : [];
    const told = { ...row(`x:${i}`, "x:0", i), crash: undefined };
    frames.push({ atMs: i * 100, rows: [told], gone: before });
    frames.push({ atMs: i * 100, log: [event(i, i * 100)], fired: [padding] });
  }
  const recording = recordingOf(frames);
  assert.equal(recording.frames, frames.length);
  let expected = emptyMoment;
  let next = 0;
  for (let ms = 0; ms <= 90_000; ms += 100) {
    while (frames[next] && frames[next]!.atMs <= ms) {
      expected = apply(expected, frames[next++]!);
    }
    assert.deepEqual(seen(recording.at(ms)), seen(expected));
  }
});

Deno.test("what is kept is bounded, and what is left is whole", () => {
  const bytesMax = 400_000;
  const recording = new Recording(bytesMax);
  const crowd = [
    row("x:0"),
    ...Array.from({ length: 50 }, (_, i) => row(`x:${i + 1}`, "x:0")),
  ];
  recording.push({ atMs: 0, all: crowd });
  let bytesEver = 0;
  for (let i = 1; i < 5_000; i++) {
    const rows = [row(`x:${1 + i % 50}`, "x:0", i)];
    const log = Array.from({ length: 10 }, (_, n) => event(10 * i + n, i));
    recording.push({ atMs: i * 100, rows, log });
    bytesEver = Math.max(bytesEver, recording.bytes);
  }
  assert(bytesEver <= bytesMax, String(bytesEver));
  assert(recording.bytes > bytesMax / 2);
  const { fromMs, toMs } = recording;
  assert(fromMs! > 0);
  assert.equal(toMs, 499_900);
  const oldest = recording.at(fromMs!);
  assert.equal(oldest.actors.size, 51);
  const number = fromMs! / 100;
  assert.equal(oldest.actors.get(`x:${1 + number % 50}`)!.events, number);
  assert.equal(recording.at(fromMs! - 1).actors.size, 0);
  const density = recording.density(0, toMs!, 10);
  assert.equal(density[0], 0, "what is forgotten is no longer drawn");
});

Deno.test("facts of a large cluster leave room for everything else, and their traffic stays", () => {
  const recording = new Recording(2_000_000);
  const member = {
    name: "a member with a name",
    address: "10.0.0.1:6666",
    state: "reachable",
    side: "group",
  } as const;
  for (let second = 0; second < 120; second++) {
    const atMs = second * 1_000;
    const members = Array.from(
      { length: 1_000 },
      () => ({ ...member, heardAtMs: atMs }),
    );
    const overlays = [{
      name: "office",
      members,
      traffic: { to_group: second },
    }];
    recording.push({
      atMs,
      ...(second === 0 && { all: [row("x:0")] }),
      log: [event(second + 1, atMs)],
      facts: { overlays, topologies: [], connections: [] },
    });
  }
  assert(
    recording.fromMs! < 60_000,
    "it would be ten seconds if all were kept",
  );
  const times = new Set<number>();
  for (let second = 60; second < 120; second++) {
    const { facts, factsAtMs } = recording.at(second * 1_000);
    assert.equal(facts!.overlays[0]!.members[0]!.heardAtMs, factsAtMs);
    times.add(factsAtMs!);
  }
  assert(times.size >= 4 && times.size <= 8, [...times].join(" "));
  assert.deepEqual(
    recording.traffic(115_000, 118_000).map(({ atMs, overlays }) => [
      atMs,
      overlays[0]!.traffic.to_group,
    ]),
    [[116_000, 116], [117_000, 117], [118_000, 118]],
  );
});

Deno.test("one frame that is larger than all that may be kept is still shown", () => {
  const recording = new Recording(10);
  recording.push({ atMs: 5, all: [row("x:0")] });
  assert.equal(recording.at(5).actors.size, 1);
});

Deno.test("events are told until a moment, and not more than asked for", () => {
  const recording = recordingOf(
    Array.from({ length: 30 }, (_, i) => ({
      atMs: i * 100,
      log: [event(2 * i + 1, i * 100 - 50), event(2 * i + 2, i * 100)],
    })),
  );
  const { log } = recording.at(1_000);
  assert.deepEqual(log.map(({ number }) => number), [
    ...Array.from({ length: 22 }, (_, i) => i + 1),
  ]);
  const numbers = (fromMs: number, toMs: number, max: number) =>
    recording.log(fromMs, toMs, max).map(({ number }) => number);
  assert.deepEqual(numbers(0, 1_000, 3), [20, 21, 22]);
  assert.deepEqual(numbers(800, 1_000, 99), [19, 20, 21, 22]);
  assert.deepEqual(numbers(1_000, 800, 99), []);
});

Deno.test("what happened is seen at the moment at which it was told", () => {
  const recording = recordingOf([
    { atMs: 1_000, all: [row("x:0")] },
    { atMs: 1_100, lifecycle: [entry(1, 1_040)] },
    { atMs: 1_200, rows: [row("x:0", undefined, 5)] },
  ]);
  assert.equal(recording.toldAtMs(1_040), 1_100);
  assert.equal(recording.toldAtMs(1_100), 1_100);
  assert.equal(recording.toldAtMs(900), 1_000);
  assert.equal(recording.toldAtMs(1_300), 1_300, "it was told by nobody");
});

Deno.test("what supervision did is told once, however often the server repeats it", () => {
  const recording = recordingOf([
    { atMs: 100, all: [row("x:0")], lifecycle: [entry(1), entry(2)] },
    { atMs: 200, lifecycle: [entry(3, 150)] },
    { atMs: 300, all: [row("x:0")], lifecycle: [entry(2), entry(3, 150)] },
    {
      atMs: 400,
      all: [row("x:0")],
      lifecycle: [entry(1), entry(2), entry(3, 150), entry(4, 390)],
    },
  ]);
  const sequences = recording.lifecycle.map(({ sequence }) => sequence);
  assert.deepEqual(sequences, [1, 2, 3, 4]);
  assert.deepEqual(
    recording.at(200).lifecycle.map(({ sequence }) => sequence),
    [1, 2, 3],
  );
});

Deno.test("a server that was started anew counts anew, and nothing of either life is lost", () => {
  const recording = recordingOf([
    { atMs: 100, all: [row("x:0")], lifecycle: [entry(1, 10), entry(2, 20)] },
    { atMs: 900, all: [row("x:0")], lifecycle: [entry(1, 800)] },
    { atMs: 950, lifecycle: [entry(2, 940)] },
  ]);
  assert.deepEqual(
    recording.lifecycle.map(({ sequence, atMs }) => [sequence, atMs]),
    [[1, 10], [2, 20], [1, 800], [2, 940]],
  );
});

Deno.test("the details of whoever was selected are told with their age", () => {
  const detail = (id: string, mailbox: number) => ({
    id,
    context: { n: mailbox },
    mailbox,
    timers: [],
  });
  const recording = recordingOf([
    { atMs: 100, all: [row("x:0"), row("x:1", "x:0")] },
    { atMs: 200, detail: detail("x:0", 1) },
    { atMs: 300, detail: detail("x:0", 2) },
    { atMs: 400, detail: detail("x:1", 3), fired: ["a~1"] },
  ]);
  assert.deepEqual([...recording.at(150).details], []);
  assert.deepEqual(recording.at(350).details.get("x:0"), {
    atMs: 300,
    detail: detail("x:0", 2),
  });
  assert.equal(recording.at(999).details.size, 2);
  assert.deepEqual(recording.at(400).fired, ["a~1"]);
  assert.deepEqual(recording.at(1_100).fired, []);
});

Deno.test("a clock that goes back does not shuffle what was seen", () => {
  const recording = recordingOf([
    { atMs: 5_000, all: [row("x:0")] },
    { atMs: 1_000, rows: [row("x:1", "x:0")] },
  ]);
  assert.equal(recording.toMs, 5_000);
  assert.equal(recording.at(5_000).actors.size, 2);
});

Deno.test("hills of the timeline are the events of their part of the time", () => {
  const recording = recordingOf([
    { atMs: 0, log: [event(1, 0)] },
    { atMs: 500, log: [event(2, 500)], dropped: 8 },
    { atMs: 9_999, log: [event(3, 9_999)] },
  ]);
  assert.deepEqual(recording.density(0, 10_000, 5), [10, 0, 0, 0, 1]);
  assert.deepEqual(recording.density(5_000, 10_000, 2), [0, 1]);
  assert.deepEqual(recording.density(5, 5, 2), [0, 0]);
});

Deno.test("rows are listed parents first, siblings in their order", () => {
  const recording = recordingOf([{
    atMs: 0,
    all: [
      row("x:0"),
      row("x:1", "x:0"),
      row("x:2", "x:0"),
      row("x:3", "x:1"),
      row("x:4", "x:9"),
    ],
  }]);
  assert.deepEqual(
    inOrder(recording.at(0)).map(({ id }) => id),
    ["x:0", "x:1", "x:3", "x:2", "x:4"],
  );
});
