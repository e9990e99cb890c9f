import assert from "node:assert/strict";
import {
  createMachine,
  fromCallback,
  fromPromise,
  sendTo,
  spawnChild,
} from "xstate";
import {
  childOf,
  fromPort,
  type Logic,
  restartChild,
  startChild,
  stopChild,
  supervisor,
  terminate,
} from "../../src/otp/mod.ts";
import { causes, endOf, startWorkers, Trace } from "./traces.ts";

const boom = () => {
  throw new Error("boom");
};

Deno.test("a child that crashes while it is made counts like any crash", async () => {
  const stillborn = createMachine({ entry: boom });
  const trace = new Trace();
  const tree = startWorkers("one_for_one", {
    trace,
    children: [...trace.workers("a"), { id: "b", logic: stillborn }],
  });
  assert.equal(trace.take(), "+a -a");
  assert.deepEqual(await endOf(tree), [
    "root gave up: b needed more than 1 restarts within 5000 ms",
    "boom",
  ]);
});

Deno.test("a child that crashes while it starts is started again", () => {
  const trace = new Trace();
  let attempts = 0;
  const shy = fromCallback(() => {
    trace.write(`try ${++attempts}`);
    if (attempts < 2) boom();
  });
  const { stop } = startWorkers("one_for_all", {
    trace,
    children: [
      ...trace.workers("a"),
      { id: "shy", logic: shy },
      ...trace.workers("c"),
    ],
  });
  assert.equal(trace.take(), "+a try 1 +c -c -a +a try 2 +c");
  stop();
});

Deno.test("siblings that crash in one step share one restart under one_for_all", () => {
  const { trace, child, root, stop } = startWorkers("one_for_all");
  trace.take();
  const { a, b } = { a: child("a"), b: child("b") };
  // Both crash before the supervisor, in a step of its own, hears of either.
  const logic = fromCallback(() => {
    a.send({ type: "boom" });
    b.send({ type: "boom" });
  });
  const assassin = { id: "assassin", logic, restart: "temporary" } as const;
  root.send({ type: "child.start", spec: assassin });
  assert.equal(trace.take(), "-a -b -c +a +b +c");
  assert.equal(root.getSnapshot().status, "active");
  stop();
});

Deno.test("siblings that crash in one step cost one restart each under one_for_one", () => {
  const { trace, child, root, stop } = startWorkers("one_for_one", {
    intensity: { restarts: 2, withinMs: 1 },
  });
  trace.take();
  const { a, b } = { a: child("a"), b: child("b") };
  const logic = fromCallback(() => {
    a.send({ type: "boom" });
    b.send({ type: "boom" });
  });
  const assassin = { id: "assassin", logic, restart: "temporary" } as const;
  root.send({ type: "child.start", spec: assassin });
  assert.equal(trace.take(), "-a -b +a +b");
  assert.equal(root.getSnapshot().status, "active");
  stop();
});

Deno.test("a child that is in the middle of a step when its sibling's crash takes it down comes back", () => {
  const trace = new Trace();
  const provoker = createMachine({
    invoke: { src: trace.port("p"), id: "port" },
    on: {
      go: {
        actions: sendTo(({ system }) => system.get("b"), { type: "boom" }),
      },
    },
  });
  const { root, child, stop } = startWorkers("one_for_all", {
    trace,
    children: [{ id: "p", logic: provoker }, ...trace.workers("b")],
  });
  trace.take();
  child("p").send({ type: "go" });
  assert.equal(trace.take(), "-b -p +p +b");
  assert.equal(root.getSnapshot().status, "active");
  assert.equal(child("p").getSnapshot().status, "active");
  stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a child may have itself restarted, and stopped, from within a step", () => {
  const trace = new Trace();
  const suicidal = createMachine({
    invoke: { src: trace.port("s"), id: "port" },
    on: {
      again: { actions: ({ self }) => void restartChild(self._parent!, "s") },
      stop: { actions: ({ self }) => void stopChild(self._parent!, "s") },
    },
  });
  const { root, child, stop } = startWorkers("one_for_one", {
    trace,
    children: [{ id: "s", logic: suicidal }],
  });
  child("s").send({ type: "again" });
  assert.equal(trace.take(), "+s -s +s");
  child("s").send({ type: "stop" });
  assert.equal(trace.take(), "-s");
  assert.equal(root.getSnapshot().status, "active");
  stop();
});

