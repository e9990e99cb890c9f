import assert from "node:assert/strict";
import { createMachine, sendTo } from "xstate";
import {
  type AnyRef,
  fromPort,
  type Logic,
  type PortScope,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { endOf } from "./traces.ts";

type Told = { type: "tell" | "boom" | "poison" };
type Up = { type: "opened" | "heard" | "hurt" };

/** A port under an owner, with everything that happened to both. */
function startPort(onOpen?: (scope: PortScope<number, Up>) => void) {
  const trace: string[] = [];
  let scope!: PortScope<number, Up>;
  const port = fromPort<Told, number, Up>((given) => {
    scope = given;
    trace.push(`open ${given.input}`);
    onOpen?.(given);
    return {
      receive: ({ type }) => {
        trace.push(type);
        if (type === "boom") throw new Error("receive boom");
        if (type === "poison") given.up({ type: "hurt" });
      },
      [Symbol.dispose]: () => void trace.push("dispose"),
    };
  });
  const tree = startTree(createMachine({
    invoke: { src: port, id: "port", input: 7 },
    on: {
      hurt: {
        actions: () => {
          throw new Error("owner hurt");
        },
      },
      heard: { actions: () => void trace.push("up heard") },
      opened: { actions: () => void trace.push("up opened") },
      leave: ".left",
    },
    initial: "open",
    states: { open: {}, left: { type: "final" } },
  }));
  const ref = tree.root.getSnapshot().children.port as AnyRef;
  return { ...tree, trace, port: ref, scope };
}

Deno.test("a port opens with its input, hears its owner, and is heard", () => {
  const { trace, port, scope, stop } = startPort();
  port.send({ type: "tell" });
  scope.up({ type: "heard" });
  assert.deepEqual(trace, ["open 7", "tell", "up heard"]);
  assert.equal(port.getSnapshot().input, 7);
  stop();
});

/** Everything that may end a port, and how its tree ends then. */
const ends: [
  string,
  (given: ReturnType<typeof startPort>) => void,
  "stopped" | string[],
][] = [
  ["it is stopped with the tree", ({ stop }) => stop(), "stopped"],
  [
    "its owner completes",
    ({ root }) => root.send({ type: "leave" }),
    "stopped",
  ],
  [
    "it throws as it receives",
    ({ port }) => port.send({ type: "boom" }),
    ["receive boom"],
  ],
  [
    "it fails from outside",
    ({ scope }) => scope.fail(new Error("connection lost")),
    ["connection lost"],
  ],
  [
    "its owner crashes",
    ({ root }) => root.send({ type: "hurt" }),
    ["owner hurt"],
  ],
  [
    "its owner crashes at what it sends up",
    ({ scope }) => scope.up({ type: "hurt" }),
    ["owner hurt"],
  ],
  [
    "its owner crashes at what it sends up while it receives",
    ({ port }) => port.send({ type: "poison" }),
    ["owner hurt"],
  ],
];

for (const [when, end, outcome] of ends) {
  Deno.test(`a port is disposed exactly once when ${when}, and silent after`, async () => {
    const given = startPort();
    const { trace, port, scope, stop } = given;
    end(given);
    const count = () => trace.filter((entry) => entry === "dispose").length;
    assert.equal(count(), 1);
    const before = trace.length;
    scope.up({ type: "heard" });
    scope.fail(new Error("too late"));
    port.send({ type: "tell" });
    stop();
    assert.equal(count(), 1);
    assert.equal(trace.length, before);
    assert.deepEqual(await endOf(given), outcome);
  });
}

Deno.test("a port that cannot open crashes, and there is nothing to dispose", async () => {
  const tree = startPort(() => {
    throw new Error("address in use");
  });
  assert.deepEqual(tree.trace, ["open 7"]);
  assert.deepEqual(await endOf(tree), ["address in use"]);
});

Deno.test("a port that fails while it opens is disposed when it is open", async () => {
  const tree = startPort(({ fail }) => fail(new Error("refused at once")));
  assert.deepEqual(tree.trace, ["open 7", "dispose"]);
  assert.deepEqual(await endOf(tree), ["refused at once"]);
});

Deno.test("what a port sends up while it opens is ignored", () => {
  const { trace, stop } = startPort(({ up }) => up({ type: "opened" }));
  assert.deepEqual(trace, ["open 7"]);
  stop();
});

Deno.test("a port that fails twice crashes once", async () => {
  const tree = startPort();
  let heard = 0;
  tree.lifecycle.subscribe(({ type, path }) => {
    if (type === "crashed" && path === "port") heard++;
  });
  tree.scope.fail(new Error("first"));
  tree.scope.fail(new Error("second"));
  assert.equal(heard, 1);
  assert.deepEqual(await endOf(tree), ["first"]);
});

Deno.test("a port hears what its owner sends it on the way out, and is disposed then", () => {
  const trace: string[] = [];
  const port = fromPort<{ type: string }, unknown, never>(() => ({
    receive: ({ type }) => void trace.push(type),
    [Symbol.dispose]: () => void trace.push("dispose"),
  }));
  const tree = startTree(createMachine({
    initial: "open",
    states: {
      open: {
        invoke: { src: port, id: "port" },
        exit: sendTo("port", { type: "goodbye" }),
        on: { close: "closed" },
      },
      closed: {},
    },
  }));
  tree.root.send({ type: "close" });
  assert.deepEqual(trace, ["goodbye", "dispose"]);
  tree.stop();
});

Deno.test("a port is closed before its successor in the same state opens", () => {
  const trace: string[] = [];
  const port = fromPort(() => {
    trace.push("open");
    return { [Symbol.dispose]: () => void trace.push("dispose") };
  });
  const tree = startTree(createMachine({
    initial: "open",
    states: {
      open: {
        invoke: { src: port, id: "port" },
        on: { again: { target: "open", reenter: true } },
      },
    },
  }));
  tree.root.send({ type: "again" });
  assert.deepEqual(trace, ["open", "dispose", "open"]);
  tree.stop();
});

Deno.test("two actors of one port logic hold one resource each", () => {
  const open = new Set<string>();
  const port: Logic = fromPort<Told, string, never>(({ input }) => {
    open.add(input);
    return { [Symbol.dispose]: () => void open.delete(input) };
  });
  const invoke = ["a", "b"].map((id) => ({
    src: port,
    id,
    input: id,
  }));
  const tree = startTree(createMachine({
    invoke,
    on: { "xstate.error.actor.a": { actions: () => {} } },
  }));
  assert.deepEqual([...open], ["a", "b"]);
  tree.root.getSnapshot().children.a.send({ type: "port.crash" });
  assert.deepEqual([...open], ["b"]);
  tree.stop();
  assert.equal(open.size, 0);
});

Deno.test("a port without an owner may send up, to nobody", async () => {
  let scope!: PortScope<unknown, { type: string }>;
  const tree = startTree(fromPort<Told, unknown, { type: string }>((given) => {
    scope = given;
    return { [Symbol.dispose]: () => {} };
  }));
  scope.up({ type: "anyone" });
  tree.stop();
  assert.equal(await endOf(tree), "stopped");
});

Deno.test("a port delivers past its owner, as the sender, to whoever has the name now", () => {
  const { trace, scope, root, stop } = startDelivering();
  const arrows: string[] = [];
  // deno-lint-ignore no-explicit-any -- XState's own
  root.system.inspect((event: any) => {
    if (event.type !== "@xstate.event" || event.event.type !== "note") return;
    arrows.push(`${event.sourceRef?.id} to ${event.actorRef.id}`);
  });
  assert.equal(scope().deliver("reader", { type: "note" }), true);
  root.system.get("reader")!.send({ type: "boom" });
  assert.equal(scope().deliver("reader", { type: "note" }), true);
  assert.deepEqual(trace, ["reader 1", "reader 2"]);
  assert.deepEqual(arrows, ["port to reader", "port to reader"]);
  stop();
});

Deno.test("a port that delivers to nobody is told so", () => {
  const { trace, scope, stop } = startDelivering();
  assert.equal(scope().deliver("nobody", { type: "note" }), false);
  stop();
  assert.equal(scope().deliver("reader", { type: "note" }), false);
  assert.deepEqual(trace, []);
});

/** A port and a reader side by side; the reader writes down what it hears, and how often it was started. */
function startDelivering() {
  const trace: string[] = [];
  let scope!: PortScope<unknown, never>;
  let starts = 0;
  const port = fromPort<Told, unknown, never>((given) => {
    scope = given;
    return { [Symbol.dispose]() {} };
  });
  const reader = createMachine({
    entry: () => void starts++,
    on: {
      note: { actions: () => void trace.push(`reader ${starts}`) },
      boom: {
        actions: () => {
          throw new Error("boom");
        },
      },
    },
  });
  const tree = startTree(supervisor({
    id: "root",
    strategy: "one_for_one",
    children: [{ id: "reader", logic: reader }, { id: "port", logic: port }],
  }));
  return { ...tree, trace, scope: () => scope };
}
