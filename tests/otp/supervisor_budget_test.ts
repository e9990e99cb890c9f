import assert from "node:assert/strict";
import { type ChildSpec, startTree, supervisor } from "../../src/otp/mod.ts";
import { childIn, endOf, startWorkers, Trace } from "./traces.ts";

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