Deno.test("an actor terminated in the middle of its step gives its system id up at once", () => {
  const held: unknown[] = [];
  const logic = createMachine({
    on: {
      end: {
        actions: ({ self, system }) => {
          terminate(self);
          held.push(system.get("a"), self.getSnapshot().status);
        },
      },
    },
  });
  const { child, lifecycle, stop } = startWorkers("one_for_one", {
    children: [{ id: "a", logic, restart: "temporary" }],
  });
  const a = child("a");
  a.send({ type: "end" });
  assert.deepEqual(held, [undefined, "active"]);
  assert.equal(a.getSnapshot().status, "stopped");
  assert.deepEqual(lifecycle.recent().map(({ type }) => type), [
    "started",
    "started",
    "stopped",
  ]);
  stop();
});

Deno.test("a child that crashes again while its siblings are being restarted is not forgotten", () => {
  const trace = new Trace();
  let starts = 0;
  const meddler = fromCallback(({ system }) => {
    trace.write("+m");
    if (++starts === 2) system.get("a").send({ type: "boom" });
    return () => trace.write("-m");
  });
  const { root, child, stop } = startWorkers("one_for_all", {
    trace,
    intensity: { restarts: 2, withinMs: 1 },
    children: [...trace.workers("a"), { id: "m", logic: meddler }],
  });
  trace.take();
  child("a").send({ type: "boom" });
  assert.equal(trace.take(), "-a -m +a +m -a -m +a +m");
  assert.equal(root.getSnapshot().status, "active");
  stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a crash in a port's receive reaches the supervisor through its machine", () => {
  const { trace, child, stop } = startWorkers("one_for_one");
  trace.take();
  child("b").getSnapshot().children.port.send({ type: "boom" });
  assert.equal(trace.take(), "-b +b");
  stop();
});

Deno.test("a crash from outside a step reaches the supervisor", () => {
  const { trace, stop } = startWorkers("one_for_one");
  trace.take();
  trace.fail.get("b")!(new Error("connection lost"));
  assert.equal(trace.take(), "-b +b");
  stop();
});

Deno.test("a crash deep in plain machines takes all between it and the supervisor down", () => {
  const trace = new Trace();
  const nest = (name: string, ...inside: Logic[]) =>
    createMachine({
      invoke: [trace.port(name), ...inside].map((src, at) => ({
        src: src,
        id: `${name}${at}`,
      })),
    });
  const logic = nest("outer", nest("inner", nest("innermost")));
  const { root, stop } = startWorkers("one_for_one", {
    trace,
    children: [{ id: "nest", logic }],
  });
  assert.equal(trace.take(), "+outer +inner +innermost");
  trace.fail.get("innermost")!(new Error("lost"));
  assert.equal(
    trace.take().split(" ").toSorted().join(" "),
    "+inner +innermost +outer -inner -innermost -outer",
  );
  assert.equal(root.getSnapshot().status, "active");
  stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a promise that is rejected is retried; when it resolves, a transient one rests", async () => {
  const rested = Promise.withResolvers<void>();
  let attempts = 0;
  const logic = fromPromise(() =>
    ++attempts < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve()
  );
  const { lifecycle, stop, root } = startWorkers("one_for_one", {
    children: [],
    intensity: { restarts: 2, withinMs: 1 },
  });
  lifecycle.subscribe(({ type }) => type === "completed" && rested.resolve());
  startChild(root, { id: "job", logic, restart: "transient" });
  await rested.promise;
  assert.equal(attempts, 3);
  assert.equal(childOf(root, "job"), undefined);
  assert.equal(restartChild(root, "job"), true);
  assert.equal(attempts, 4);
  stop();
});

