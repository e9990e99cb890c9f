import assert from "node:assert/strict";
import { fromCallback } from "xstate";
import { processesMachine } from "../../actors/processes.ts";
import {
  type AnyRef,
  fromPort,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import type { Outcome } from "../../src/protocol/distribution/effects.ts";
import { ProcessLedger } from "../../src/protocol/distribution/process_ledger.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { atom, Pid, type Term, tuple } from "../../src/wire/etf/mod.ts";
import { explainsItself } from "./chart.ts";

const peer = "b@h";

/** The processes actor in a tree, beside an actor that connects and one that is a line; both say what they hear. */
function start(connects = true) {
  const clock = new VirtualClock();
  const nowMs = () => clock.nowMs();
  const ledger = new ProcessLedger({ node: "a@h", creation: 7, nowMs });
  const backlog = { steps: 0 };
  const heard: string[] = [];
  const scribe = (name: string) =>
    fromCallback(({ receive }) => {
      receive((event) => {
        const { message, node } = event as unknown as {
          message?: { type: string };
          node?: string;
        };
        heard.push(`${name} ${event.type} ${message?.type ?? node}`);
      });
    });
  const input = { ledger, backlog, nowMs, connections: "connections" };
  const tree = startTree(
    supervisor({
      id: "root",
      strategy: "one_for_one",
      children: [
        { id: "processes", logic: processesMachine, input },
        { id: "line", logic: scribe("line") },
        ...connects
          ? [{ id: "connections", logic: scribe("connections") }]
          : [],
      ],
    }),
    { clock },
  );
  const ref = (id: string): AnyRef => tree.root.system.get(id);
  const tell = (event: object) => ref("processes").send(event);
  return {
    ...{ clock, ledger, backlog, tree, ref, tell },
    /** What both heard since the last look. */
    heard: () => heard.splice(0),
    up: () =>
      tell({ type: "node.up", node: peer, line: ref("line"), hidden: false }),
    state: () => (ref("processes").getSnapshot() as { value: unknown }).value,
    /** Calls a process of the other node, and gives how that ends. */
    call(timeoutMs = 5_000): string[] {
      const outcomes: string[] = [];
      const caller = (outcome: Outcome) =>
        void outcomes.push(outcome.ok ? "answered" : outcome.code);
      const to = { name: "server", node: peer };
      const deadlineMs = nowMs() + timeoutMs;
      const effects = ledger.call({ to, request: 1, deadlineMs, caller });
      backlog.steps++;
      tell({ type: "effects.due", effects });
      return outcomes;
    },
  };
}

Deno.test("the drawing of the processes explains itself", () => {
  explainsItself(processesMachine, ["healthy"]);
});

Deno.test("processes: what is sent to a connected node goes to its line", () => {
  const { up, call, heard, tree } = start();
  up();
  call();
  assert.deepEqual(heard(), [
    "line message.send monitor",
    "line message.send reg_send",
  ]);
  tree.stop();
});

Deno.test("processes: a node that is not connected is asked for, and what waited goes out then", () => {
  const { up, call, heard, tree } = start();
  call();
  assert.deepEqual(heard(), ["connections node.connect b@h"]);
  up();
  assert.deepEqual(heard(), [
    "line message.send monitor",
    "line message.send reg_send",
  ]);
  tree.stop();
});

Deno.test("processes: without anybody who connects, other nodes are out of reach", () => {
  const { call, tree } = start(false);
  assert.deepEqual(call(), ["noconnection"]);
  tree.stop();
});

Deno.test("processes: a failed connect is told at once, unless the other side came first", () => {
  const { up, tell, call, tree } = start();
  const first = call();
  tell({ type: "connect.failed", node: peer });
  assert.deepEqual(first, ["noconnection"]);
  const second = call();
  up();
  tell({ type: "connect.failed", node: peer });
  assert.deepEqual(second, []);
  tell({ type: "node.down", node: peer });
  assert.deepEqual(second, ["noconnection"]);
  tree.stop();
});

Deno.test("processes: timers run only while somebody waits", () => {
  const { clock, up, call, state, tree } = start();
  up();
  assert.equal(state(), "quiet");
  assert.equal(clock.timersWaiting, 0);
  const outcome = call(250);
  assert.equal(state(), "awaited");
  clock.advance(200);
  assert.deepEqual(outcome, []);
  clock.advance(100);
  assert.deepEqual(outcome, ["timeout"]);
  clock.advance(100);
  assert.equal(state(), "quiet");
  assert.equal(clock.timersWaiting, 0);
  tree.stop();
});

Deno.test("processes: a busy line makes calls wait until it is drained", () => {
  const { up, tell, call, heard, tree } = start();
  up();
  tell({ type: "node.busy", node: peer });
  call();
  assert.deepEqual(heard(), []);
  tell({ type: "node.drained", node: peer });
  assert.deepEqual(heard(), [
    "line message.send monitor",
    "line message.send reg_send",
  ]);
  tree.stop();
});

Deno.test("processes: a call reaches an actor, and its answer the line, within one step of each", () => {
  const { ledger, ref, up, tell, heard, tree } = start();
  up();
  const seen: string[] = [];
  const server = fromPort<
    { type: string; reply(answer: Term): void },
    unknown,
    never
  >(
    () => ({
      receive: ({ type, reply }) => {
        seen.push(type);
        reply(1);
        reply(2);
      },
      [Symbol.dispose]() {},
    }),
  );
  tree.root.send({
    type: "child.start",
    spec: { id: "server", logic: server },
  });
  const handle = ref("server");
  ledger.started({ name: "server", handle, trapsExits: false });
  const from = new Pid(peer, 1, 0, 3);
  const message = tuple(atom("$gen_call"), tuple(from, 5), 1) as Term;
  const call = { type: "reg_send", from, to: "server", message };
  tell({ type: "message.received", node: peer, message: call });
  assert.deepEqual(seen, ["call"]);
  assert.deepEqual(heard(), ["line message.send send"]);
  tree.stop();
});

Deno.test("processes: after a crash of their actor, connections are lost and actors are not", () => {
  const { ledger, backlog, ref, up, tell, call, tree } = start();
  up();
  const handle = ref("line");
  const actor = ledger.started({ name: "actor", handle, trapsExits: false });
  const outcome = call();
  backlog.steps = 3;
  const before = ref("processes");
  tell({ type: "effects.due", effects: undefined });
  assert.notEqual(ref("processes"), before, "it was started again");
  assert.deepEqual(outcome, ["noconnection"]);
  assert.equal(ledger.lines.isUp(peer), false);
  assert.equal(ledger.find("actor"), actor);
  assert.equal(backlog.steps, 0);
  tree.stop();
});
