import assert from "node:assert/strict";
import fc from "fast-check";
import {
  and,
  type AnyStateMachine,
  assign,
  cancel,
  createActor,
  createMachine,
  emit,
  fromPromise,
  getInitialSnapshot,
  raise,
  sendTo,
  type SnapshotFrom,
  spawnChild,
  stateIn,
  stopChild,
  transition,
} from "xstate";
import {
  type ChartNode,
  chartOf,
  transitionId,
} from "../../src/inspector/chart.ts";
import { guardText } from "../../src/inspector/chart_guard.ts";
import { triggerText } from "../../src/inspector/chart_trigger.ts";
import { valueCharsMax } from "../../src/inspector/chart_value.ts";
import { fromPort, pool, supervisor } from "../../src/otp/mod.ts";
import { everythingMachine } from "./everything.ts";
import { rebuild } from "./rebuild.ts";

const chart = chartOf(everythingMachine)!;

function stateOf(id: string, from: ChartNode = chart): ChartNode {
  const found = [from].flatMap(function all(node): ChartNode[] {
    return [node, ...node.states.flatMap(all)];
  }).find((node) => node.id === id);
  assert(found, id);
  return found;
}

function seenOf(
  { value, status, tags }: SnapshotFrom<AnyStateMachine>,
  actions: readonly { readonly type: string }[],
): unknown {
  return { value, status, tags, actions: actions.map(({ type }) => type) };
}

Deno.test("a machine made of the chart alone has the same chart", () => {
  assert.deepEqual(chartOf(rebuild(chart, everythingMachine)), chart);
});

Deno.test("a machine made of the chart alone does the same, whatever it hears", () => {
  const original: AnyStateMachine = everythingMachine;
  const again = rebuild(chart, original);
  const events = [
    ...["go", "back", "deep", "jump", "note.made", "note.lost", "other"],
    ...["left.step", "right.step", "end"],
    ...["done", "error"].map((what) => `xstate.${what}.actor.helper`),
    ...["1000", "soon"].map((delay) => `xstate.after.${delay}.everything.work`),
    "xstate.after.later.everything.work.first",
  ];
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events)), (types) => {
      let ours = getInitialSnapshot(original);
      let theirs = getInitialSnapshot(again);
      for (const type of types) {
        const [nextOurs, done] = transition(original, ours, { type });
        const [nextTheirs, doneAgain] = transition(again, theirs, { type });
        assert.deepEqual(seenOf(nextTheirs, doneAgain), seenOf(nextOurs, done));
        reached.add(JSON.stringify(nextOurs.value));
        ours = nextOurs;
        theirs = nextTheirs;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  assert(reached.size >= 8, [...reached].join(" "));
});

Deno.test("every state of the machine is in the chart, and no other", () => {
  const ids = [chart].flatMap(function all({ id, states }): string[] {
    return [id, ...states.flatMap(all)];
  });
  const all = [...(everythingMachine as unknown as {
    idMap: Map<string, unknown>;
  }).idMap.keys()];
  assert.deepEqual(ids.toSorted(), all.toSorted());
});

Deno.test("a state says what it is", () => {
  assert.deepEqual(
    [chart.type, chart.description, chart.initial, chart.entry, chart.exit],
    [
      "compound",
      "A machine that has it all.",
      { target: "everything.idle", actions: [] },
      [{ name: "begin" }],
      [{ name: "leave" }],
    ],
  );
  assert.equal(stateOf("twin").type, "parallel");
  assert.deepEqual(stateOf("everything.idle").tags, ["healthy", "waiting"]);
  assert.deepEqual(stateOf("everything.hist").history, {
    depth: "deep",
    targets: ["everything.work.second"],
  });
  assert.deepEqual(stateOf("everything.work.hist").history, {
    depth: "shallow",
    targets: [],
  });
  assert.equal(stateOf("everything.over").type, "final");
});

Deno.test("timers are shown once, as what they trigger", () => {
  const { entry, exit, transitions } = stateOf("everything.work");
  assert.deepEqual([entry, exit], [[{ name: "arrive" }], []]);
  assert.deepEqual(
    transitions.map(({ trigger }) => triggerText(trigger)),
    [
      "go",
      "back",
      "done",
      "done of helper",
      "crash of helper",
      "news of helper",
      "after 1000 ms",
      "after soon (500 ms)",
      "after soon (500 ms)",
    ],
  );
  const [later] = stateOf("everything.work.first").transitions;
  assert.deepEqual(
    stateOf("everything.work.first").transitions.map(({ trigger }) => trigger),
    [
      { type: "event", event: "end" },
      { type: "event", event: "go" },
      { type: "after", delay: "later" },
      { type: "always" },
    ],
  );
  assert.equal(later?.id, "everything.work.first~0");
});

