import assert from "node:assert/strict";
import fc from "fast-check";
import type { LifecycleEntry, LogEntry } from "../../../src/inspector/frame.ts";
import { fold } from "../../../src/inspector/page/sequence/fold.ts";
import {
  crowdMin,
  lanesMax,
  lanesOf,
  treeRanks,
} from "../../../src/inspector/page/sequence/lanes.ts";
import {
  foldStory,
  layOut,
} from "../../../src/inspector/page/sequence/layout.ts";
import { measures } from "../../../src/inspector/page/sequence/measures.ts";
import { sequenceMermaid } from "../../../src/inspector/page/sequence/sequence_mermaid.ts";
import {
  pathEnd,
  textStart,
} from "../../../src/inspector/page/words/short_text.ts";
import {
  type Happening,
  storyOf,
} from "../../../src/inspector/page/sequence/story.ts";

const pathOf = (id: string) => id.replace(/#\d+$/, "");
const entry = (
  from: string | undefined,
  to: string,
  type: string,
  atMs = 0,
): LogEntry => ({
  number: 1,
  atMs,
  to,
  type,
  ...(from !== undefined && { from }),
});
const mark = (
  path: string,
  type: LifecycleEntry["type"],
  atMs: number,
  causes?: string[],
): LifecycleEntry => ({
  sequence: 1,
  atMs,
  path,
  type,
  ...(causes && { causes }),
});
const tell = (log: LogEntry[], lifecycle: LifecycleEntry[] = []) => {
  const story = storyOf(log, lifecycle, pathOf);
  const lanes = lanesOf(story, treeRanks(["root", "peers", "socket", "udp"]));
  const runs = foldStory(story, lanes);
  return { story, lanes, runs, layout: layOut(runs, lanes) };
};
const short = (story: readonly Happening[]) =>
  story.map((it) => it.kind === "mark" ? `${it.path} ${it.type}` : it.type);

Deno.test("a story has events and what supervision did, in order, by paths", () => {
  const { story } = tell([
    entry("peers#1", "socket#2", "a", 10),
    entry(undefined, "socket#3", "b", 30),
  ], [
    mark("socket", "started", 5),
    mark("socket", "crashed", 10, ["Error: gone", "Error: cause"]),
    mark("socket", "started", 20),
    mark("socket", "restarted", 20),
    mark("beacon", "started", 20),
    mark("udp", "crashed", 25),
    mark("socket", "stopped", 31),
  ]);
  assert.deepEqual(short(story), [
    "a",
    "socket crashed",
    "socket restarted",
    "udp crashed",
    "b",
  ]);
  assert.deepEqual(story[1], {
    kind: "mark",
    atMs: 10,
    path: "socket",
    type: "crashed",
    cause: "Error: gone",
  });
  assert.deepEqual(story[0], {
    kind: "message",
    atMs: 10,
    from: "peers",
    to: "socket",
    toId: "socket#2",
    type: "a",
  });
});

Deno.test("a story can be about one actor and what is under it", () => {
  const log = [
    entry("a", "b", "one"),
    entry("b/c", "a", "two"),
    entry("bc", "a", "three"),
    entry(undefined, "b", "four"),
  ];
  const about = (only: string) => short(storyOf(log, [], pathOf, { only }));
  assert.deepEqual(about("b"), ["one", "two", "four"]);
  assert.deepEqual(about("b/c"), ["two"]);
});

Deno.test("a story can be about events that have all the words somewhere", () => {
  const log = [
    entry("net/a", "net/b", "Datagram.received", 1),
    entry("net/a", "net/b", "tick", 2),
    entry("x", "net/b", "tick", 3),
  ];
  const lifecycle = [mark("net/a", "crashed", 2), mark("y", "crashed", 2)];
  const with_ = (words: string) =>
    short(storyOf(log, lifecycle, pathOf, { words }));
  assert.deepEqual(with_("datagram"), ["Datagram.received", "net/a crashed"]);
  assert.deepEqual(with_("TICK net/a"), ["tick", "net/a crashed"]);
  assert.deepEqual(with_("  "), short(storyOf(log, lifecycle, pathOf)));
});

Deno.test("there is no story without events", () => {
  assert.deepEqual(storyOf([], [mark("a", "crashed", 1)], pathOf), []);
  const { layout } = tell([]);
  assert.deepEqual(layout.arrows, []);
  assert.deepEqual(layout.lanes, []);
});

Deno.test("lanes are in the order of the tree, whoever spoke first", () => {
  const { lanes } = tell([
    entry("udp", "socket", "a"),
    entry("socket", "peers", "b"),
    entry("peers/gone", "peers", "b"),
  ]);
  assert.deepEqual(
    lanes.lanes.map(({ path }) => path),
    ["peers", "peers/gone", "socket", "udp"],
  );
});

Deno.test("members of a crowd share a lane, and few of one parent do not", () => {
  const crowd = (count: number) =>
    tell(Array.from(
      { length: count },
      (_, i) => entry("peers", `peers/crowd/m${i}`, "tick"),
    )).lanes;
  assert.equal(crowd(crowdMin - 1).lanes.length, crowdMin);
  const { lanes, placeOf, leftOut } = crowd(5_000);
  assert.deepEqual(lanes, [
    { path: "peers", name: "peers", parent: "", actors: 1 },
    { path: "peers/crowd/*", name: "*", parent: "peers/crowd", actors: 5_000 },
  ]);
  assert.equal(placeOf("peers/crowd/m4999"), 1);
  assert.equal(leftOut, 0);
});

Deno.test("beyond as many lanes as one can follow the quietest are left out, and counted", () => {
  const log = Array.from(
    { length: lanesMax + 5 },
    (_, i) =>
      Array.from({ length: i + 2 }, () => entry(undefined, `n${i}`, "x")),
  ).flat();
  const { lanes, layout, runs } = tell(log);
  assert.equal(lanes.lanes.length, lanesMax);
  assert.equal(lanes.leftOut, 5);
  assert.equal(lanes.placeOf("n0"), undefined);
  const told = runs.reduce(
    (sum, { times, items }) => sum + times * items.length,
    0,
  );
  const shown = lanes.lanes.map(({ path }) => Number(path.slice(1)) + 2);
  assert.equal(told, shown.reduce((sum, count) => sum + count, 0));
  assert.equal(layout.lanes.length, lanesMax);
});

Deno.test("what is repeated is told once with its count", () => {
  const folded = (text: string) =>
    fold([...text], (char) => char === "!" ? undefined : char)
      .map(({ items, times }) =>
        times === 1 ? items.join("") : `${times}(${items.join("")})`
      ).join("");
  assert.equal(folded("abababc"), "3(ab)c");
  assert.equal(folded("aab"), "aab", "two are not worth a frame");
  assert.equal(folded("aaab"), "3(a)b");
  assert.equal(folded("abcabc"), "2(abc)");
  assert.equal(folded("xaaaa"), "x4(a)");
  assert.equal(folded("!!!!"), "!!!!");
  assert.equal(folded("a!a!a!"), "a!a!a!");
  assert.equal(folded(""), "");
});

Deno.test("an exchange begins after the pause before it, not in its middle", () => {
  const folded = (text: string) =>
    fold(
      [...text.matchAll(/( *)(\w)/g)],
      ([, , char]) => char,
      (_, [, pause]) => pause!.length,
    ).map(({ items, times }) =>
      `${times}(${items.map(([, , char]) => char).join("")})`
    ).join("");
  assert.equal(folded("bc  abc  abc  abc"), "1(b)1(c)3(abc)");
  assert.equal(folded("abc  abc  ab"), "2(abc)1(a)1(b)");
  assert.equal(folded("ba  ba"), "2(ba)");
  assert.equal(folded("b  ab  a"), "2(ba)", "too short to be cut elsewhere");
});

Deno.test("folding loses nothing and invents nothing", () => {
  fc.assert(fc.property(
    fc.array(fc.constantFrom("a", "b", "c", "!"), { maxLength: 60 }),
    (items) => {
      const runs = fold(
        items,
        (item) => item === "!" ? undefined : item,
        (before, item) => before === "a" || item === "b" ? 1 : 0,
      );
      const unfolded = runs.flatMap(({ items, times }) =>
        Array.from({ length: times }, () => items).flat()
      );
      assert.deepEqual(unfolded, items);
      for (const { items, last } of runs) assert.equal(last, items.at(-1));
    },
  ));
});

Deno.test("arrows go down the page from lane to lane", () => {
  const { layout } = tell([
    entry("peers", "socket", "forth", 1),
    entry("socket", "socket", "self", 2),
    entry(undefined, "udp", "found", 3),
    entry("udp", "peers", "back", 4),
  ]);
  const [peers, socket, udp] = layout.lanes.map(({ x }) => x);
  assert.deepEqual(
    layout.arrows.map(({ shape, fromX, toX }) => [shape, fromX, toX]),
    [
      ["straight", peers, socket],
      ["self", socket, socket],
      ["found", udp! - measures.stub, udp],
      ["straight", udp, peers],
    ],
  );
  const ys = layout.arrows.map(({ y }) => y);
  assert.deepEqual(ys, ys.toSorted((a, b) => a - b));
  assert(ys[0]! > measures.head && ys.at(-1)! < layout.height);
});

Deno.test("lanes take the width there is, within what one can read", () => {
  const log = Array.from(
    { length: 8 },
    (_, i) => entry(undefined, `n${i}`, "an.event.with.a.long.name", i),
  );
  const story = storyOf(log, [], pathOf);
  const lanes = lanesOf(story, () => 0);
  const gapFor = (width: number) =>
    layOut(foldStory(story, lanes), lanes, width).gap;
  assert.equal(gapFor(0), measures.laneMin);
  assert.equal(gapFor(9_999), measures.laneMax);
  const width = 1_000;
  assert.equal(gapFor(width) * 8 + measures.times + measures.right, width);
});

Deno.test("a pause is drawn where nothing happened for long, and not before the beginning", () => {
  const { layout } = tell([
    entry("peers", "socket", "a", 50_000),
    entry("peers", "socket", "b", 50_900),
    entry("peers", "socket", "c", 54_000),
  ]);
  assert.deepEqual(layout.gaps.map(({ ms }) => ms), [3_100]);
  assert(layout.arrows[1]!.y < layout.gaps[0]!.y);
  assert(layout.gaps[0]!.y < layout.arrows[2]!.y);
});

Deno.test("a repeated exchange has a frame around it, and its time", () => {
  const log = Array.from({ length: 10 }, (_, i) => [
    entry("peers", "socket", "ask", i * 100),
    entry("socket", "peers", "answer", i * 100 + 10),
  ]).flat();
  const { layout } = tell([...log, entry("udp", "socket", "end", 2_000)]);
  assert.equal(layout.arrows.length, 3);
  const [repeat] = layout.repeats;
  assert.equal(repeat!.times, 10);
  assert.equal(repeat!.ms, 910);
  for (const { y, fromX, toX } of layout.arrows.slice(0, 2)) {
    assert(y > repeat!.y && y < repeat!.y + repeat!.height);
    for (const x of [fromX, toX]) {
      assert(x > repeat!.x && x < repeat!.x + repeat!.width);
    }
  }
  assert(layout.arrows[2]!.y > repeat!.y + repeat!.height);
});

Deno.test("a lane is cut where its actor died, until it is back", () => {
  const { layout } = tell([
    entry("peers", "socket", "a", 1),
    entry("peers", "socket", "b", 40),
  ], [mark("socket", "crashed", 10), mark("socket", "restarted", 20)]);
  const x = layout.lanes[1]!.x;
  const [crashed, restarted] = layout.marks;
  assert(
    crashed!.label.x + crashed!.label.text.length * measures.char <
      layout.width,
  );
  assert.deepEqual(layout.lifelines.filter((line) => line.x === x), [
    { x, fromY: measures.head, toY: crashed!.y, isAlive: true },
    { x, fromY: crashed!.y, toY: restarted!.y, isAlive: false },
    { x, fromY: restarted!.y, toY: layout.height, isAlive: true },
  ]);
});

Deno.test("a text that has no room is cut where it is still understood", () => {
  assert.equal(pathEnd("overlays/town", 13), "overlays/town");
  assert.equal(pathEnd("overlays/town", 12), "…/town");
  assert.equal(pathEnd("topologies/gossip", 5), "…ssip");
  assert.equal(textStart("subscriptions", 13), "subscriptions");
  assert.equal(textStart("subscriptions", 9), "subscrip…");
});

Deno.test("any story is laid out within its own width and height", () => {
  const name = fc.constantFrom("root", "peers", "socket", "a/b", "a/c", "z");
  const event = fc.record({
    from: fc.option(name, { nil: undefined }),
    to: name,
    type: fc.constantFrom("x", "y", "a.long.type.of.an.event"),
    pauseMs: fc.integer({ min: 0, max: 3_000 }),
  });
  fc.assert(fc.property(fc.array(event, { maxLength: 40 }), (events) => {
    let atMs = 0;
    const { layout } = tell(
      events.map(({ from, to, type, pauseMs }) =>
        entry(from, to, type, atMs += pauseMs)
      ),
    );
    for (const { fromX, toX, y, label } of layout.arrows) {
      assert(Math.min(fromX, toX) >= 0);
      assert(Math.max(fromX, toX) < layout.width);
      assert(y > 0 && y < layout.height);
      assert(label.x >= measures.times);
      assert(label.x + label.text.length * measures.char < layout.width);
    }
  }));
});

Deno.test("a sequence is also a Mermaid diagram", () => {
  const log = Array.from(
    { length: 4 },
    (_, i) => entry("peers", "socket", "end; of: the #1", i),
  );
  const { runs, lanes } = tell([
    ...log,
    entry(undefined, "socket", "found", 4),
    entry("socket", "udp", "late", 9_000),
  ], [mark("socket", "crashed", 4, ["Error: no\nsocket"])]);
  assert.equal(
    sequenceMermaid(runs, lanes),
    `sequenceDiagram
    participant outside as (sender unknown)
    participant a0 as peers
    participant a1 as socket
    participant a2 as udp
    loop 4 times
        a0->>a1: #101;nd#59; of#58; the #35;1
    end
    outside->>a1: found
    Note over a1: crashed#58; Error#58; no socket
    Note over a0,a2: 9.0 s later
    a1->>a2: late
`,
  );
});
