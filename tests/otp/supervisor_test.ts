import assert from "node:assert/strict";
import {
  createActor,
  createMachine,
  fromCallback,
  fromPromise,
  sendTo,
  spawnChild,
} from "xstate";
import {
  childOf,
  type ChildSpec,
  fromPort,
  lifecycle,
  type Logic,
  type Restart,
  restartChild,
  startChild,
  startTree,
  stopChild,
  type Strategy,
  supervisor,
  terminate,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { causes, childIn, endOf, startWorkers, Trace } from "./traces.ts";

const boom = () => {
  throw new Error("boom");
};

/** Strategy and restart kind of all of a, b, c; what follows when b crashes; what follows when b completes. */
const fates: [Strategy, Restart, string, string][] = [
  ["one_for_one", "permanent", "-b +b", "-b +b"],
  ["one_for_one", "transient", "-b +b", "-b"],
  ["one_for_one", "temporary", "-b", "-b"],
  ["rest_for_one", "permanent", "-b -c +b +c", "-b -c +b +c"],
  ["rest_for_one", "transient", "-b -c +b +c", "-b"],
  ["rest_for_one", "temporary", "-b", "-b"],
  ["one_for_all", "permanent", "-b -c -a +a +b +c", "-b -c -a +a +b +c"],
  ["one_for_all", "transient", "-b -c -a +a +b +c", "-b"],
  ["one_for_all", "temporary", "-b", "-b"],
];

for (const [strategy, restart, afterCrash, afterEnd] of fates) {
  for (const [event, after] of [["boom", afterCrash], ["finish", afterEnd]]) {
    const end = event === "boom" ? "crashes" : "completes";
    Deno.test(`${strategy}: when one of three ${restart} children ${end}: ${after}`, () => {
      const { trace, child, stop } = startWorkers(strategy, { restart });
      assert.equal(trace.take(), "+a +b +c");
      child("b").send({ type: event });
      assert.equal(trace.take(), after);
      stop();
      assert.deepEqual(trace.open, []);
    });
  }
}

Deno.test("children stop in reverse of their start order", () => {
  const { trace, stop } = startWorkers("one_for_one");
  trace.take();
  stop();
  assert.equal(trace.take(), "-c -b -a");
});

Deno.test("a restarted child still stops at its place in the start order", () => {
  const { trace, child, stop } = startWorkers("one_for_one");
  child("a").send({ type: "boom" });
  trace.take();
  stop();
  assert.equal(trace.take(), "-c -b -a");
});

Deno.test("XState's own stop keeps the order too", () => {
  const { trace, root, child } = startWorkers("one_for_one");
  child("a").send({ type: "boom" });
  trace.take();
  (root as unknown as { stop(): void }).stop();
  assert.equal(trace.take(), "-c -b -a");
});

Deno.test("ids that look like numbers start and stop in the order of the list", () => {
  const { trace, stop } = startWorkers("one_for_one", { names: "b 10 2 a" });
  assert.equal(trace.take(), "+b +10 +2 +a");
  stop();
  assert.equal(trace.take(), "-a -2 -10 -b");
});

Deno.test("stopping twice stops once", async () => {
  const tree = startWorkers("one_for_one");
  tree.trace.take();
  tree.stop();
  tree.stop();
  assert.equal(tree.trace.take(), "-c -b -a");
  assert.equal(await endOf(tree), "stopped");
});

Deno.test("temporary siblings that share a failure do not come back", () => {
  const trace = new Trace();
  const children = [
    ...trace.workers("a"),
    ...trace.workers("t", "temporary"),
    ...trace.workers("b"),
  ];
  const { root, child, stop } = startWorkers("one_for_all", {
    children,
    trace,
  });
  trace.take();
  child("a").send({ type: "boom" });
  assert.equal(trace.take(), "-a -b -t +a +b");
  assert.equal(childOf(root, "t"), undefined);
  assert.equal(stopChild(root, "t"), false);
  stop();
});

Deno.test("a transient child that had completed comes back with its siblings, as in OTP", () => {
  const { trace, child, stop } = startWorkers("one_for_all", {
    restart: "transient",
  });
  child("a").send({ type: "finish" });
  trace.take();
  child("b").send({ type: "boom" });
  assert.equal(trace.take(), "-b -c +a +b +c");
  stop();
});

// The budget

Deno.test("a supervisor that spends its budget takes all its children down and gives up", async () => {
  const tree = startWorkers("one_for_one");
  tree.child("b").send({ type: "boom" });
  tree.trace.take();
  tree.child("c").send({ type: "boom" });
  assert.equal(tree.trace.take(), "-c -b -a");
  assert.deepEqual(await endOf(tree), [
    "root gave up: c needed more than 1 restarts within 5000 ms",
    "c boom",
  ]);
});

Deno.test("restarts that left the window are forgiven", () => {
  const { trace, child, clock, root, stop } = startWorkers("one_for_one");
  for (let round = 0; round < 5; round++) {
    child("b").send({ type: "boom" });
    clock.advance(5_001);
  }
  assert.equal(root.getSnapshot().status, "active");
  stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a budget of none gives up at the first crash", async () => {
  const tree = startWorkers("one_for_one", {
    intensity: { restarts: 0, withinMs: 1 },
  });
  tree.child("a").send({ type: "boom" });
  assert.equal((await endOf(tree)).length, 2);
});

Deno.test("a permanent child that keeps completing spends the budget, without a cause", async () => {
  const tree = startWorkers("one_for_one");
  tree.child("a").send({ type: "finish" });
  tree.child("a").send({ type: "finish" });
  assert.deepEqual(await endOf(tree), [
    "root gave up: a needed more than 1 restarts within 5000 ms",
  ]);
});

/** Three supervisors above one worker, each giving up at the first crash. */
function startTower(trace: Trace) {
  const intensity = { restarts: 0, withinMs: 1_000 };
  const strategy = "one_for_one";
  const floor = (id: string, children: readonly ChildSpec[]) => ({
    id,
    logic: supervisor({ id, strategy, intensity, children }),
  });
  const low = floor("low", trace.workers("a b"));
  const middle = floor("middle", [low, ...trace.workers("c")]);
  return startTree(floor("high", [middle]).logic);
}

Deno.test("a crash climbs three levels, and the chain of causes leads back to it", async () => {
  const trace = new Trace();
  const tree = startTower(trace);
  assert.equal(trace.take(), "+a +b +c");
  childIn(tree)("middle/low/a").send({ type: "boom" });
  assert.equal(trace.take(), "-a -b -c");
  assert.deepEqual(await endOf(tree), [
    "root gave up: middle needed more than 0 restarts within 1000 ms",
    "middle gave up: low needed more than 0 restarts within 1000 ms",
    "middle/low gave up: a needed more than 0 restarts within 1000 ms",
    "a boom",
  ]);
});

Deno.test("a supervisor that gave up is started again by its own, with a fresh budget", () => {
  const trace = new Trace();
  const intensity = { restarts: 1, withinMs: 1_000 };
  const inner = supervisor({
    id: "inner",
    strategy: "one_for_one",
    intensity,
    children: trace.workers("a b"),
  });
  const tree = startTree(supervisor({
    id: "outer",
    strategy: "one_for_one",
    intensity,
    children: [{ id: "inner", logic: inner }],
  }));
  trace.take();
  const child = childIn(tree);
  for (let round = 0; round < 3; round++) {
    child("inner/a").send({ type: "boom" });
  }
  assert.equal(trace.take(), "-a +a -a -b +a +b -a +a");
  tree.stop();
  assert.deepEqual(trace.open, []);
});

Deno.test("a deep tree stops every actor once", () => {
  const trace = new Trace();
  let children = trace.workers("a b");
  for (let depth = 0; depth < 12; depth++) {
    const logic = supervisor({
      id: `at ${depth}`,
      strategy: "one_for_one",
      children,
    });
    children = [{ id: String(depth), logic }];
  }
  const tree = startTree(children[0]!.logic);
  tree.stop();
  assert.equal(trace.take(), "+a +b -b -a");
});

// Crashes at odd moments

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

// Coming and going at run time

Deno.test("a child started at run time is last in the start order", () => {
  const { trace, root, stop } = startWorkers("one_for_one");
  const [late] = trace.workers("late");
  assert.equal(startChild(root, late!), childOf(root, "late"));
  trace.take();
  stop();
  assert.equal(trace.take(), "-late -c -b -a");
});

Deno.test("a child stopped at run time stays away when its siblings restart", () => {
  const { trace, child, root, stop } = startWorkers("one_for_all");
  assert.equal(stopChild(root, "b"), true);
  assert.equal(stopChild(root, "b"), false);
  trace.take();
  child("a").send({ type: "boom" });
  assert.equal(trace.take(), "-a -c +a +c");
  stop();
});

Deno.test("a child restarted by hand costs no budget and no siblings", () => {
  const { trace, root, stop } = startWorkers("one_for_all");
  trace.take();
  for (let round = 0; round < 3; round++) restartChild(root, "b");
  assert.equal(trace.take(), "-b +b -b +b -b +b");
  assert.equal(restartChild(root, "nobody"), false);
  assert.equal(root.getSnapshot().status, "active");
  stop();
});

Deno.test("two children of one id are refused: together, and one after the other", () => {
  const trace = new Trace();
  const children = trace.workers("a a");
  const spec = { id: "twins", strategy: "one_for_one", children } as const;
  assert.throws(() => supervisor(spec), /twins has two children of one id/);
  const { root, stop } = startWorkers("one_for_one", { trace });
  assert.throws(
    () => startChild(root, children[0]!),
    /Cannot start a under root: it is there already/,
  );
  stop();
});

Deno.test("startChild says why there is no child: stopped, given up, or ended at once", async () => {
  const stillborn = { id: "stillborn", logic: createMachine({ entry: boom }) };
  const tree = startWorkers("one_for_one");
  assert.throws(
    () => startChild(tree.root, { ...stillborn, restart: "temporary" }),
    /ended at once/,
  );
  assert.throws(
    () => startChild(tree.root, stillborn),
    (error: Error) =>
      /gave up/.test(error.message) && error.cause instanceof Error,
  );
  await endOf(tree);
  assert.throws(() => startChild(tree.root, stillborn), /does not run/);
});

// Life without startTree

Deno.test("a supervisor works under any XState machine, and its system's clock is the budget's", () => {
  const trace = new Trace();
  const clock = new VirtualClock();
  const logic = supervisor({
    id: "workers",
    strategy: "one_for_one",
    intensity: { restarts: 1, withinMs: 1_000 },
    children: trace.workers("a"),
  });
  const app = createActor(
    createMachine({
      invoke: { src: logic, id: "workers" },
      on: {
        "xstate.error.actor.workers": {
          actions: ({ event }) => trace.write(String(causes(event.error))),
        },
      },
    }),
    { clock },
  ).start();
  const boomA = () => app.system.get("workers/a").send({ type: "boom" });
  boomA();
  clock.advance(1_001);
  boomA();
  assert.equal(trace.take(), "+a -a +a -a +a");
  boomA();
  assert.match(trace.take(), /^-a workers gave up: a needed more.*,a boom$/);
  app.stop();
});

Deno.test("a machine older than the first supervisor of its system is reaped like any other", () => {
  const trace = new Trace();
  const logic = supervisor({
    id: "workers",
    strategy: "one_for_one",
    children: trace.workers("a"),
  });
  const host = createMachine({
    on: {
      supervise: { actions: spawnChild(logic, { id: "workers" }) },
      boom: { actions: boom },
    },
  });
  const app = createActor(createMachine({
    invoke: { src: host, id: "host" },
    on: { "xstate.error.actor.host": { actions: () => {} } },
  })).start();
  const { host: running } = app.getSnapshot().children;
  running!.send({ type: "supervise" } as never);
  assert.equal(trace.take(), "+a");
  running!.send({ type: "boom" } as never);
  assert.equal(trace.take(), "-a");
  const crashed = lifecycle(app).recent().filter(({ type }) =>
    type === "crashed"
  );
  assert.deepEqual(crashed.map(({ path }) => path), ["host"]);
  app.stop();
});
