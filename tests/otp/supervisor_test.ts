import assert from "node:assert/strict";
import { createActor, createMachine, spawnChild } from "xstate";
import {
  childOf,
  lifecycle,
  type Restart,
  restartChild,
  startChild,
  stopChild,
  type Strategy,
  supervisor,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { causes, endOf, startWorkers, Trace } from "./traces.ts";

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

Deno.test("the history of a system that runs already begins with what ends from then on", () => {
  const app = createActor(createMachine({ on: { boom: { actions: boom } } }));
  app.subscribe({ error: () => {} });
  app.start();
  const history = lifecycle(app);
  app.send({ type: "boom" });
  assert.deepEqual(
    history.recent().map(({ type, path }) => [type, path]),
    [["crashed", app.id]],
  );
});
