import assert from "node:assert/strict";
import {
  createActor,
  createMachine,
  fromCallback,
  fromPromise,
  fromTransition,
} from "xstate";
import {
  crash,
  crashEventType,
  fromPort,
  kindOf,
  type Logic,
  membersOf,
  pool,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";

const error = new Error("chaos");

const logics: Readonly<Record<string, Logic>> = {
  machine: createMachine({ invoke: { src: fromCallback(() => {}), id: "in" } }),
  supervisor: supervisor({
    id: "inner",
    strategy: "one_for_one",
    children: [{ id: "in", logic: createMachine({}) }],
  }),
  pool: pool({ logic: createMachine({}) }),
  port: fromPort(() => ({ [Symbol.dispose]() {} })),
  promise: fromPromise(() => new Promise(() => {})),
  callback: fromCallback(() => {}),
  transition: fromTransition((state) => state, 0),
};

/** A tree with one actor, and what happens to it. */
function treeWith(logic: Logic) {
  const tree = startTree(
    supervisor({
      id: "app",
      strategy: "one_for_one",
      children: [{ id: "it", logic }],
    }),
    { clock: new VirtualClock() },
  );
  const { length } = tree.lifecycle.recent();
  return {
    tree,
    it: () => tree.root.getSnapshot().children.it,
    trace: () =>
      tree.lifecycle.recent().slice(length)
        .map(({ type, path }) => `${type} ${path}`),
  };
}

for (const [kind, logic] of Object.entries(logics)) {
  Deno.test(`a ${kind} that is made to crash dies of it with all below, and is started again`, () => {
    const { tree, it, trace } = treeWith(logic);
    const before = it();
    assert.equal(crash(before, error), true);
    const { status, error: died } = before.getSnapshot();
    assert.deepEqual([status, died], ["error", error]);
    assert.notEqual(it(), before);
    assert.equal(it().getSnapshot().status, "active");
    const expected = ["crashed it", "restarted it", "started it"];
    assert.deepEqual(
      trace().filter((line) => !line.endsWith("/in")),
      expected,
    );
    if (kind === "machine" || kind === "supervisor") {
      assert(trace().includes("stopped it/in"));
      assert(trace().includes("started it/in"));
    }
    tree.stop();
  });
}

Deno.test("a port that is made to crash is disposed once", () => {
  let disposed = 0;
  const port = fromPort(() => ({
    [Symbol.dispose]: () => void disposed++,
  }));
  const { tree, it } = treeWith(port);
  crash(it(), error);
  assert.equal(disposed, 1);
  tree.stop();
  assert.equal(disposed, 2);
});

Deno.test("an actor that is made to crash in the middle of its own step finishes that first", () => {
  const done: string[] = [];
  const { tree, it, trace } = treeWith(createMachine({
    on: {
      go: {
        actions: [
          ({ self }) => void crash(self, error),
          () => void done.push("the rest of the step"),
        ],
      },
    },
  }));
  it().send({ type: "go" });
  assert.deepEqual(done, ["the rest of the step"]);
  assert.deepEqual(trace(), ["crashed it", "restarted it", "started it"]);
  tree.stop();
});

Deno.test("the timers of an actor that is made to crash do not fire", () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const tree = startTree(
    supervisor({
      id: "app",
      strategy: "one_for_one",
      children: [{
        id: "it",
        restart: "temporary",
        logic: createMachine({
          after: { 100: { actions: () => void fired.push("late") } },
        }),
      }],
    }),
    { clock },
  );
  crash(tree.root.getSnapshot().children.it, error);
  clock.advance(1_000);
  assert.deepEqual(fired, []);
  assert.equal(clock.timersWaiting, 0);
  tree.stop();
});

Deno.test("a crash costs the budget of the supervisor, and beyond it goes up with its cause", async () => {
  const { tree, it } = treeWith(createMachine({}));
  for (let time = 0; time < 4; time++) crash(it(), error);
  await assert.rejects(tree.closed, (gaveUp: Error) => {
    assert.equal(gaveUp.cause, error);
    return true;
  });
});

Deno.test("a member of a pool that is made to crash is lost to it, and the others are not", () => {
  const logic = createMachine({});
  const { tree, it } = treeWith(pool({ logic }));
  for (const id of ["a", "b"]) {
    it().send({ type: "pool.start", id, input: undefined });
  }
  crash(membersOf(it()).get("a")!, error);
  assert.deepEqual([...membersOf(it()).keys()], ["b"]);
  tree.stop();
});

Deno.test("other actors of the same logic are left alone, and the dead one is still known for what it was", () => {
  const logic = createMachine({});
  const { tree, it } = treeWith(logic);
  tree.root.send({ type: "child.start", spec: { id: "other", logic } });
  const [before, other] = [it(), tree.root.getSnapshot().children.other];
  crash(before, error);
  other.send({ type: "anything" });
  assert.equal(other.getSnapshot().status, "active");
  assert.equal(kindOf(before), "machine");
  tree.stop();
});

Deno.test("what has ended, or has not started, cannot be made to crash", () => {
  const { tree, it } = treeWith(createMachine({}));
  const before = it();
  crash(before, error);
  assert.equal(crash(before, error), false);
  tree.stop();
  assert.equal(crash(tree.root, error), false);
  assert.equal(crash(createActor(createMachine({})), error), false);
});

Deno.test("inspection shows the event in which an actor was made to crash", () => {
  const { tree, it } = treeWith(createMachine({}));
  const types: string[] = [];
  tree.root.system.inspect(
    ({ type, event }: Record<string, { type: string }>) => {
      if (String(type) === "@xstate.event") types.push(event!.type);
    },
  );
  crash(it(), error);
  assert.deepEqual(types.slice(0, 2), [
    crashEventType,
    "xstate.error.actor.it",
  ]);
  tree.stop();
});
