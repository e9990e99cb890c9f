/**
 * The actor of all connections, running, with lines made by hand and processes that only listen.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createMachine } from "xstate";
import { connectionMachine, setupMs } from "../../actors/connection.ts";
import {
  connectionsMachine,
  connectionsPool,
  sweepMs,
} from "../../actors/connections.ts";
import { startTree, supervisor } from "../../src/otp/mod.ts";
import { dialsMax } from "../../src/protocol/distribution/dialing.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { explainsItself } from "./chart.ts";
import { frames, ledgersOf } from "./distribution_parts.ts";
import { FakeLines } from "./fake_line.ts";

function running(settings: object = {}) {
  const clock = new VirtualClock();
  const lines = new FakeLines();
  const heard: string[] = [];
  const told: string[] = [];
  const words = (event: { [key: string]: unknown }) =>
    [event.type, event.node, event.reason].filter((word) => word !== undefined)
      .join(" ");
  const processes = createMachine({
    on: {
      "*": {
        // deno-lint-ignore no-explicit-any -- whatever it is told
        actions: ({ event }: any) => void heard.push(words(event)),
      },
    },
  });
  const ledgers = ledgersOf(() => clock.nowMs(), settings);
  const connection = connectionMachine.provide({
    actors: { line: lines.logic },
  });
  const logic = connectionsMachine.provide({
    actors: { crowd: connectionsPool(connection) },
  });
  const tree = startTree(
    supervisor({
      id: "root",
      strategy: "rest_for_one",
      children: [
        { id: "processes", logic: processes },
        {
          id: "connections",
          logic,
          input: { ledgers, processes: "processes" },
        },
      ],
    }),
    { clock },
  );
  const actor = () => tree.root.system.get("connections");
  const listen = () =>
    actor().on(
      "*",
      (event: { [key: string]: unknown }) => void told.push(words(event)),
    );
  listen();
  return {
    ...{ clock, lines, ledgers, tree, listen },
    send: (event: object) => actor().send(event),
    /** What the processes heard since the last call. */
    heard: () => heard.splice(0),
    /** What was told since the last call. */
    told: () => told.splice(0),
    accept: (from: string, address = "10.0.0.2") =>
      actor().send({
        type: "line.accepted",
        ...{ line: { from }, address, port: Number(from.slice(1)) },
      }),
    dialUp(node: string) {
      actor().send({ type: "node.connect", node });
      const line = lines.of(node);
      line.up({ type: "line.resolved" });
      line.up({ type: "line.opened" });
      line.up(frames.status("ok"));
      line.up(frames.challenge(node));
      line.up(frames.ack());
    },
  };
}

Deno.test("connections: one that is dialled is told of when it is up, and when it is down", () => {
  const { dialUp, heard, told, lines } = running();
  dialUp("b@h");
  assert.deepEqual(heard(), ["node.up b@h"]);
  assert.deepEqual(told(), ["node.up b@h"]);
  const line = lines.of("b@h");
  assert.deepEqual(line.asked, ["name", "challenge_reply", "line.establish"]);
  line.up({ type: "line.busy" });
  line.up({ type: "line.drained" });
  line.up({ type: "line.closed", reason: "reset" });
  assert.deepEqual(heard(), [
    "node.busy b@h",
    "node.drained b@h",
    "node.down b@h reset",
  ]);
  assert.deepEqual(told(), ["node.down b@h reset"]);
  assert.ok(line.isClosed);
});

Deno.test("connections: one that failed is told to both, and so is one that is never tried", () => {
  const { send, lines, heard, told } = running();
  send({ type: "node.connect", node: "b@h" });
  lines.of("b@h").up({ type: "line.closed", reason: "not_registered" });
  send({ type: "node.connect", node: "m@10.0.0.1" });
  const expected = [
    "connect.failed b@h not_registered",
    "connect.failed m@10.0.0.1 own_name",
  ];
  assert.deepEqual(heard(), expected);
  assert.deepEqual(told(), expected);
});

Deno.test("connections: who proves to be one that is connected replaces it, after which it is let in", () => {
  const { dialUp, accept, lines, heard } = running();
  dialUp("b@h");
  heard();
  const older = lines.of("b@h");
  accept(":5000");
  const line = lines.of(":5000");
  line.up(frames.name("b@h"));
  assert.deepEqual(line.asked, ["alive"]);
  line.up(frames.status("true"));
  assert.ok(!older.isClosed, "a claim alone ends nothing");
  line.up(frames.reply());
  assert.ok(older.isClosed);
  assert.deepEqual(heard(), [
    "node.down b@h connection_replaced",
    "node.up b@h",
  ]);
  assert.deepEqual(line.asked, [
    ...["alive", "challenge", "challenge_ack", "line.establish"],
  ]);
});