Deno.test("a machine that threw after it took system ids may take them again", () => {
  const grandchild = createMachine({ id: "grandchild" });
  const brood = createMachine({
    entry: spawnChild(grandchild, { id: "g", systemId: "grandchild" }),
  });
  const hasty = createMachine({
    on: {
      go: {
        actions: [spawnChild(brood, { id: "b", systemId: "brood" }), boom],
      },
      calmly: {
        actions: spawnChild(brood, { id: "b", systemId: "brood" }),
      },
    },
  });
  const { root, child, stop } = startWorkers("one_for_one", {
    children: [{ id: "hasty", logic: hasty }],
  });
  child("hasty").send({ type: "go" });
  child("hasty").send({ type: "calmly" });
  assert.equal(root.getSnapshot().status, "active");
  assert.equal(child("grandchild").getSnapshot().status, "active");
  stop();
});

Deno.test("a dispose that throws is recorded as a crash, and keeps nobody alive", () => {
  const trace = new Trace();
  const clumsy = fromPort(() => ({
    [Symbol.dispose]: () => {
      throw new Error("cannot close");
    },
  }));
  const { lifecycle, root, stop } = startWorkers("one_for_all", {
    trace,
    children: [
      ...trace.workers("a"),
      { id: "clumsy", logic: clumsy },
      ...trace.workers("c"),
    ],
  });
  restartChild(root, "clumsy");
  trace.take();
  stop();
  assert.equal(trace.take(), "-c -a");
  const troubles = lifecycle.recent().flatMap((event) =>
    event.type === "crashed" ? [`${event.path}: ${causes(event.error)}`] : []
  );
  assert.deepEqual(troubles, Array(2).fill("clumsy: cannot close"));
});

Deno.test("news of a crash that is older than the child of that name is ignored", () => {
  const { trace, child, root, stop } = startWorkers("one_for_one");
  trace.take();
  root.send({
    type: "xstate.error.actor.a",
    actorId: "a",
    error: new Error("long ago"),
  });
  root.send({ type: "xstate.done.actor.nobody", actorId: "nobody" });
  assert.equal(trace.take(), "");
  assert.equal(child("a").getSnapshot().status, "active");
  stop();
});

Deno.test("a supervisor stopped while it starts its children leaves none behind", () => {
  const trace = new Trace();
  const { root, stop } = startWorkers("one_for_one", { children: [] });
  const meddler = fromCallback(() => void stopChild(root, "inner"));
  const inner = supervisor({
    id: "inner",
    strategy: "one_for_one",
    children: [
      ...trace.workers("a"),
      { id: "m", logic: meddler },
      ...trace.workers("c"),
    ],
  });
  startChild(root, { id: "other", logic: createMachine({}) });
  root.send({ type: "child.start", spec: { id: "inner", logic: inner } });
  assert.deepEqual(trace.open, []);
  assert.equal(childOf(root, "inner"), undefined);
  stop();
});

Deno.test("a supervisor restarted while it restarts its children takes their names again", () => {
  const trace = new Trace();
  const { root, child, stop } = startWorkers("one_for_one", { children: [] });
  let starts = 0;
  const meddler = fromCallback(() => {
    if (++starts === 2) restartChild(root, "inner");
  });
  const inner = supervisor({
    id: "inner",
    strategy: "one_for_all",
    children: [
      ...trace.workers("a"),
      { id: "m", logic: meddler },
      ...trace.workers("c"),
    ],
  });
  startChild(root, { id: "inner", logic: inner });
  trace.take();
  child("inner/a").send({ type: "boom" });
  assert.equal(root.getSnapshot().status, "active");
  assert.deepEqual(trace.open, ["a", "c"]);
  assert.equal(starts, 3);
  stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a tree may be stopped by one of its own actors", async () => {
  const trace = new Trace();
  const tree = startWorkers("one_for_one", { trace });
  startChild(tree.root, {
    id: "stopper",
    logic: createMachine({ on: { go: { actions: () => tree.stop() } } }),
  });
  trace.take();
  tree.child("stopper").send({ type: "go" });
  assert.equal(trace.take(), "-c -b -a");
  assert.equal(await endOf(tree), "stopped");
});
