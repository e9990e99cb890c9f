/**
 * What `src/otp` and the machines take for granted of XState 5.33.3, public or not. A case that fails
 * here after an upgrade names the promise to look at before anything else.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import assert from "node:assert/strict";
import {
  type AnyActor,
  type AnyActorLogic,
  type AnyActorRef,
  assign,
  createActor,
  createMachine,
  enqueueActions,
  fromCallback,
  fromPromise,
  sendParent,
  sendTo,
  SimulatedClock,
  spawnChild,
  stopChild,
  transition,
} from "xstate";
import { VirtualClock } from "../../src/sim/clock.ts";

const boom = () => {
  throw new Error("boom");
};

const mortal = createMachine({
  on: { boom: { actions: boom }, finish: ".ended" },
  initial: "alive",
  states: { alive: {}, ended: { type: "final" } },
  output: "last words",
});

const stillborn = createMachine({ entry: boom });

const brief = createMachine({
  initial: "ended",
  states: { ended: { type: "final" } },
});

/** A port whose coming and going is written down. */
function recorded(trace: string[], name = "child"): AnyActorLogic {
  return fromCallback(() => {
    trace.push(`+${name}`);
    return () => void trace.push(`-${name}`);
  });
}

/** An actor, with what its type hides. */
function inside(ref: unknown): any {
  return ref;
}

/** A root whose errors end in nothing but its snapshot. */
function rootOf(logic: AnyActorLogic, options: object = {}): AnyActor {
  const root = createActor(logic, options) as AnyActor;
  root.subscribe({ error: () => {} });
  return root;
}

/** A started root with one child that it was made to bear. */
function family(child: AnyActorLogic) {
  const parent = createMachine({
    entry: spawnChild(child as any, { id: "child" }),
    on: {
      stop: { actions: stopChild("child") },
      "xstate.error.actor.*": {
        actions: assign({ heard: ({ event }: any) => event }),
      },
      "xstate.done.actor.*": {
        actions: assign({ heard: ({ event }: any) => event }),
      },
    },
    context: { heard: undefined },
  });
  const root = rootOf(parent);
  const registry = watchRegistry(root);
  root.start();
  const ref: AnyActorRef = root.getSnapshot().children.child;
  const heard = () => root.getSnapshot().context.heard;
  return { root, registry, child: ref, heard };
}

/** Writes down who registers, and who unregisters, with the processing status it then has. */
function watchRegistry({ system }: AnyActor): string[] {
  const seen: string[] = [];
  const insides = inside(system);
  const { _register, _unregister } = insides;
  insides._register = (sessionId: string, ref: AnyActorRef) => {
    seen.push(`+${ref.id}`);
    return _register(sessionId, ref);
  };
  insides._unregister = (ref: AnyActorRef) => {
    seen.push(`-${ref.id}@${inside(ref)._processingStatus}`);
    _unregister(ref);
  };
  return seen;
}

// Who comes and who goes

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

// Crashes

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

// Parents, ids, and what is passed at creation

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

// System ids

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

// Order within a step

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

// Time

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

// Promises

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

// Inspection

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