Deno.test("connections: our attempt makes way for a greater name, and is made again if that fails", () => {
  const { send, accept, lines, clock, told } = running();
  send({ type: "node.connect", node: "z@h" });
  const ours = lines.of("z@h");
  accept(":5000");
  const theirs = lines.of(":5000");
  theirs.up(frames.name("z@h"));
  assert.equal(theirs.asked[0], "ok_simultaneous");
  assert.ok(ours.isClosed);
  theirs.up({ type: "line.closed", reason: "reset" });
  assert.deepEqual(told(), []);
  clock.advance(sweepMs);
  assert.notEqual(lines.of("z@h"), ours);
});

Deno.test("connections: a lesser name makes way for our attempt, which goes on", () => {
  const { send, accept, lines } = running();
  send({ type: "node.connect", node: "b@h" });
  accept(":5000");
  lines.of(":5000").up(frames.name("b@h"));
  assert.deepEqual(lines.of(":5000").asked, ["nok"]);
  assert.ok(lines.of(":5000").isClosed);
  assert.ok(!lines.of("b@h").isClosed);
});

Deno.test("connections: who seems to be coming is not dialled, but not for long", () => {
  const { send, accept, lines, clock } = running();
  accept(":5000");
  lines.of(":5000").up(frames.name("b@h"));
  send({ type: "node.connect", node: "b@h" });
  assert.ok(!lines.lines.has("b@h"));
  clock.advance(setupMs + sweepMs);
  assert.ok(lines.lines.has("b@h"), "a claim kept us from dialling");
});

Deno.test("connections: at most so many dials at once, the next as soon as there is a place", () => {
  const { send, lines } = running();
  for (let i = 0; i < dialsMax + 2; i++) {
    send({ type: "node.heard", node: `n${i}@h` });
  }
  assert.equal(lines.lines.size, dialsMax);
  lines.of("n3@h").up({ type: "line.closed", reason: "refused" });
  assert.equal(lines.lines.size, dialsMax + 1);
});

Deno.test("connections: silence on our side is a tick in time, on theirs the end", () => {
  const { dialUp, lines, clock, told } = running({ net_ticktime: 8 });
  dialUp("b@h");
  told();
  clock.advance(2_000);
  assert.equal(lines.of("b@h").asked.at(-1), "tick.send");
  clock.advance(6_000);
  assert.deepEqual(told(), ["node.down b@h net_tick_timeout"]);
  assert.equal(lines.of("b@h").asked.at(-1), "line.close");
});

Deno.test("connections: a parting is asked for and told", () => {
  const { dialUp, send, told, lines } = running();
  dialUp("b@h");
  told();
  send({ type: "node.disconnect", node: "b@h" });
  assert.deepEqual(told(), ["node.down b@h disconnected"]);
  assert.ok(lines.of("b@h").isClosed);
});

Deno.test("connections: a line that crashes takes its own connection down and no other", () => {
  const { dialUp, lines, told, heard } = running();
  dialUp("b@h");
  dialUp("c@h");
  told();
  heard();
  lines.of("b@h").fail(new Error("boom"));
  assert.deepEqual(told(), ["node.down b@h crashed"]);
  assert.deepEqual(heard(), ["node.down b@h crashed"]);
  assert.ok(lines.of("b@h").isClosed && !lines.of("c@h").isClosed);
});

Deno.test("connections: started anew after a crash, it says first that all are down", () => {
  const { dialUp, lines, tree, heard, send, listen, told } = running();
  dialUp("b@h");
  heard();
  const trace: string[] = [];
  tree.lifecycle.subscribe(({ type, path }) => {
    if (type !== "started" || path === "connections") {
      trace.push(`${type} ${path}`);
    }
  });
  // Nobody says so without saying who it is: a surprise.
  send({ type: "connection.up", id: "nobody" });
  assert.ok(trace.includes("crashed connections"), trace.join());
  assert.ok(trace.includes("restarted connections"));
  assert.ok(!trace.some((line) => line.endsWith(" processes")));
  assert.ok(lines.of("b@h").isClosed);
  assert.deepEqual(heard(), ["node.down b@h connections_restarted"]);
  listen();
  told();
  dialUp("b@h");
  assert.deepEqual(told(), ["node.up b@h"]);
});

for (const machine of [connectionsMachine, connectionMachine]) {
  Deno.test(`the drawing of ${machine.id} explains itself`, () => {
    explainsItself(machine, ["healthy", "waiting", "troubled"]);
  });
}
