/**
 * What reaping takes for granted of XState 5.33.3: who passes where as it comes and goes, and what a crash
 * does. A case that fails here after an upgrade names the promise to look at before anything else.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import assert from "node:assert/strict";
import {
  createActor,
  createMachine,
  fromCallback,
  sendTo,
  spawnChild,
  stopChild,
} from "xstate";
import {
  boom,
  brief,
  family,
  inside,
  mortal,
  recorded,
  rootOf,
  stillborn,
} from "./xstate_family.ts";

Deno.test("every actor registers when it starts, parents before children", () => {
  const { root, registry } = family(mortal);
  assert.deepEqual(registry, [`+${root.id}`, "+child"]);
  root.stop();
});

Deno.test("an actor that stops unregisters after its children, when it no longer runs", () => {
  const { root, registry } = family(mortal);
  registry.length = 0;
  root.stop();
  assert.deepEqual(registry, ["-child@1", "-child@2", `-${root.id}@2`]);
});

Deno.test("an actor that reaches its final state unregisters before its parent hears", () => {
  const { root, registry, child, heard } = family(mortal);
  registry.length = 0;
  child.send({ type: "finish" });
  assert.deepEqual(registry, ["-child@2"]);
  assert.equal(heard().type, "xstate.done.actor.child");
  assert.equal(heard().actorId, "child");
  assert.equal(heard().output, "last words");
  root.stop();
});

Deno.test("an actor that throws unregisters before its parent hears", () => {
  const { root, registry, child, heard } = family(mortal);
  registry.length = 0;
  child.send({ type: "boom" });
  assert.deepEqual(registry, ["-child@2"]);
  assert.equal(heard().type, "xstate.error.actor.child");
  assert.equal(heard().actorId, "child");
  assert.equal(heard().error, (child.getSnapshot() as any).error);
  root.stop();
});

Deno.test("an actor that throws while it is made registers and unregisters when it is started", () => {
  const { root, registry, heard } = family(stillborn);
  assert.deepEqual(registry.slice(1), ["+child", "-child@2"]);
  assert.equal(heard().error.message, "boom");
  root.stop();
});

Deno.test("an actor that is done from the beginning registers and unregisters when it is started", () => {
  const { root, registry, heard } = family(brief);
  assert.deepEqual(registry.slice(1), ["+child", "-child@2"]);
  assert.equal(heard().type, "xstate.done.actor.child");
  root.stop();
});

Deno.test("a callback that throws at its start unregisters", () => {
  const { root, registry, heard } = family(fromCallback(boom));
  assert.deepEqual(registry.slice(1), ["+child", "-child@2"]);
  assert.equal(heard().error.message, "boom");
  root.stop();
});

Deno.test("stopChild unregisters at once while the child runs, and again when it has stopped", () => {
  const { root, registry } = family(mortal);
  registry.length = 0;
  root.send({ type: "stop" });
  assert.deepEqual(registry, ["-child@1", "-child@2"]);
  root.stop();
});

Deno.test("a child stopped on exit still hears what its parent's exit actions sent it", () => {
  const heard: string[] = [];
  const port = fromCallback(({ receive }) => {
    receive(({ type }) => heard.push(type));
    return () => heard.push("disposed");
  });
  const root = createActor(createMachine({
    initial: "open",
    states: {
      open: {
        invoke: { src: port, id: "port" },
        exit: sendTo("port", { type: "goodbye" }),
        on: { close: "closed" },
      },
      closed: {},
    },
  })).start();
  root.send({ type: "close" });
  assert.deepEqual(heard, ["goodbye", "disposed"]);
  root.stop();
});

Deno.test("an actor that a step made and the same step stopped is never started", () => {
  const trace: string[] = [];
  const root = createActor(createMachine({
    on: {
      both: {
        actions: [
          spawnChild(recorded(trace) as any, { id: "brief" }),
          stopChild("brief"),
        ],
      },
    },
  })).start();
  root.send({ type: "both" });
  assert.deepEqual(trace, []);
  root.stop();
});

Deno.test("the processing status counts 0 before the start, 1 while running, 2 after the end", () => {
  const root = rootOf(mortal);
  assert.equal(inside(root)._processingStatus, 0);
  root.start();
  assert.equal(inside(root)._processingStatus, 1);
  root.stop();
  assert.equal(inside(root)._processingStatus, 2);
});

Deno.test("a throw in an action ends the actor with status error", () => {
  const root = rootOf(mortal).start();
  root.send({ type: "boom" });
  assert.equal(root.getSnapshot().status, "error");
  assert.equal(root.getSnapshot().error.message, "boom");
});

Deno.test("a throw in a guard ends the actor with status error", () => {
  const logic = createMachine({
    on: { ask: { guard: () => boom() as never } },
  });
  const root = rootOf(logic).start();
  root.send({ type: "ask" });
  assert.equal(root.getSnapshot().status, "error");
});

Deno.test("a throw runs no exit actions", () => {
  const trace: string[] = [];
  const root = rootOf(createMachine({
    exit: () => void trace.push("exit"),
    on: { boom: { actions: boom } },
  })).start();
  root.send({ type: "boom" });
  assert.deepEqual(trace, []);
});

Deno.test("a stop runs no exit actions", () => {
  const trace: string[] = [];
  const exit = () => void trace.push("exit");
  createActor(createMachine({ exit })).start().stop();
  assert.deepEqual(trace, []);
});

Deno.test("the children of an actor that threw keep running: the reason to reap", () => {
  const trace: string[] = [];
  const root = rootOf(createMachine({
    invoke: { src: recorded(trace) as any, id: "child" },
    on: { boom: { actions: boom } },
  })).start();
  const child = root.getSnapshot().children.child;
  root.send({ type: "boom" });
  assert.deepEqual(trace, ["+child"]);
  assert.equal(child.getSnapshot().status, "active");
  inside(child)._stop();
  assert.deepEqual(trace, ["+child", "-child"]);
});

Deno.test("a callback that throws as it receives is never disposed: the reason for ports", () => {
  const trace: string[] = [];
  const careless = fromCallback(({ receive }) => {
    receive(boom);
    return () => void trace.push("disposed");
  });
  const { root, child, heard } = family(careless);
  child.send({ type: "anything" });
  assert.equal(heard().error.message, "boom");
  root.stop();
  assert.deepEqual(trace, []);
});

Deno.test("a child's error that nobody handles ends the parent with the same error", () => {
  const root = rootOf(createMachine({
    invoke: [{ src: mortal, id: "a" }, { src: mortal, id: "b" }],
  })).start();
  const { a, b } = root.getSnapshot().children;
  a.send({ type: "boom" });
  assert.equal(root.getSnapshot().status, "error");
  assert.equal(root.getSnapshot().error, a.getSnapshot().error);
  assert.equal(b.getSnapshot().status, "stopped");
});

Deno.test("a child's error that nobody handles empties children: the reason not to walk snapshots", () => {
  const root = rootOf(createMachine({ invoke: { src: mortal, id: "a" } }))
    .start();
  root.getSnapshot().children.a.send({ type: "boom" });
  assert.deepEqual(root.getSnapshot().children, {});
});

Deno.test("a bare wildcard swallows a child's error", () => {
  const root = rootOf(createMachine({
    invoke: { src: mortal, id: "a" },
    on: { "*": { actions: () => {} } },
  })).start();
  root.getSnapshot().children.a.send({ type: "boom" });
  assert.equal(root.getSnapshot().status, "active");
  root.stop();
});

Deno.test("an error wildcard takes ids with dots", () => {
  const heard: string[] = [];
  const root = rootOf(createMachine({
    invoke: { src: mortal, id: "10.0.0.1" },
    on: {
      "xstate.error.actor.*": {
        actions: ({ event }: any) => void heard.push(event.actorId),
      },
    },
  })).start();
  root.getSnapshot().children["10.0.0.1"].send({ type: "boom" });
  assert.deepEqual(heard, ["10.0.0.1"]);
  root.stop();
});

Deno.test("a throw while an error is handled ends the parent with what it threw", () => {
  const gaveUp = new Error("gave up");
  const root = rootOf(createMachine({
    invoke: { src: mortal, id: "a" },
    on: {
      "xstate.error.actor.*": {
        actions: () => {
          throw gaveUp;
        },
      },
    },
  })).start();
  root.getSnapshot().children.a.send({ type: "boom" });
  assert.equal(root.getSnapshot().error, gaveUp);
});

Deno.test("a root without an error observer rethrows from a timer", () => {
  const errors: unknown[] = [];
  const timers: (() => void)[] = [];
  const { setTimeout } = globalThis;
  const root = createActor(mortal).start();
  globalThis.setTimeout = ((fire: () => void) => timers.push(fire)) as never;
  try {
    root.send({ type: "boom" });
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  for (const fire of timers) {
    try {
      fire();
    } catch (error) {
      errors.push(error);
    }
  }
  assert.deepEqual(errors, [root.getSnapshot().error]);
});

Deno.test("a child without an error observer rethrows nothing", () => {
  const { root, child } = family(mortal);
  child.send({ type: "boom" });
  root.stop();
});

Deno.test("an observer hears one end: error, or complete", () => {
  const trace: string[] = [];
  const observer = {
    error: ({ message }: any) => void trace.push(message),
    complete: () => void trace.push("complete"),
  };
  const crashing = createActor(mortal);
  crashing.subscribe(observer);
  crashing.start().send({ type: "boom" });
  const stopping = createActor(mortal);
  stopping.subscribe(observer);
  stopping.start().stop();
  const finishing = createActor(mortal);
  finishing.subscribe(observer);
  finishing.start().send({ type: "finish" });
  assert.deepEqual(trace, ["boom", "complete", "complete"]);
});

Deno.test("an inspector that throws makes send throw: the reason to keep ours total", () => {
  const root = rootOf(mortal).start();
  const inspection = root.system.inspect(boom);
  assert.throws(() => root.send({ type: "nothing" }), /boom/);
  inspection.unsubscribe();
});
