import assert from "node:assert/strict";
import type { LifecycleEntry, LogEntry } from "../../../src/inspector/frame.ts";
import {
  type LogLine,
  logLines,
  type LogView,
  typesIn,
} from "../../../src/inspector/page/log/log_lines.ts";

const log: readonly LogEntry[] = [
  { number: 1, atMs: 10, to: "x:1", type: "socket.open" },
  { number: 2, atMs: 20, from: "x:1", to: "x:2", type: "heard" },
  { number: 3, atMs: 40, from: "x:2", to: "x:3", type: "heard" },
];

const deeds: readonly LifecycleEntry[] = [
  { sequence: 1, atMs: 5, path: "a/socket", type: "started" },
  {
    sequence: 2,
    atMs: 30,
    path: "a/socket",
    type: "gave_up",
    causes: ["no route"],
  },
  { sequence: 3, atMs: 50, path: "b", type: "restarted" },
];

const names: Readonly<Record<string, string>> = {
  "x:1": "socket",
  "x:2": "peers",
  "x:3": "peer-7",
};

const all: LogView = {
  query: "",
  hidden: new Set(),
  lifecycle: true,
  nameOf: (id) => names[id] ?? id,
};

Deno.test("events and what supervision did stand in order of time", () => {
  assert.deepEqual(keys(all), ["l1", "e1", "e2", "l2", "e3", "l3"]);
});

Deno.test("words are looked for in types, in names of both sides and in causes", () => {
  assert.deepEqual(keys({ ...all, query: "peer-7" }), ["e3"]);
  assert.deepEqual(keys({ ...all, query: "Heard peers" }), ["e2", "e3"]);
  assert.deepEqual(keys({ ...all, query: "gave up route" }), ["l2"]);
});

Deno.test("one actor's lines are what it sends, what it hears and what is done to it", () => {
  const only = { id: "x:1", path: "a/socket" };
  assert.deepEqual(keys({ ...all, only }), ["l1", "e1", "e2", "l2"]);
});

Deno.test("types that are noise are left out, and so is what supervision does", () => {
  const hidden = new Set(["heard"]);
  assert.deepEqual(keys({ ...all, hidden }), ["l1", "e1", "l2", "l3"]);
  assert.deepEqual(keys({ ...all, lifecycle: false }), ["e1", "e2", "e3"]);
});

Deno.test("types are told with how often they come, the most frequent first", () => {
  assert.deepEqual(typesIn(log), [["heard", 2], ["socket.open", 1]]);
});

function keys(view: LogView): string[] {
  return logLines(log, deeds, view).map(({ key }: LogLine) =>
    key.split("@")[0]!
  );
}
