/**
 * What supervision and the machines take for granted of XState 5.33.3 about the order of things: within a
 * step, in time, and under inspection.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import assert from "node:assert/strict";
import {
  assign,
  createActor,
  createMachine,
  enqueueActions,
  fromCallback,
  fromPromise,
  sendTo,
  SimulatedClock,
  spawnChild,
  transition,
} from "xstate";
import { VirtualClock } from "../../src/sim/clock.ts";
import {
  boom,
  family,
  inside,
  mortal,
  recorded,
  rootOf,
} from "./xstate_family.ts";

Deno.test("sendTo is delivered after the step: the receiver sees the sender's new state", () => {
  const trace: unknown[] = [];
  const root = createActor(createMachine({
    context: { count: 0 },
    entry: spawnChild(
      fromCallback(({ receive, self }) =>
        receive(() =>
          trace.push(inside(self)._parent.getSnapshot().context.count)
        )
      ),
      { id: "child" },
    ),
    on: {
      go: {
        actions: [
          sendTo("child", { type: "look" }),
          assign({ count: 1 }),
          () => void trace.push("step"),
        ],
      },
    },
  })).start();
  root.send({ type: "go" });
  assert.deepEqual(trace, ["step", 1]);
  root.stop();
});

Deno.test("sends and starts of one step happen in the order they were written", () => {
  const trace: string[] = [];
  const echo = (name: string) =>
    fromCallback(({ receive }) => {
      trace.push(`+${name}`);
      receive(({ type }) => trace.push(`${name} ${type}`));
    });
  const root = createActor(createMachine({
    on: {
      go: {
        actions: [
          spawnChild(echo("a"), { id: "a" }),
          sendTo("a", { type: "1" }),
          spawnChild(echo("b"), { id: "b" }),
          sendTo("a", { type: "2" }),
        ],
      },
    },
  })).start();
  root.send({ type: "go" });
  assert.deepEqual(trace, ["+a", "a 1", "+b", "a 2"]);
  root.stop();
});

Deno.test("an action runs at once, before the children that its step spawns start", () => {
  const trace: string[] = [];
  const root = createActor(createMachine({
    on: {
      go: {
        actions: enqueueActions(({ enqueue }) => {
          enqueue(() => trace.push("first"));
          enqueue.spawnChild(recorded(trace) as any, { id: "child" });
          enqueue(() => trace.push("second"));
        }),
      },
    },
  })).start();
  root.send({ type: "go" });
  assert.deepEqual(trace, ["first", "second", "+child"]);
  root.stop();
});

Deno.test("a send from within an action meets the old state", () => {
  const states: unknown[] = [];
  const root = createActor(createMachine({
    context: { count: 0 },
    on: {
      go: {
        actions: [
          assign({ count: 1 }),
          ({ self }) => states.push((self.getSnapshot() as any).context.count),
        ],
      },
    },
  })).start();
  root.send({ type: "go" });
  assert.deepEqual(states, [0]);
  root.stop();
});

Deno.test("an event to an actor in the middle of a step waits for its end", () => {
  const trace: string[] = [];
  const root = createActor(createMachine({
    on: {
      go: {
        actions: ({ self }) => {
          self.send({ type: "next" });
          trace.push("go");
        },
      },
      next: { actions: () => void trace.push("next") },
    },
  })).start();
  root.send({ type: "go" });
  assert.deepEqual(trace, ["go", "next"]);
  root.stop();
});

Deno.test("crashes of a machine's first children reach it after all of them have started", () => {
  const trace: string[] = [];
  const root = rootOf(createMachine({
    invoke: [
      { src: fromCallback(boom), id: "a" },
      { src: recorded(trace, "b") as any, id: "b" },
    ],
    on: {
      "xstate.error.actor.a": { actions: () => void trace.push("heard a") },
    },
  })).start();
  assert.deepEqual(trace, ["+b", "heard a"]);
  root.stop();
});

Deno.test("guards are given the context and the event, not the actor", () => {
  let given: string[] = [];
  const root = createActor(createMachine({
    on: {
      ask: {
        guard: (args) => {
          given = Object.keys(args);
          return true;
        },
      },
    },
  })).start();
  root.send({ type: "ask" });
  assert.deepEqual(given.toSorted(), ["context", "event"]);
  root.stop();
});

Deno.test("enqueueActions is given the actor that its system can be asked about", () => {
  let given: unknown;
  const root = createActor(createMachine({
    entry: enqueueActions(({ self }) => {
      given = self.system;
    }),
  })).start();
  assert.equal(given, root.system);
  root.stop();
});

Deno.test("assign copies the context shallowly", () => {
  const crowd = new Map();
  const root = createActor(createMachine({
    context: { crowd, count: 0 },
    on: { go: { actions: assign({ count: 1 }) } },
  })).start();
  const before = root.getSnapshot().context;
  root.send({ type: "go" });
  assert.notEqual(root.getSnapshot().context, before);
  assert.equal(root.getSnapshot().context.crowd, crowd);
  root.stop();
});

Deno.test("transition tells the next state and its effects without running them", () => {
  const trace: string[] = [];
  const machine = createMachine({
    initial: "a",
    states: {
      a: { on: { go: { target: "b", actions: () => void trace.push("ran") } } },
      b: {},
    },
  });
  const before = machine.resolveState({ value: "a" });
  const [after, effects] = transition(machine, before, { type: "go" });
  assert.equal(after.value, "b");
  assert.equal(effects.length, 1);
  assert.deepEqual(trace, []);
});

const alarm = createMachine({
  initial: "waiting",
  states: {
    waiting: { after: { 1_000: "rung" }, on: { boom: { actions: boom } } },
    rung: {},
  },
});

Deno.test("after uses the clock that the root was given, in children too", () => {
  const clock = new VirtualClock();
  const root = rootOf(createMachine({ invoke: { src: alarm, id: "alarm" } }), {
    clock,
  }).start();
  const { alarm: child } = root.getSnapshot().children;
  clock.advance(999);
  assert.equal(child.getSnapshot().value, "waiting");
  clock.advance(1);
  assert.equal(child.getSnapshot().value, "rung");
  root.stop();
});

Deno.test("the system keeps the root's clock as _clock, with what else it can do", () => {
  const clock = new VirtualClock();
  const root = rootOf(alarm, { clock });
  assert.equal(inside(root.system)._clock, clock);
});

Deno.test("delayed events of an actor that threw are cancelled", () => {
  const clock = new VirtualClock();
  const root = rootOf(alarm, { clock }).start();
  assert.equal(clock.timersWaiting, 1);
  root.send({ type: "boom" });
  assert.equal(clock.timersWaiting, 0);
});

Deno.test("delayed events of an actor that stopped are cancelled", () => {
  const clock = new VirtualClock();
  const root = rootOf(alarm, { clock }).start();
  root.stop();
  assert.equal(clock.timersWaiting, 0);
});

Deno.test("SimulatedClock jumps: a loop of one second fires once in ten, the reason for our own clock", () => {
  const ticking = createMachine({
    initial: "on",
    context: { ticks: 0 },
    states: {
      on: {
        after: {
          1_000: {
            target: "on",
            reenter: true,
            actions: assign({ ticks: ({ context }: any) => context.ticks + 1 }),
          },
        },
      },
    },
  });
  const jumping = new SimulatedClock();
  const root = rootOf(ticking, { clock: jumping }).start();
  jumping.increment(10_000);
  assert.equal(root.getSnapshot().context.ticks, 1);
  root.stop();

  const visiting = new VirtualClock();
  const other = rootOf(ticking, { clock: visiting }).start();
  visiting.advance(10_000);
  assert.equal(other.getSnapshot().context.ticks, 10);
  other.stop();
});

Deno.test("a promise that is rejected crashes its actor, one that resolves completes it", async () => {
  const heard: string[] = [];
  const ended = Promise.withResolvers<void>();
  const root = rootOf(createMachine({
    invoke: [
      { src: fromPromise(() => Promise.reject(new Error("no"))), id: "a" },
      { src: fromPromise(() => Promise.resolve("yes")), id: "b" },
    ],
    on: {
      "xstate.error.actor.a": { actions: () => void heard.push("error a") },
      "xstate.done.actor.b": {
        actions: ({ event }: any) => {
          heard.push(`done b ${event.output}`);
        },
      },
    },
  }));
  root.subscribe(() => heard.length === 2 && ended.resolve());
  root.start();
  await ended.promise;
  assert.deepEqual(heard.toSorted(), ["done b yes", "error a"]);
  root.stop();
});

Deno.test("a promise that settles after its actor was stopped tells nobody", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { root, heard } = family(fromPromise(() => promise));
  root.send({ type: "stop" });
  resolve();
  await promise;
  await Promise.resolve();
  assert.equal(heard(), undefined);
  root.stop();
});

Deno.test("inspection ends with its subscription", () => {
  const root = rootOf(mortal).start();
  let seen = 0;
  const inspection = root.system.inspect(() => void seen++);
  root.send({ type: "nothing" });
  assert(seen > 0);
  const before = seen;
  inspection.unsubscribe();
  root.send({ type: "nothing" });
  assert.equal(seen, before);
  root.stop();
});

Deno.test("inspection shows an actor before it has a snapshot", () => {
  const root = rootOf(mortal).start();
  let shown = 0;
  root.system.inspect(({ type, actorRef }) => {
    if (type !== "@xstate.actor") return;
    shown++;
    assert.equal(actorRef.getSnapshot(), undefined);
  });
  createActor(mortal, { parent: root } as object);
  assert.equal(shown, 1);
  root.stop();
});

Deno.test("a machine that throws emits no snapshot to inspection", () => {
  const root = rootOf(mortal).start();
  const types: string[] = [];
  root.system.inspect(({ type }) => void types.push(type));
  root.send({ type: "boom" });
  assert(!types.includes("@xstate.snapshot"));
});
