import assert from "node:assert/strict";
import { createMachine } from "xstate";
import type { ChartNode } from "../../../src/inspector/chart.ts";
import { chartOf } from "../../../src/inspector/chart.ts";
import type {
  Box,
  Drawing,
  DrawnArrow,
  DrawnState,
  Point,
} from "../../../src/inspector/page/chart/drawing.ts";
import { Kin } from "../../../src/inspector/page/chart/kin.ts";
import { layoutOf, pane } from "../../../src/inspector/page/chart/layout.ts";
import {
  contains,
  overlap,
  overlapsIn,
} from "../../../src/inspector/page/chart/overlaps.ts";
import { allCharts } from "../charts.ts";
import { everythingMachine } from "../everything.ts";
import { elkHere, evenly } from "./elk.ts";

const charts = await allCharts();
const layout = (chart: ChartNode) => layoutOf(chart, elkHere, evenly);
const stateIn = ({ states }: Drawing, id: string) =>
  states.find(({ node }) => node.id === id)!;
const machine = (config: unknown) => chartOf(createMachine(config as never))!;

for (const chart of charts) {
  Deno.test(`the chart of ${chart.id} is laid out with nothing over another`, async () => {
    const drawing = await layout(chart);
    const { states, marks, arrows, width, height } = drawing;
    const kin = new Kin(chart);

    assert.deepEqual(
      states.map(({ node }) => node.id).sort(),
      [...kin.nodes()].map(({ id }) => id).sort(),
    );
    assert.deepEqual(overlapsIn(drawing), []);
    const all = { x: 0, y: 0, width, height };
    for (const state of states) {
      const parent = state.parent && stateIn(drawing, state.parent.id);
      assert(contains(parent ?? all, state), state.node.id);
      for (const text of [state.title, ...state.rows]) {
        if (!state.node.history) assert(contains(state, text), state.node.id);
      }
    }
    for (const mark of marks) {
      const around = stateIn(drawing, mark.state);
      assert(contains(around, mark), `${mark.type} of ${mark.state}`);
    }
    for (const arrow of arrows) {
      assert(endsWell(drawing, arrow), `${arrow.from} → ${arrow.to}`);
      if (arrow.label) assert(contains(all, arrow.label), arrow.from);
    }
    assert.deepEqual(toldBy(drawing), transitionsOf(kin));
  });
}

Deno.test("most machines of ours are large enough to read in the pane", async () => {
  const small: string[] = [];
  for (const chart of charts) {
    const { width, height } = await layout(chart);
    if (Math.min(pane.width / width, pane.height / height) < 0.8) {
      small.push(chart.id);
    }
  }
  assert(small.length <= charts.length / 3, small.join(", "));
});

Deno.test("several transitions of one trigger between two states are several arrows", async () => {
  const chart = machine({
    id: "m",
    initial: "a",
    states: {
      a: {
        on: {
          go: [{ guard: "x", target: "b" }, { guard: "y", target: "b" }, "b"],
        },
      },
      b: {},
    },
  });
  const { arrows } = await layout(chart);
  const drawn = arrows.filter(({ type }) => type === "transition");
  assert.deepEqual(drawn.map(textOf), ["go [x]", "go [y]", "go"]);
  assert.equal(new Set(drawn.map(courseOf)).size, 3);
});

Deno.test("what has no target, or leads back, is said in the state's box", async () => {
  const drawing = await layout(chartOf(everythingMachine)!);
  assert.deepEqual(rowsOf(drawing, "everything.idle"), [
    'go [atLeast({"steps":4}) or never]',
    "go / arrive, leave ↻",
    "note.lost",
  ]);
  assert.deepEqual(rowsOf(drawing, "everything.work").slice(0, 3), [
    "entry / arrive",
    "runs helper (job)",
    "runs second_helper (job)",
  ]);
});

Deno.test("history, beginnings and what comes from anywhere have signs of their own", async () => {
  const drawing = await layout(chartOf(everythingMachine)!);
  const titles = (id: string) =>
    stateIn(drawing, id).title.lines.flat().map(({ text }) => text);
  assert.deepEqual(titles("everything.hist"), ["H*"]);
  assert.deepEqual(titles("everything.work.hist"), ["H"]);
  const marksOf = (wanted: string) =>
    drawing.marks.filter(({ type }) => type === wanted)
      .map(({ state }) => state);
  assert.deepEqual(
    marksOf("beginning"),
    [
      "everything",
      "everything.work",
      "twin.left",
      "twin.right",
    ].map((id) => id.replace("twin.", "everything.both.")),
  );
  assert.deepEqual(marksOf("anywhere"), [
    "everything",
    "everything.work",
    "twin",
  ]);
  const [first] = drawing.arrows.filter(({ type }) => type === "history");
  assert.equal(first && textOf(first), "the first time");
});

Deno.test("where too many arrows come from afar, the states say where they lead", async () => {
  const failing = (i: number) => [`s${i}`, {
    on: {
      fail: { target: "#m.down", actions: "noteAllThatIsKnownAboutIt" },
      next: `s${(i + 1) % 9}`,
      lost: { target: "#m.down", actions: "noteAllThatIsKnownAboutIt" },
    },
  }];
  const chart = machine({
    id: "m",
    initial: "up",
    states: {
      up: {
        initial: "s0",
        states: Object.fromEntries(
          Array.from({ length: 9 }, (_, i) => failing(i)),
        ),
        on: { end: "down" },
      },
      down: { type: "final" },
    },
  });
  const drawing = await layout(chart);
  const into = drawing.arrows.filter(({ to }) => to === "m.down");
  assert.deepEqual(into.map(textOf), ["end"]);
  assert.deepEqual(rowsOf(drawing, "m.up.s3"), [
    "fail / noteAllThatIsKnownAboutIt → down",
    "lost / noteAllThatIsKnownAboutIt → down",
  ]);
  assert.deepEqual(overlapsIn(drawing), []);
});

