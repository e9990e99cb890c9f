/**
 * What a message costs between the line that has decoded it and the line that encodes the answer: a step of the processes
 * actor, one of a user's actor, and the ledger between them. No sockets and no bytes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { assign, createMachine, fromTransition } from "xstate";
import type { ActorEvent } from "../../mod.ts";
import {
  type AnyRef,
  fromPort,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { actorsChild, unconnectedChild } from "../../src/process_tree.ts";
import { processesPath, RunningActors } from "../../src/running_actors.ts";
import {
  atom,
  Pid,
  Reference,
  type Term,
  tuple,
} from "../../src/wire/etf/mod.ts";
import { type Row, table } from "./table.ts";

const messagesPerRound = 20_000;
const rounds = 12;

/** Measures; of each the quickest quarter's slowest round, since others share the cores. */
export function run(): Promise<readonly Row[]> {
  const { processes, line, pids, tree } = start();
  const from = new Pid(peer, 5, 0, 3);
  const reference = new Reference(peer, 3, [1, 2, 3]);
  const call = tuple(
    atom("$gen_call"),
    tuple(from, reference),
    tuple(atom("add"), 1),
  ) as Term;
  const cast = tuple(atom("$gen_cast"), 1) as Term;
  const tell = (message: object) =>
    processes.send({ type: "message.received", node: peer, message });
  const send = (to: Pid, message: Term) => tell({ type: "send", to, message });
  const watch = (type: string, to: string) =>
    tell({ type, from, to, reference });
  const work: Readonly<Record<string, () => void>> = {
    "a call of a plain actor, and its answer": () => send(pids.plain!, call),
    "a call of a machine, and its answer": () => send(pids.machine!, call),
    "a call as OTP makes it, with a monitor and its end": () => {
      watch("monitor", "plain");
      tell({ type: "reg_send", from, to: "plain", message: call });
      watch("demonitor", "plain");
    },
    "a cast to a plain actor": () => send(pids.plain!, cast),
    "a cast to a machine": () => send(pids.machine!, cast),
    "a message to nobody": () => send(new Pid(node, 77, 0, 4), cast),
  };
  const rows = Object.entries(work).map(([name, once]) => ({
    name,
    value: cost(once),
    unit: "µs",
  }));
  assert.ok(line.heard >= 3 * rounds * messagesPerRound, "all were answered");
  tree.stop();
  return Promise.resolve(rows);
}

const node = "a@h", peer = "b@h";

/** A plain actor and a machine on a node, which is connected to a peer by a line that only counts. */
function start() {
  const root = supervisor({ id: "node", strategy: "one_for_one" });
  const tree = startTree(root);
  const nowMs = () => performance.now();
  const actors = new RunningActors({
    node,
    creation: 4,
    nowMs,
    root: () => tree.root,
  });
  tree.lifecycle.subscribe((event, ref) => actors.heard(event, ref));
  const line = { heard: 0 };
  const counting = fromPort(() => ({
    receive: () => void line.heard++,
    [Symbol.dispose]() {},
  }));
  for (
    const spec of [
      unconnectedChild(actors.access),
      actorsChild(),
      { id: "line", logic: counting },
    ]
  ) tree.root.send({ type: "child.start", spec });
  const { system } = tree.root;
  const processes: AnyRef = system.get(processesPath);
  const up = { node: peer, line: system.get("line"), hidden: false };
  processes.send({ type: "node.up", ...up });
  const pids = {
    plain: actors.spawn("plain", plain).pid,
    machine: actors.spawn("machine", machine).pid,
  };
  return { processes, line, pids, tree };
}

const plain = fromTransition((count: number, event: ActorEvent) => {
  if (event.type === "call") event.reply(count);
  return count + 1;
}, 0);

const machine = createMachine({
  types: {} as { events: ActorEvent; context: { count: number } },
  context: { count: 0 },
  on: {
    call: { actions: ({ event, context }) => event.reply(context.count) },
    cast: { actions: assign({ count: ({ context }) => context.count + 1 }) },
  },
});

function cost(once: () => void): number {
  const round = () => {
    const startedMs = performance.now();
    for (let sent = 0; sent < messagesPerRound; sent++) once();
    return (performance.now() - startedMs) * 1_000 / messagesPerRound;
  };
  return Array.from({ length: rounds }, round).sort((a, b) =>
    a - b
  )[rounds / 4]!;
}

if (import.meta.main) console.log(table(await run()));
