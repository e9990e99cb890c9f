import assert from "node:assert/strict";
import { createMachine, emit } from "xstate";
import {
  type AnyRef,
  Lifecycle,
  lifecycle,
  type LifecycleEvent,
  type LifecycleNews,
  routineEventsMax,
  startChild,
  startTree,
  supervisor,
  troubleEventsMax,
} from "../../src/otp/mod.ts";
import { causes, startWorkers, Trace } from "./traces.ts";

const nobody = {} as AnyRef;
const routine: LifecycleNews = { type: "started", path: "a" };
const trouble: LifecycleNews = {
  type: "crashed",
  path: "a",
  error: new Error("boom"),
};

function recorder(): Lifecycle {
  let nowMs = 0;
  return new Lifecycle(() => ++nowMs);
}

/** `type path`, and the chain of causes where there is one. */
function line(event: LifecycleEvent): string {
  const head = `${event.type} ${event.path}`;
  if ("error" in event) return `${head}: ${causes(event.error).join(" <- ")}`;
  return event.type === "restarted" ? `${head} #${event.restarts}` : head;
}

Deno.test("events are numbered without gaps and stamped with the time", () => {
  const recent = recorder();
  for (const news of [routine, trouble, routine]) recent.record(news, nobody);
  assert.deepEqual(
    recent.recent().map(({ sequence, atMs, type }) => [sequence, atMs, type]),
    [[1, 1, "started"], [2, 2, "crashed"], [3, 3, "started"]],
  );
  assert.equal(recent.count, 3);
});

Deno.test("routine never pushes trouble out", () => {
  const recent = recorder();
  recent.record(trouble, nobody);
  for (let n = 0; n < 2 * routineEventsMax; n++) recent.record(routine, nobody);
  const kept = recent.recent();
  assert.equal(kept.length, routineEventsMax + 1);
  assert.equal(kept[0]!.type, "crashed");
  assert.equal(kept.at(-1)!.sequence, 2 * routineEventsMax + 1);
});

Deno.test("what became of the actors of a path is known for longer than each event", () => {
  const history = recorder();
  const restarted: LifecycleNews = {
    type: "restarted",
    path: "b",
    restarts: 1,
  };
  for (let n = 0; n < 3; n++) history.record(restarted, nobody);
  for (let n = 0; n <= troubleEventsMax; n++) history.record(trouble, nobody);
  assert(history.recent().every(({ path }) => path === "a"));
  assert.deepEqual(history.troubleOf("b"), { restarts: 3 });
  const { lastCrash } = history.troubleOf("a");
  assert.equal(lastCrash?.atMs, history.recent().at(-1)?.atMs);
});

Deno.test("trouble is bounded too, and the oldest is forgotten", () => {
  const recent = recorder();
  for (let n = 0; n <= troubleEventsMax; n++) recent.record(trouble, nobody);
  const kept = recent.recent();
  assert.equal(kept.length, troubleEventsMax);
  assert.equal(kept[0]!.sequence, 2);
  assert.equal(recent.count, troubleEventsMax + 1);
});

Deno.test("a listener hears from its subscription to its end", () => {
  const recent = recorder();
  const heard: number[] = [];
  recent.record(routine, nobody);
  const end = recent.subscribe(({ sequence }) => heard.push(sequence));
  recent.record(routine, nobody);
  end();
  end();
  recent.record(routine, nobody);
  assert.deepEqual(heard, [2]);
});

Deno.test("a listener that throws is dropped, and the others go on", () => {
  const recent = recorder();
  const heard: string[] = [];
  recent.subscribe(() => {
    heard.push("throwing");
    throw new Error("listener");
  });
  recent.subscribe(() => heard.push("calm"));
  recent.record(routine, nobody);
  recent.record(routine, nobody);
  assert.deepEqual(heard, ["throwing", "calm", "calm"]);
});

Deno.test("a listener that throws does not disturb what it watches", () => {
  const { lifecycle, child, trace, stop } = startWorkers("one_for_one");
  lifecycle.subscribe(() => {
    throw new Error("listener");
  });
  trace.take();
  child("b").send({ type: "boom" });
  assert.equal(trace.take(), "-b +b");
  stop();
});

Deno.test("a listener is told of a start early enough to hear all that the actor emits", () => {
  const emitted: string[] = [];
  const { lifecycle, root, stop } = startWorkers("one_for_one", { names: "a" });
  lifecycle.subscribe(({ type }, ref) => {
    if (type === "started") {
      ref.on("*", (event) => emitted.push(`${ref.id} ${event.type}`));
    }
  });
  const logic = createMachine({ entry: emit({ type: "hello" }) });
  startChild(root, { id: "greeter", logic });
  assert.deepEqual(emitted, ["greeter hello"]);
  stop();
});

Deno.test("a whole life: starts, a crash, a restart, and a tree that gives up, each with its cause", () => {
  const trace = new Trace();
  const tree = startTree(
    supervisor({
      id: "app",
      strategy: "rest_for_one",
      intensity: { restarts: 1, withinMs: 60_000 },
      children: [
        { id: "a", logic: trace.port("a") },
        { id: "b", logic: trace.port("b"), restart: "transient" },
      ],
    }),
    { id: "app" },
  );
  tree.root.system.get("a").send({ type: "boom" });
  tree.root.system.get("b").send({ type: "boom" });
  assert.deepEqual(tree.lifecycle.recent().map(line), [
    "started app",
    "started a",
    "started b",
    "crashed a: a boom",
    "restarted a #1",
    "stopped b",
    "started a",
    "started b",
    "crashed b: b boom",
    "gave_up app: app gave up: b needed more than 1 restarts within 60000 ms <- b boom",
    "crashed app: app gave up: b needed more than 1 restarts within 60000 ms <- b boom",
    "stopped a",
  ]);
});

Deno.test("an actor that completes is told from one that was stopped", () => {
  const { lifecycle, child, stop } = startWorkers("one_for_one", {
    names: "a",
    restart: "temporary",
  });
  child("a").send({ type: "finish" });
  const lines = lifecycle.recent().map(line);
  assert(lines.includes("completed a"));
  assert(lines.includes("stopped a/port"));
  stop();
});

Deno.test("every actor of a system has the same history", () => {
  const { root, child, lifecycle: history, stop } = startWorkers("one_for_one");
  assert.equal(lifecycle(root), history);
  assert.equal(lifecycle(child("a")), history);
  stop();
});

Deno.test("the history tells the time of the tree's own clock", () => {
  const { clock, child, lifecycle, stop } = startWorkers("one_for_one");
  const beginMs = clock.nowMs();
  clock.advance(1_234);
  child("a").send({ type: "boom" });
  const times = lifecycle.recent().map(({ atMs }) => atMs - beginMs);
  assert.deepEqual([...new Set(times)], [0, 1_234]);
  stop();
});