Deno.test("what can be read as arrows is drawn as arrows, also from afar", async () => {
  const chart = machine({
    id: "m",
    initial: "up",
    states: {
      up: {
        initial: "s0",
        states: {
          s0: { on: { fail: "#m.down", next: "s1" } },
          s1: { on: { fail: "#m.down", next: "s2" } },
          s2: { on: { fail: "#m.down", next: "s3" } },
          s3: { on: { fail: "#m.down", next: "s4" } },
          s4: { on: { fail: "#m.down" } },
        },
      },
      down: {},
    },
  });
  const { arrows, states } = await layout(chart);
  assert.equal(arrows.filter(({ to }) => to === "m.down").length, 5);
  assert(states.every(({ rows }) => rows.length === 0));
});

Deno.test("names may be anything", async () => {
  const hostile = [
    "__proto__",
    "s0",
    "drawing",
    'a"b',
    "<g>",
    " ",
    "x".repeat(400),
  ];
  const chart = machine({
    id: "m",
    initial: hostile[0],
    states: Object.fromEntries(hostile.map((name, at) => [name, {
      on: { [`to ${name}`]: { target: `#${at}` } },
      id: String(at),
    }])),
  });
  const drawing = await layout(chart);
  assert.equal(drawing.states.length, chart.states.length + 1);
  assert.deepEqual(overlapsIn(drawing), []);
  for (const state of drawing.states) {
    for (const text of [state.title, ...state.rows]) {
      assert(contains(state, text), state.node.id);
    }
  }
});

Deno.test("a chart that ELK fails at in one direction is laid out in the other", async () => {
  const chart = chartOf(everythingMachine)!;
  const directions: (string | undefined)[] = [];
  const drawing = await layoutOf(chart, (graph) => {
    const direction = graph.layoutOptions?.["elk.direction"];
    directions.push(direction);
    return direction === "DOWN"
      ? Promise.reject(new Error("no"))
      : elkHere(graph);
  }, evenly);
  assert(directions.includes("DOWN"));
  assert.deepEqual(overlapsIn(drawing), []);
  await assert.rejects(
    layoutOf(chart, () => Promise.reject(new Error("no")), evenly),
    /ELK cannot lay out this chart/,
  );
});

Deno.test("what lies over another is noticed", async () => {
  const drawing = await layout(chartOf(everythingMachine)!);
  const [first, second] = drawing.arrows.filter(({ label }) => label);
  const idle = stateIn(drawing, "everything.idle");
  const spoilt = (change: Partial<Drawing>) =>
    overlapsIn({ ...drawing, ...change });
  const replaced = (arrow: DrawnArrow, by: Partial<DrawnArrow>) => ({
    arrows: drawing.arrows.map((one) =>
      one === arrow ? { ...one, ...by } : one
    ),
  });
  const at = ({ x, y }: Box) => ({ label: { ...first!.label!, x, y } });
  assert(spoilt(replaced(first!, at(second!.label!))).length > 0);
  assert(spoilt(replaced(first!, at(idle))).length > 0);
  const { x, y } = idle;
  const points = [{ x: 0, y: y + 5 }, { x: x + 50, y: y + 5 }];
  assert(spoilt(replaced(first!, { points })).length > 0);
  const moved = (state: DrawnState): DrawnState =>
    state === idle ? { ...state, x: -50 } : state;
  assert(spoilt({ states: drawing.states.map(moved) }).length > 0);
});

/** Whether an arrow starts and ends on the borders of what it is between. */
function endsWell(drawing: Drawing, { type, from, to, points }: DrawnArrow) {
  const starts: readonly Box[] = [
    ...type === "beginning" ? [] : [stateIn(drawing, from)],
    ...drawing.marks.filter(({ state }) => state === from),
  ];
  return starts.some((box) => isOnBorder(points[0]!, box)) &&
    isOnBorder(points.at(-1)!, stateIn(drawing, to));
}

function isOnBorder({ x, y }: Point, box: Box): boolean {
  const dot = (at: number) => ({
    x: x - at,
    y: y - at,
    width: 2 * at,
    height: 2 * at,
  });
  return overlap(box, dot(1.5)) && !contains(box, dot(1.5));
}

/** Ids of the transitions that a drawing shows, one for each target or row. */
function toldBy({ arrows, states }: Drawing): string[] {
  return [
    ...arrows.flatMap(({ transition }) => transition ? [transition.id] : []),
    ...states.flatMap(({ rows }) =>
      rows.flatMap(({ transition }) => transition ?? [])
    ),
  ].sort();
}

function transitionsOf(kin: Kin): string[] {
  return [...kin.nodes()].flatMap(({ id, transitions }) =>
    transitions.flatMap((one) => {
      const { targets = [] } = one;
      const isRow = targets.every((target) => target === id);
      return isRow ? [one.id] : targets.map(() => one.id);
    })
  ).sort();
}

function rowsOf(drawing: Drawing, id: string): string[] {
  return stateIn(drawing, id).rows.map(sentence);
}

function textOf({ label }: DrawnArrow): string {
  return label ? sentence(label) : "";
}

function sentence({ lines }: { lines: DrawnState["title"]["lines"] }): string {
  return lines.map((line) => line.map(({ text }) => text.trim()).join(" "))
    .join(" ").replaceAll("\u00a0", " ");
}

function courseOf({ points }: DrawnArrow): string {
  return JSON.stringify(points);
}
