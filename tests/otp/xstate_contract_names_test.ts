/**
 * What supervision takes for granted of XState 5.33.3 about parents, children, and system ids.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import assert from "node:assert/strict";
import {
  type AnyActorLogic,
  type AnyActorRef,
  createActor,
  createMachine,
  sendParent,
  spawnChild,
  stopChild,
} from "xstate";
import {
  boom,
  family,
  inside,
  mortal,
  recorded,
  rootOf,
} from "./xstate_family.ts";

Deno.test("createActor takes a parent: the child sends to it, and its end reaches it", () => {
  const heard: string[] = [];
  const root = rootOf(createMachine({
    on: { "*": { actions: ({ event }: any) => void heard.push(event.type) } },
  })).start();
  const talker = createMachine({
    on: { talk: { actions: sendParent({ type: "talked" }) } },
  });
  const bear = (logic: AnyActorLogic, id: string) =>
    createActor(logic, { parent: root, id } as object).start();
  bear(talker, "talker").send({ type: "talk" });
  bear(mortal, "crashing").send({ type: "boom" });
  bear(mortal, "finishing").send({ type: "finish" });
  assert.deepEqual(heard, [
    "talked",
    "xstate.error.actor.crashing",
    "xstate.done.actor.finishing",
  ]);
  assert.deepEqual(root.getSnapshot().children, {});
  root.stop();
});

Deno.test("a child made with createActor shares its parent's system and is seen by inspection", () => {
  const root = rootOf(mortal).start();
  const seen = new Set<unknown>();
  root.system.inspect(({ actorRef }) => void seen.add(actorRef));
  const child = createActor(mortal, { parent: root } as object).start();
  assert.equal(child.system, root.system);
  assert(seen.has(child));
  root.stop();
});

Deno.test("a child made with createActor outlives its parent: whoever makes it stops it", () => {
  const root = rootOf(mortal).start();
  const child = createActor(mortal, { parent: root } as object).start();
  root.stop();
  assert.equal(child.getSnapshot().status, "active");
  inside(child)._stop();
});

Deno.test("an actor knows its parent as _parent, and its input as options.input", () => {
  const root = rootOf(mortal).start();
  const options = { parent: root, id: "a", input: 7 } as object;
  const child = createActor(mortal, options).start();
  assert.equal(inside(child)._parent, root);
  assert.equal(inside(root)._parent, undefined);
  assert.equal(inside(child).options.input, 7);
  inside(child)._stop();
  root.stop();
});

Deno.test("stop refuses a child, _stop does not, and stops at once, and does so twice", () => {
  const { root, child } = family(mortal);
  assert.throws(() => inside(child).stop(), /non-root/);
  inside(child)._stop();
  assert.equal((child.getSnapshot() as any).status, "stopped");
  inside(child)._stop();
  root.stop();
});

Deno.test("_stop in the middle of the actor's own step takes effect after it", () => {
  const status: string[] = [];
  const root = rootOf(createMachine({
    on: {
      stop: {
        actions: ({ self }: any) => {
          self._stop();
          status.push(String(self._processingStatus));
        },
      },
    },
  })).start();
  root.send({ type: "stop" });
  assert.deepEqual(status, ["1"]);
  assert.equal(root.getSnapshot().status, "stopped");
});

Deno.test("_stop of an actor that was not started keeps it from starting", () => {
  const root = rootOf(mortal).start();
  const child = createActor(mortal, { parent: root } as object);
  inside(child)._stop();
  assert.equal(inside(child)._processingStatus, 2);
  root.stop();
});

Deno.test("_relay delivers an event and shows inspection its sender", () => {
  const { root, child } = family(mortal);
  const arrows: unknown[] = [];
  root.system.inspect((event) => {
    if (event.type === "@xstate.event") arrows.push(event.sourceRef);
  });
  inside(root.system)._relay(root, child, { type: "nothing" });
  assert.deepEqual(arrows, [root]);
  root.stop();
});

Deno.test("an event to an actor that has ended is dropped", () => {
  const { root, child } = family(mortal);
  child.send({ type: "finish" });
  child.send({ type: "boom" });
  assert.equal((child.getSnapshot() as any).status, "done");
  root.stop();
});

Deno.test("a logic may transition, throw and start like a machine, without being one", () => {
  const heard: string[] = [];
  const logic = {
    getInitialSnapshot: (_scope: unknown, input: number) => ({
      status: "active",
      input,
    }),
    transition: (state: object, { type }: { type: string }) => {
      heard.push(type);
      return type === "xstate.stop" ? { ...state, status: "stopped" } : state;
    },
    getPersistedSnapshot: (state: unknown) => state,
    start: () => void heard.push("start"),
  };
  const root = createActor(logic as any, { input: 3 } as any).start() as any;
  assert.equal(root.getSnapshot().input, 3);
  root.send({ type: "hello" });
  root.stop();
  assert.deepEqual(heard, ["start", "hello", "xstate.stop"]);
});

Deno.test("a machine's transition and start may be replaced on the machine itself", () => {
  const logic = createMachine({ entry: spawnChild(mortal, { id: "child" }) });
  const { transition } = logic;
  const heard: string[] = [];
  logic.start = () => {};
  logic.transition = (state, event, scope) => {
    heard.push(event.type);
    return transition(state, event, scope);
  };
  const root = createActor(logic).start();
  const child = root.getSnapshot().children.child as AnyActorRef;
  assert.equal(inside(child)._processingStatus, 1);
  root.send({ type: "hello" } as never);
  root.stop();
  assert.deepEqual(heard, ["hello", "xstate.stop"]);
});

Deno.test("children start in the order of an object's keys, where the machine starts them", () => {
  const trace: string[] = [];
  const invoke = ["b", "10", "2"].map((id) => ({
    src: recorded(trace, id) as any,
    id,
  }));
  const root = createActor(createMachine({ invoke })).start();
  assert.deepEqual(trace, ["+2", "+10", "+b"]);
  root.stop();
});

Deno.test("children stop in the order of an object's keys, oldest first", () => {
  const trace: string[] = [];
  const invoke = ["a", "b"].map((id) => ({
    src: recorded(trace, id) as any,
    id,
  }));
  createActor(createMachine({ invoke })).start().stop();
  assert.deepEqual(trace, ["+a", "+b", "-a", "-b"]);
});

Deno.test("a child may be stopped and spawned again, with its id and system id, in one step", () => {
  const trace: string[] = [];
  const bear = spawnChild(recorded(trace) as any, { id: "a", systemId: "a" });
  const root = rootOf(createMachine({
    entry: bear,
    on: { again: { actions: [stopChild("a"), bear] } },
  })).start();
  const first = root.system.get("a");
  root.send({ type: "again" });
  assert.equal(root.getSnapshot().status, "active");
  assert.notEqual(root.system.get("a"), first);
  assert.deepEqual(trace, ["+child", "-child", "+child"]);
  root.stop();
});

Deno.test("a system id that is taken ends whoever spawns it again", () => {
  const bear = (id: string) => spawnChild(mortal, { id, systemId: "a" });
  const root = rootOf(createMachine({ entry: [bear("1"), bear("2")] })).start();
  assert.match(root.getSnapshot().error.message, /already exists/);
});

Deno.test("a machine that throws after it spawned leaves the system id taken", () => {
  const logic = createMachine({
    on: {
      go: { actions: [spawnChild(mortal, { id: "a", systemId: "a" }), boom] },
    },
  });
  const { root, child } = family(logic);
  child.send({ type: "go" });
  const orphan = root.system.get("a") as AnyActorRef;
  assert.equal(inside(orphan)._processingStatus, 0);
  inside(root.system)._unregister(orphan);
  assert.equal(root.system.get("a"), undefined);
  root.stop();
});

Deno.test("_set gives out system ids, to actors that are being made", () => {
  const given: string[] = [];
  const root = rootOf(createMachine({
    on: { go: { actions: spawnChild(mortal, { id: "a", systemId: "b/a" }) } },
  })).start();
  const { _set } = inside(root.system);
  inside(root.system)._set = (systemId: string, ref: AnyActorRef) => {
    given.push(`${systemId} ${inside(ref)._processingStatus}`);
    _set(systemId, ref);
  };
  root.send({ type: "go" });
  assert.deepEqual(given, ["b/a 0", "b/a 0"]);
  root.stop();
});

Deno.test("children that end stay in children until they are stopped", () => {
  const { root, child } = family(mortal);
  child.send({ type: "finish" });
  assert.equal(root.getSnapshot().children.child, child);
  root.send({ type: "stop" });
  assert.equal(root.getSnapshot().children.child, undefined);
  root.stop();
});
