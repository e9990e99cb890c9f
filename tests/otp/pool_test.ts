import assert from "node:assert/strict";
import { assign, createActor, createMachine, sendParent, setup } from "xstate";
import {
  type AnyRef,
  childOf,
  childrenOf,
  type Logic,
  membersOf,
  pathOf,
  pool,
  type PoolSpec,
  type PoolState,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { causes, endOf, Trace } from "./traces.ts";

type MemberEvent = { type: "boom" | "finish" | "heard" | "speak" };

/** A member that counts what it hears, speaks to its parent, crashes and completes as told. */
const member = setup({
  types: {
    context: {} as { name: string; heard: number },
    events: {} as MemberEvent,
    input: {} as { name: string },
  },
  actions: {
    crash: ({ context }) => {
      throw new Error(`${context.name} boom`);
    },
  },
}).createMachine({
  context: ({ input }) => ({ ...input, heard: 0 }),
  on: {
    boom: { actions: "crash" },
    finish: ".finished",
    heard: {
      actions: assign({ heard: ({ context }) => context.heard + 1 }),
    },
    speak: {
      actions: sendParent(({ context }) => ({
        type: "spoken",
        name: context.name,
      })),
    },
  },
  initial: "alive",
  states: { alive: {}, finished: { type: "final" } },
  output: ({ context }) => `${context.heard} heard`,
});

/** A pool under an owner that writes down what it is told; the owner crashes on `boom`. */
function startPool(
  spec: Partial<PoolSpec<MemberEvent, { name: string }>> = {},
) {
  const news: Record<string, unknown>[] = [];
  const crowd = pool<MemberEvent, { name: string }>({
    logic: member as Logic<MemberEvent, { name: string }>,
    ...spec,
  });
  const clock = new VirtualClock();
  const tree = startTree(
    createMachine({
      invoke: { src: crowd, id: "crowd" },
      on: {
        boom: {
          actions: () => {
            throw new Error("owner boom");
          },
        },
        "*": { actions: ({ event }) => void news.push(event) },
        "xstate.error.actor.*": {
          actions: ({ event }) => {
            throw event.error;
          },
        },
      },
    }),
    { clock },
  );
  const ref = childOf(tree.root, "crowd")!;
  return {
    ...tree,
    news,
    clock,
    crowd: ref,
    start: (...ids: string[]) => {
      for (const id of ids) {
        ref.send({ type: "pool.start", id, input: { name: id } });
      }
    },
    end: (id: string) => ref.send({ type: "pool.stop", id }),
    send: (id: string, type: MemberEvent["type"]) =>
      ref.send({ type: "pool.send", id, event: { type } }),
    member: (id: string) => membersOf(ref).get(id)!,
    names: () => [...membersOf(ref).keys()].join(" "),
    drops: () => (ref.getSnapshot() as PoolState).dropped,
  };
}

Deno.test("members start one by one, each an actor with a path of its own", () => {
  const { start, names, member, crowd, stop } = startPool();
  start("a", "b");
  assert.equal(names(), "a b");
  assert.equal(pathOf(member("a")), "crowd/a");
  assert.equal(member("a").getSnapshot().context.name, "a");
  assert.deepEqual(childrenOf(crowd), [member("a"), member("b")]);
  stop();
});

Deno.test("a member is addressed by its id; an event for nobody is counted", () => {
  const { start, send, member, drops, stop } = startPool();
  start("a", "b");
  send("a", "heard");
  send("nobody", "heard");
  assert.equal(member("a").getSnapshot().context.heard, 1);
  assert.equal(member("b").getSnapshot().context.heard, 0);
  assert.deepEqual(drops(), { full: 0, missed: 1 });
  stop();
});

Deno.test("a member stops alone; stopping nobody does nothing", () => {
  const { start, end, names, member, news, stop } = startPool();
  start("a", "b");
  const a = member("a");
  end("a");
  end("nobody");
  assert.equal(a.getSnapshot().status, "stopped");
  assert.equal(names(), "b");
  assert.deepEqual(news, []);
  stop();
});

Deno.test("starting a member that is there leaves it as it is", () => {
  const { start, send, member, stop } = startPool();
  start("a");
  send("a", "heard");
  start("a");
  assert.equal(member("a").getSnapshot().context.heard, 1);
  stop();
});

Deno.test("a member beyond the limit is refused and counted, until one leaves", () => {
  const { start, end, names, drops, stop } = startPool({ membersMax: 2 });
  start("a", "b", "c");
  assert.equal(names(), "a b");
  assert.equal(drops().full, 1);
  end("a");
  start("c");
  assert.equal(names(), "b c");
  stop();
});

Deno.test("a temporary member that crashes is gone, and the owner is told why", () => {
  const { start, send, names, news, stop } = startPool();
  start("a", "b");
  send("a", "boom");
  assert.equal(names(), "b");
  const [{ type, id, error }] = news as [Record<string, unknown>];
  assert.deepEqual([type, id, causes(error)], ["pool.lost", "a", ["a boom"]]);
  stop();
});

Deno.test("a temporary member that completes is gone, and the owner is told its output", () => {
  const { start, send, names, news, stop } = startPool();
  start("a");
  send("a", "heard");
  send("a", "finish");
  assert.equal(names(), "");
  assert.deepEqual(news, [
    { type: "pool.completed", id: "a", output: "1 heard" },
  ]);
  stop();
});

Deno.test("a transient member that crashes starts again with its first input", () => {
  const { start, send, member, news, stop } = startPool({
    restart: "transient",
  });
  start("a");
  const first = member("a");
  send("a", "heard");
  send("a", "boom");
  assert.notEqual(member("a"), first);
  assert.deepEqual(member("a").getSnapshot().context, { name: "a", heard: 0 });
  send("a", "finish");
  assert.deepEqual(news.map(({ type }) => type), ["pool.completed"]);
  stop();
});

Deno.test("a permanent member that completes starts again", () => {
  const { start, send, member, news, stop } = startPool({
    restart: "permanent",
  });
  start("a");
  send("a", "finish");
  assert.equal(member("a").getSnapshot().status, "active");
  assert.deepEqual(news, []);
  stop();
});

Deno.test("a pool that spends its budget crashes and takes all members down", async () => {
  const { start, send, member, closed, lifecycle } = startPool({
    restart: "permanent",
    intensity: { restarts: 1, withinMs: 1_000 },
  });
  start("a", "b", "c");
  const b = member("b");
  send("a", "boom");
  send("c", "boom");
  assert.equal(b.getSnapshot().status, "stopped");
  assert.deepEqual(await closed.catch(causes), [
    "crowd gave up: c needed more than 1 restarts within 1000 ms",
    "c boom",
  ]);
  const types = lifecycle.recent().map(({ type }) => type);
  const starts = types.filter((type) => type === "started").length;
  const ends = types.filter((type) => /stopped|crashed/.test(type)).length;
  assert.equal(starts, ends);
});

Deno.test("restarts of members that left the window are forgiven", () => {
  const { start, send, clock, member, stop } = startPool({
    restart: "permanent",
    intensity: { restarts: 1, withinMs: 1_000 },
  });
  start("a");
  for (let round = 0; round < 5; round++) {
    send("a", "boom");
    clock.advance(1_001);
  }
  assert.equal(member("a").getSnapshot().status, "active");
  stop();
});

Deno.test("what a member sends to its parent reaches the pool's parent", () => {
  const { start, send, news, stop } = startPool();
  start("a");
  send("a", "speak");
  assert.deepEqual(news, [{ type: "spoken", name: "a" }]);
  stop();
});

Deno.test("inspection sees members come, and what they hear, from the pool", () => {
  const { root, start, send, member, crowd, stop } = startPool();
  const born: AnyRef[] = [];
  const arrows: [string | undefined, string][] = [];
  const inspection = root.system.inspect(
    // deno-lint-ignore no-explicit-any
    ({ type, actorRef, sourceRef, event }: any) => {
      if (type === "@xstate.actor") born.push(actorRef);
      if (type === "@xstate.event" && event.type === "heard") {
        arrows.push([sourceRef?.id, actorRef.id]);
      }
    },
  );
  start("a");
  send("a", "heard");
  assert.deepEqual(born, [member("a")]);
  assert.deepEqual(arrows, [[crowd.id, "a"]]);
  inspection.unsubscribe();
  stop();
});

Deno.test("a stopped pool stops its members, youngest first", () => {
  const trace = new Trace();
  const { crowd, start, stop } = startPool({ logic: trace.worker("m") });
  const events: string[] = [];
  start("a", "b");
  const members = [...membersOf(crowd).values()];
  for (const ref of members) {
    ref.subscribe({ complete: () => events.push(ref.id) });
  }
  stop();
  assert.deepEqual(events, ["b", "a"]);
  assert.equal(membersOf(crowd).size, 0);
  assert.deepEqual(trace.open, []);
});

Deno.test("an owner that crashes takes the pool and its members down", async () => {
  const trace = new Trace();
  const tree = startPool({ logic: trace.worker("m") });
  tree.start("a", "b");
  tree.root.send({ type: "boom" });
  assert.deepEqual(trace.open, []);
  assert.deepEqual(await endOf(tree), ["owner boom"]);
});

Deno.test("timers of members end with them", () => {
  const alarm = createMachine({
    initial: "waiting",
    states: {
      waiting: { after: { 1_000: "rung" }, on: { heard: "waiting" } },
      rung: {},
    },
  });
  const { start, end, clock, crowd, stop } = startPool({ logic: alarm });
  start("a", "b", "c");
  assert.equal(clock.timersWaiting, 3);
  end("b");
  assert.equal(clock.timersWaiting, 2);
  stop();
  assert.equal(clock.timersWaiting, 0);
  assert.equal(crowd.getSnapshot().status, "stopped");
});

Deno.test("a member that crashes while it starts is lost like any other", () => {
  const stillborn = createMachine({
    entry: () => {
      throw new Error("stillborn");
    },
  });
  const { start, names, news, stop } = startPool({ logic: stillborn });
  start("a");
  assert.equal(names(), "");
  assert.deepEqual(news.map(({ type }) => type), ["pool.lost"]);
  stop();
});

Deno.test("a member may be stopped and started again from within its own step", () => {
  const phoenix = createMachine({
    on: {
      heard: {
        actions: [
          sendParent({ type: "pool.stop", id: "a" }),
          sendParent({ type: "pool.start", id: "a" }),
        ],
      },
    },
  });
  const { start, send, member, stop } = startPool({ logic: phoenix });
  start("a");
  const first = member("a");
  send("a", "heard");
  assert.notEqual(member("a"), first);
  assert.equal(first.getSnapshot().status, "stopped");
  assert.equal(member("a").getSnapshot().status, "active");
  stop();
});

Deno.test("news of a crash that is older than the member of that id is ignored", () => {
  const { start, names, news, crowd, stop } = startPool();
  start("a");
  const error = new Error("long ago");
  crowd.send({ type: "xstate.error.actor.a", actorId: "a", error });
  crowd.send({ type: "xstate.done.actor.a", actorId: "a" });
  assert.equal(names(), "a");
  assert.deepEqual(news, []);
  stop();
});

Deno.test("a supervised pool starts again empty after it gave up", () => {
  const crowd = pool({
    logic: member,
    restart: "permanent",
    intensity: { restarts: 0, withinMs: 1 },
  });
  const tree = startTree(supervisor({
    id: "app",
    strategy: "one_for_one",
    children: [{ id: "crowd", logic: crowd }],
  }));
  const first = childOf(tree.root, "crowd")!;
  first.send({ type: "pool.start", id: "a", input: { name: "a" } });
  first.send({ type: "pool.send", id: "a", event: { type: "boom" } });
  const second = childOf(tree.root, "crowd")!;
  assert.notEqual(second, first);
  assert.equal(membersOf(second).size, 0);
  tree.stop();
});

Deno.test("a pool may be the root: then what it would tell its parent goes nowhere", () => {
  const root = createActor(
    pool({ logic: member }),
  ).start();
  root.send({ type: "pool.start", id: "a", input: { name: "a" } });
  root.send({ type: "pool.send", id: "a", event: { type: "boom" } });
  assert.equal(membersOf(root as AnyRef).size, 0);
  root.stop();
});

Deno.test("a thousand members come and go, and none is left", () => {
  const { start, end, crowd, lifecycle, stop } = startPool();
  const ids = Array.from({ length: 1_000 }, (_, at) => `m${at}`);
  const before = lifecycle.count;
  start(...ids);
  assert.equal(membersOf(crowd).size, 1_000);
  for (const id of ids) end(id);
  assert.equal(membersOf(crowd).size, 0);
  assert.deepEqual(childrenOf(crowd), []);
  assert.equal(lifecycle.count - before, 2_000);
  stop();
});
