import assert from "node:assert/strict";
import fc from "fast-check";
import { setup } from "xstate";
import { chartOf } from "../../../src/inspector/chart.ts";
import type { Frame } from "../../../src/inspector/frame.ts";
import { Recording } from "../../../src/inspector/page/timeline/recording.ts";
import {
  fileCharsMax,
  readRecording,
  writeRecording,
} from "../../../src/inspector/page/timeline/recording_file.ts";
import { everythingMachine } from "../everything.ts";

const chart = chartOf(everythingMachine)!;
const rows = [
  {
    id: "x:0",
    name: "node",
    kind: "supervisor",
    status: "active",
    events: 3,
    restarts: 0,
  },
  {
    id: "x:1",
    parent: "x:0",
    name: "socket",
    kind: "machine",
    chart: chart.id,
    status: "active",
    value: { open: "bound" },
    tags: ["healthy"],
    events: 2,
    restarts: 1,
    crash: { atMs: 900, causes: ["Error: outer", "Error: inner"] },
  },
] as const;
const frames: readonly Frame[] = [
  {
    atMs: 1_000,
    all: rows,
    lifecycle: [
      { sequence: 1, atMs: 10, path: "socket", type: "started" },
      {
        sequence: 2,
        atMs: 900,
        path: "socket",
        type: "crashed",
        causes: ["Error: outer"],
      },
    ],
  },
  {
    atMs: 1_100,
    log: [{ number: 1, atMs: 1_050, from: "x:0", to: "x:1", type: "open" }],
    dropped: 2,
    detail: {
      id: "x:1",
      systemId: "socket",
      context: { list: [1, null, { deep: true }] },
      input: {},
      mailbox: 1,
      timers: [{ name: "patience", atMs: 1_500 }],
    },
    fired: ["socket~1"],
  },
  {
    atMs: 1_200,
    rows: [{ ...rows[0], events: 4 }],
    facts: {
      overlays: [{
        name: "office",
        members: [{
          name: "ada",
          address: "127.0.0.1:1",
          state: "reachable",
          side: "bridge",
          heardAtMs: 1_190,
        }],
        traffic: { to_group: 3 },
      }],
      topologies: [{
        name: "gossip",
        peers: [{
          node: "a@b",
          address: "127.0.0.1:2",
          state: "heard",
          heardAtMs: 1_180,
        }],
      }],
      connections: [{
        node: "a@b",
        about: { state: "up", bytes: 3, isOurs: true },
      }],
    },
  },
  { atMs: 1_300, gone: ["x:1"] },
];
const about = {
  title: "node",
  savedAtMs: 2_000,
  charts: { [chart.id]: chart },
};

function recordingOf(frames: readonly Frame[]): Recording {
  const recording = new Recording();
  for (const frame of frames) recording.push(frame);
  return recording;
}

function read(text: string) {
  const answer = readRecording(text);
  assert(answer.ok, answer.ok ? "" : answer.reason);
  return answer;
}

function reasonFor(change: (file: FileJson) => unknown): string {
  const file = JSON.parse(writeRecording(recordingOf(frames), about));
  const changed = change(file) ?? file;
  const answer = readRecording(JSON.stringify(changed));
  assert(!answer.ok, `It was accepted: ${change}`);
  return answer.reason;
}

// A file is wrong in every way that JSON can be.
type FileJson = Record<string, unknown> & {
  frames: Record<string, unknown>[] & {
    [place: number]: { all: Record<string, unknown>[] };
  };
};

Deno.test("what was recorded is the same after it was saved and opened", () => {
  const before = recordingOf(frames);
  const saved = writeRecording(before, { ...about, node: "b@c" });
  const { recording, about: said } = read(saved);
  assert.deepEqual(said.charts, JSON.parse(JSON.stringify(about.charts)));
  assert.equal(said.node, "b@c");
  for (let ms = 900; ms < 1_500; ms += 50) {
    assert.deepEqual(recording.at(ms), before.at(ms), String(ms));
  }
  assert.deepEqual(recording.lifecycle, before.lifecycle);
});

Deno.test("what outlived the oldest frames is saved whole", () => {
  const before = new Recording(300_000);
  for (const frame of frames.slice(0, 3)) before.push(frame);
  for (let i = 0; i < 4_000; i++) {
    const value = { open: i % 2 ? "bound" : "waiting" };
    const fired = [`socket~${"1".repeat(200)}`];
    before.push({ atMs: 2_000 + i, rows: [{ ...rows[1], value }], fired });
  }
  assert(before.fromMs! > 2_000);
  const { recording } = read(writeRecording(before, about));
  for (let ms = before.fromMs!; ms < 6_100; ms += 97) {
    assert.deepEqual(
      { ...recording.at(ms), fired: [] },
      { ...before.at(ms), fired: [] },
    );
  }
});

