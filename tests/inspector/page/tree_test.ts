import assert from "node:assert/strict";
import type { ActorRow } from "../../../src/inspector/frame.ts";
import { matcherOf } from "../../../src/inspector/page/tree/search.ts";
import { moveOf, typedAt } from "../../../src/inspector/page/tree/tree_keys.ts";
import {
  familyMax,
  keysTowards,
  type TreeLine,
  treeLines,
  type TreeView,
} from "../../../src/inspector/page/tree/tree_lines.ts";
import type { Moment } from "../../../src/inspector/page/world.ts";
import { momentOf, rowOf } from "./rows.ts";

const closed: TreeView = { selected: undefined, opened: new Map() };

const members = Array.from(
  { length: 5_000 },
  (_, at): ActorRow =>
    rowOf(`m${at}`, "crowd", {
      value: at % 1_000 === 7 ? "unreachable" : "heard",
      tags: [at % 1_000 === 7 ? "troubled" : "healthy"],
    }),
);

const crowd = momentOf(
  rowOf("root", undefined, { kind: "supervisor" }),
  rowOf("members", "root"),
  rowOf("crowd", "members", { kind: "pool" }),
  ...members,
  rowOf("line", "m7", { kind: "port" }),
  rowOf("http", "root", { kind: "supervisor" }),
  rowOf("server", "http", { kind: "port", tags: ["troubled"] }),
);

Deno.test("a small tree is open, and a crowd is told by its states, those in trouble first", () => {
  assert.deepEqual(texts(crowd, closed), [
    "1 v root",
    "2 v members",
    "3 v crowd",
    "4 > unreachable × 5",
    "4 > heard × 4995",
    "2 v http",
    "3   server",
  ]);
});

Deno.test("a family is a crowd only when it is more than a screen's part", () => {
  const rows = Array.from({ length: familyMax }, (_, at) => rowOf(`a${at}`));
  assert.equal(treeLines(momentOf(...rows), closed).length, familyMax);
  const more = treeLines(momentOf(...rows, rowOf("b")), closed);
  assert.deepEqual(more.map(textOf), [`1 > active × ${familyMax + 1}`]);
});

Deno.test("what somebody opened or closed stays so", () => {
  const lines = treeLines(crowd, closed);
  const key = (text: string) =>
    lines.find((line) => textOf(line).endsWith(text))!.key;
  const view = {
    ...closed,
    opened: new Map([
      [key("unreachable × 5"), true],
      [key("http"), false],
    ]),
  };
  assert.deepEqual(texts(crowd, view).slice(3), [
    "4 v unreachable × 5",
    "5 > m7",
    "5   m1007",
    "5   m2007",
    "5   m3007",
    "5   m4007",
    "4 > heard × 4995",
    "2 > http",
  ]);
});

Deno.test("what is selected is to be seen, however deep in a crowd it is", () => {
  const lines = treeLines(crowd, { ...closed, selected: "line" });
  const line = lines.find((line) =>
    line.type === "actor" && line.path === "members/crowd/m7/line"
  );
  assert.equal(line && textOf(line), "6   line");
  const closedKeys = keysTowards(crowd, "line")
    .filter((key) => lines.some((line) => line.key === key));
  assert.equal(closedKeys.length, 6, "each line above it, and itself");
});

Deno.test("keys stay when an actor is started again, and no two lines share one", () => {
  const again = momentOf(
    ...[...crowd.actors.values()].map((row) => ({
      ...row,
      id: `${row.id}'`,
      ...(row.parent !== undefined && { parent: `${row.parent}'` }),
    })),
  );
  const keys = (moment: Moment, selected: string) =>
    treeLines(moment, { ...closed, selected }).map(({ key }) => key);
  assert.deepEqual(keys(again, "line'"), keys(crowd, "line"));
  assert.equal(new Set(keys(crowd, "line")).size, keys(crowd, "line").length);
});

Deno.test("a search shows who is meant, and what they are in, open", () => {
  const find = (query: string) =>
    texts(crowd, { ...closed, matches: matcherOf(query) });
  assert.deepEqual(find("troubled server"), [
    "1 v root",
    "2 v http",
    "3   server",
  ]);
  assert.deepEqual(find("m4999"), [
    "1 v root",
    "2 v members",
    "3 v crowd",
    "4   m4999",
  ]);
  assert.deepEqual(find("nobody"), []);
});

Deno.test("words are looked for in path, state, tag, kind and fate, whatever their case", () => {
  const row = rowOf("x", undefined, {
    kind: "port",
    value: { open: "bound" },
    tags: ["healthy"],
    restarts: 2,
    crash: { atMs: 1, causes: ["oh"] },
  });
  const finds = (query: string) => matcherOf(query)!(row, "a/Bc/x");
  const found = [
    "bc/x",
    "OPEN.bound",
    "healthy",
    "port active",
    "crashed",
    "restarted x",
  ];
  assert.deepEqual(found.filter((query) => !finds(query)), []);
  assert.deepEqual(["troubled", "b/c", "x done"].filter(finds), []);
  assert.equal(matcherOf("  "), undefined);
});

Deno.test("arrow keys go through the tree as a person expects of one", () => {
  const lines = treeLines(crowd, closed);
  const to = (key: string, at: number) => {
    const move = moveOf(key, lines, at);
    return move?.type === "go" ? move.to : move?.type;
  };
  assert.equal(to("ArrowDown", 0), 1);
  assert.equal(to("ArrowUp", 0), 0);
  assert.equal(to("End", 0), 6);
  assert.equal(to("Home", 6), 0);
  assert.equal(to("PageDown", 2), 6);
  assert.equal(to("ArrowRight", 3), "open");
  assert.equal(to("ArrowRight", 2), 3, "into what is open");
  assert.equal(to("ArrowRight", 6), undefined, "nothing is under it");
  assert.equal(to("ArrowLeft", 2), "close");
  assert.equal(to("ArrowLeft", 6), 5, "to what it is in");
  assert.equal(to("Enter", 4), "choose");
  assert.equal(to("Tab", 4), undefined, "not the tree's");
  assert.equal(moveOf("ArrowDown", [], 0), undefined);
});

Deno.test("letters go to the next line that begins so, around the end", () => {
  const lines = treeLines(crowd, closed);
  assert.equal(typedAt("h", lines, 0), 4, "the group heard");
  assert.equal(typedAt("h", lines, 4), 5, "then http");
  assert.equal(typedAt("h", lines, 5), 4, "and around");
  assert.equal(typedAt("ht", lines, 5), 5, "more of the same word stays");
  assert.equal(typedAt("zz", lines, 0), undefined);
});

function texts(moment: Moment, view: TreeView): string[] {
  return treeLines(moment, view).map(textOf);
}

function textOf(line: TreeLine): string {
  const mark = line.isOpen === undefined ? " " : line.isOpen ? "v" : ">";
  const label = line.type === "actor"
    ? line.row.name
    : `${line.label} × ${line.count}`;
  return `${line.level} ${mark} ${label}`;
}