Deno.test("guards are shown by name, however they are combined", () => {
  const guards = (id: string) =>
    stateOf(id).transitions.map(({ guard }) => guard && guardText(guard));
  assert.deepEqual(guards("everything.idle").slice(0, 3), [
    "early and not never",
    'atLeast({"steps":4}) or never',
    undefined,
  ]);
  assert.deepEqual(guards("everything.work.second"), [
    undefined,
    "not in #twin",
  ]);
  assert.equal(guards("everything.work.first").at(-1), 'in {"work":"second"}');
});

Deno.test("what is said in place is called what it is", () => {
  const machine = createMachine({
    id: "inline",
    entry: [
      assign({ a: 1, b: () => 2 }),
      raise({ type: "x" }),
      emit({ type: "y" }),
      sendTo("z", () => ({ type: "w" })),
      spawnChild(fromPromise(() => Promise.resolve()), { id: "c" }),
      stopChild("c"),
      cancel("t"),
      () => {},
      function named() {},
    ],
    invoke: { id: "job", src: fromPromise(() => Promise.resolve()) },
    on: {
      a: { guard: () => true },
      b: { guard: and([() => true, stateIn("#inline")]) },
    },
  });
  const { entry, invokes, transitions } = chartOf(machine)!;
  assert.deepEqual(
    entry.map(({ name, params, isInline }) => [name, params, isInline]),
    [
      ["assign", "a, b", true],
      ["raise", "x", true],
      ["emit", "y", true],
      ["sendTo", "z, …", true],
      ["spawnChild", "…", true],
      ["stopChild", "c", true],
      ["cancel", "t", true],
      ["a function", undefined, true],
      ["named", undefined, true],
    ],
  );
  assert.deepEqual(invokes, [{ id: "job" }]);
  assert.deepEqual(
    transitions.map(({ guard }) => guardText(guard!)),
    ["a function", "a function and in #inline"],
  );
});

Deno.test("what is given is short, and never throws", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const machine = createMachine({
    entry: [
      { type: "a", params: cycle },
      { type: "b", params: { n: 1n } },
      { type: "c", params: { long: "x".repeat(10_000) } },
      { type: "d", params: () => ({}) },
    ],
  } as never);
  const texts = chartOf(machine)!.entry.map(({ params }) => params!);
  assert.deepEqual([texts[0], texts[1], texts[3]], ["…", "…", "…"]);
  assert.equal(texts[2]?.length, valueCharsMax);
});

Deno.test("a chart is data: it survives JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(chart)), chart);
});

Deno.test("a transition that is taken is found in the chart", () => {
  const taken: string[] = [];
  const actor = createActor(everythingMachine, {
    inspect: (event) => {
      if (event.type === "@xstate.microstep") {
        // Reported by every XState 5, but not in its types.
        const { _transitions } = event as unknown as {
          readonly _transitions: Parameters<typeof transitionId>[0][];
        };
        taken.push(..._transitions.map((each) => transitionId(each)!));
      }
    },
  });
  actor.start();
  actor.send({ type: "jump" });
  actor.send({ type: "back" });
  actor.stop();
  const known = new Map(
    [chart].flatMap(function all(node): [string, string][] {
      return [
        ...node.transitions.map(({ id, trigger }): [string, string] => [
          id,
          triggerText(trigger),
        ]),
        ...node.states.flatMap(all),
      ];
    }),
  );
  assert.deepEqual(taken.map((id) => known.get(id)), ["jump", "back"]);
});

Deno.test("a transition of no chart has no id in one", () => {
  const { root } = everythingMachine;
  const [known] = [...root.transitions.values()].flat();
  assert.equal(transitionId(known!), "everything~0");
  assert.equal(transitionId({ ...known! }), undefined);
});

Deno.test("a supervisor has a chart, other logic has none, and each is described once", () => {
  const logic = supervisor({ id: "s", strategy: "one_for_one" });
  assert.equal(chartOf(logic)?.states[0]?.key, "supervising");
  assert.equal(chartOf(logic), chartOf(logic));
  const port = fromPort(() => ({ [Symbol.dispose]() {} }));
  assert.equal(chartOf(port), undefined);
  assert.equal(chartOf(pool({ logic: port })), undefined);
  assert.equal(chartOf(fromPromise(() => Promise.resolve())), undefined);
});
