import assert from "node:assert/strict";
import { createMachine } from "xstate";
import { chartOf } from "../../src/inspector/chart.ts";
import { mermaidOf } from "../../src/inspector/mermaid.ts";
import { everythingMachine } from "./everything.ts";
import { readDiagram } from "./mermaid_grammar.ts";

const drawn = (machine: Parameters<typeof chartOf>[0]) =>
  readDiagram(mermaidOf(chartOf(machine)!));

Deno.test("every feature can be drawn", () => {
  const { boxes, lines, arrows, parents } = drawn(everythingMachine);
  assert.equal(boxes.get("everything_hist"), "hist (deep history)");
  assert.equal(parents.get("everything_both_left_a"), "everything_both_left");
  assert.deepEqual(lines.get("everything_idle"), [
    'go [atLeast({"steps":4}) or never]',
    "go / arrive, leave → itself",
    "note.lost",
  ]);
  assert.deepEqual(lines.get("everything_work__any"), [
    "entry / arrive",
    "runs helper (job)",
    "runs second_helper (job)",
    "news of helper / begin",
    "after soon (500 ms) / leave",
  ]);
  const from = (name: string) =>
    arrows.filter((arrow) => arrow.from === name)
      .map(({ to, label }) => `${to} : ${label}`);
  assert.deepEqual(from("everything_both__any"), [
    "everything_both_left_b : go",
    "everything_both_right_b : go",
  ]);
  assert.deepEqual(from("everything__any"), [
    "everything_both : jump",
    "everything_over : * [never]",
  ]);
  assert.deepEqual(from("everything_over"), ["[*] : "]);
  assert.deepEqual(from("everything_hist"), [
    "everything_work_second : the first time",
  ]);
  assert.deepEqual(from("everything_work"), [
    "everything_idle : back<br/>crash of helper",
    "everything_over : done [early]<br/>after soon (500 ms) [never]",
  ]);
});

Deno.test("names that mean something to Mermaid are only names", () => {
  const hostile = 'a: b; "c" %% --> [*] {d} <e> #35; `f` *g*\n}';
  const machine = createMachine({
    id: "end",
    initial: "state",
    states: {
      state: { on: { [hostile]: { target: hostile, actions: hostile } } },
      [hostile]: { id: "note", initial: "end", states: { end: {} } },
      "a b": {},
      "a-b": {},
      "_any": {},
    },
    on: { x: {} },
  } as never);
  const { boxes, arrows } = drawn(machine);
  const shown = hostile.replace("\n", " ");
  assert.deepEqual([...boxes.values()], [
    "all of end",
    "state",
    shown,
    "end",
    "a b",
    "a-b",
    "_any",
  ]);
  assert.equal(new Set(boxes.keys()).size, 7);
  assert(arrows.some(({ label }) => label === `${shown} / ${shown}`));
});

Deno.test("a machine whose root is parallel, or has no states, can be drawn", () => {
  const parallel = drawn(createMachine({
    id: "p",
    type: "parallel",
    on: { x: ".a" },
    states: { a: {}, b: { initial: "c", states: { c: {} } } },
  }));
  assert.deepEqual([...parallel.boxes.keys()], [
    "p",
    "p__any",
    "p_a",
    "p_b",
    "p_b_c",
  ]);
  const { lines } = drawn(createMachine({ id: "n", on: { x: {} } }));
  assert.deepEqual(lines.get("n__any"), ["x"]);
});

Deno.test("what Mermaid would draw wrongly is noticed", () => {
  const wrong: Record<string, string> = {
    "no box": "a --> b",
    "unclosed": 'state "a" as a {',
    "inside": 'state "a" as a {\nstate "b" as b\n}\na --> b',
    "moved":
      'state "a" as a {\nstate "b" as b\n}\nstate "c" as c {\nstate "d" as d\nd --> b\n}',
    "a colon": 'state "a" as a\na : b: c',
    "a region outside": "--",
  };
  for (const [what, lines] of Object.entries(wrong)) {
    assert.throws(() => readDiagram(`stateDiagram-v2\n${lines}\n`), what);
  }
});