Deno.test("the chart of any machine is accepted", () => {
  const empty = chartOf(setup({}).createMachine({}))!;
  for (const one of [chart, empty]) {
    const charts = { one };
    read(writeRecording(recordingOf(frames), { ...about, charts }));
  }
});

Deno.test("a wrong file is refused with the place and what belongs there", () => {
  const cases: [change: (file: FileJson) => unknown, reason: RegExp][] = [
    [() => 7, /: It is not an object\.$/],
    [() => [], /: It is not an object\.$/],
    [(file) => void delete file.kind, /kind is not rookery recording/],
    [(file) => void (file.version = 2), /version is not 1/],
    [(file) => void (file.frames.length = 0), /its first frame/],
    [(file) => void file.frames.shift(), /its first frame/],
    [
      (file) => void (file.frames[0]!.all[1]!.id = 1),
      /frames\[0\]\.all\[1\]\.id is not a text/,
    ],
    [
      (file) => void (file.frames[0]!.all[1]!.kind = "toString"),
      /all\[1\]\.kind is not supervisor or pool/,
    ],
    [
      (file) => void (file.frames[0]!.all[1]!.value = 3),
      /all\[1\]\.value is not the name of a state/,
    ],
    [
      (file) => void (file.frames[2]!.atMs = 1e300),
      /frames\[2\]\.atMs is not a time/,
    ],
    [
      (file) => void (file.frames[0]!.all[0]!.parent = "x:1"),
      /all\[1\] is not an actor that lives under others/,
    ],
    [
      (file) => void (file.frames[0]!.all[0]!.parent = "x:0"),
      /all\[0\] is not an actor that lives under others/,
    ],
    [
      (file) => void (file.frames[0]!.all[1]!.id = "x:0"),
      /all\[1\] is not an actor that is told once/,
    ],
    [
      (file) => void (file.charts = { a: { ...chart, type: "odd" } }),
      /charts\.a\.type is not atomic or compound/,
    ],
    [
      (file) =>
        void (file.charts = {
          a: {
            ...chart,
            transitions: [{
              ...chart.transitions[0],
              id: "x",
              trigger: { type: "always" },
              actions: [],
              reenter: false,
              guard: { type: "toString" },
            }],
          },
        }),
      /guard\.type is not named or inline/,
    ],
  ];
  for (const [change, reason] of cases) assert.match(reasonFor(change), reason);
});

Deno.test("a value that nests without end is refused, not followed", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const saved = writeRecording(recordingOf(frames), about);
  const text = saved.replace(
    '"context":{"list":[1,',
    `"context":{"list":[${deep},`,
  );
  assert.notEqual(text, saved);
  const answer = readRecording(text);
  assert(!answer.ok);
  assert.match(answer.reason, /not nested less deeply|is not JSON/);
});

Deno.test("rubbish is refused in a sentence, and never throws", () => {
  const saved = writeRecording(recordingOf(frames), about);
  fc.assert(fc.property(
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.nat(saved.length - 1).map((length) => saved.slice(0, length)),
    ),
    (text) => {
      const answer = readRecording(text);
      assert(!answer.ok);
      assert.match(answer.reason, /^This is no recording .*\.$/s);
    },
  ));
});

Deno.test("a file in which any value was replaced is shown or refused, and never throws", () => {
  const saved = writeRecording(recordingOf(frames), about);
  const places = [...saved.matchAll(/(?<=[:,[])(?:"[^"]*"|\d+|true|false)/g)];
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.oneof(fc.json(), fc.constantFrom('"x:0"', '"x:1"', "-1", "1e400")),
      (place, value) => {
        const text = saved.slice(0, place.index) + value +
          saved.slice(place.index + place[0].length);
        const answer = readRecording(text);
        if (!answer.ok) return;
        const { recording } = answer;
        for (let ms = 0; ms < 2_000; ms += 250) recording.at(ms);
        writeRecording(recording, answer.about);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("a file that is too long is not even read", () => {
  const answer = readRecording(" ".repeat(fileCharsMax + 1));
  assert(!answer.ok);
  assert.match(answer.reason, /longer than 64 million/);
});
