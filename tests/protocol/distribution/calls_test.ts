import assert from "node:assert/strict";
import type {
  Down,
  Outcome,
} from "../../../src/protocol/distribution/effects.ts";
import {
  connectMsMax,
  waitingMax,
} from "../../../src/protocol/distribution/lines.ts";
import { ProcessLedger } from "../../../src/protocol/distribution/process_ledger.ts";
import type { Address } from "../../../src/protocol/distribution/route.ts";
import { Atom, format, type Term, tuple } from "../../../src/wire/etf/mod.ts";
import {
  JoinedNetwork,
  type JoinedNode,
  type Scribe,
} from "./joined_ledgers.ts";

const ask = new Atom("ask");

function pair() {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  network.connect(a, b);
  return { network, a, b };
}

function call(node: JoinedNode, to: Address, deadlineMs = 5_000): string[] {
  const heard: string[] = [];
  const caller = (outcome: Outcome) =>
    void heard.push(outcome.ok ? format(outcome.value) : outcome.code);
  node.do(node.ledger.call({ to, request: ask, deadlineMs, caller }));
  return heard;
}

function answer({ node, calls }: Scribe, term: Term): void {
  const { from, tag } = calls.shift()!;
  node.do(node.ledger.reply(from, tag, term));
}

Deno.test("a call is answered, by name, by pid, and on the same node", () => {
  const { network, a, b } = pair();
  const far = b.spawn("server"), near = a.spawn("server");
  const outcomes = [
    call(a, { name: "server", node: "b@h" }),
    call(a, far.pid),
    call(a, { name: "server", node: "a@h" }),
    call(a, near.pid),
  ];
  network.settle();
  assert.deepEqual(far.heard(), ["call ask", "call ask"]);
  assert.deepEqual(near.heard(), ["call ask", "call ask"]);
  for (const server of [far, far, near, near]) answer(server, 7);
  network.settle();
  assert.deepEqual(outcomes, [["7"], ["7"], ["7"], ["7"]]);
  assert.equal(a.ledger.isWaiting, false);
  assert.equal(far.process.watchers.size, 0, "nobody watches any more");
});

Deno.test("a call to nobody ends at once with noproc", () => {
  const { network, a, b } = pair();
  const gone = b.spawn("gone");
  gone.end(ask);
  const outcomes = [
    call(a, { name: "nobody", node: "b@h" }),
    call(a, gone.pid),
    call(a, { name: "nobody", node: "a@h" }),
  ];
  network.settle();
  assert.deepEqual(outcomes, [["noproc"], ["noproc"], ["noproc"]]);
});

Deno.test("a call ends when who is asked ends, or its node is lost", () => {
  const { network, a, b } = pair();
  const one = b.spawn("one"), two = b.spawn("two");
  const first = call(a, one.pid), second = call(a, two.pid);
  network.settle();
  one.end(tuple(ask, 1) as Term);
  network.settle();
  assert.deepEqual(first, ["exit"]);
  network.disconnect(a, b);
  assert.deepEqual(second, ["noconnection"]);
});

Deno.test("a call times out, and a late answer is nobody's", () => {
  const { network, a, b } = pair();
  const server = b.spawn("server");
  const outcome = call(a, server.pid, 100);
  network.settle();
  a.do(a.ledger.sweep(99));
  assert.deepEqual(outcome, []);
  a.do(a.ledger.sweep(100));
  network.settle();
  assert.deepEqual(outcome, ["timeout"]);
  answer(server, 7);
  network.settle();
  assert.deepEqual(outcome, ["timeout"]);
});

Deno.test("only the first answer counts, and only to who asked", () => {
  const { network, a, b } = pair();
  const server = b.spawn("server");
  const outcome = call(a, server.pid);
  network.settle();
  const [asked] = server.calls;
  const elsewhere = tuple(ask, 1) as Term;
  b.do(b.ledger.reply(asked!.from, elsewhere, 1));
  b.do(b.ledger.reply(asked!.from, asked!.tag, 2));
  b.do(b.ledger.reply(asked!.from, asked!.tag, 3));
  network.settle();
  assert.deepEqual(outcome, ["2"]);
});

Deno.test("what is sent to a node that is not connected waits for a connection, in order", () => {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  const server = b.spawn("server");
  const to = { name: "server", node: "b@h" };
  a.do(a.ledger.send(to, 1));
  a.do(a.ledger.cast(to, 2));
  const outcome = call(a, to);
  a.do(a.ledger.send(to, 3));
  assert.deepEqual(a.dialled, ["b@h"], "asked for once");
  network.connect(a, b);
  network.settle();
  assert.deepEqual(server.heard(), ["info 1", "cast 2", "call ask", "info 3"]);
  answer(server, 4);
  network.settle();
  assert.deepEqual(outcome, ["4"]);
});

Deno.test("who cannot be connected to is out of reach, at the latest after a while", () => {
  const network = new JoinedNetwork();
  const a = network.node("a@h");
  const refused = call(a, { name: "server", node: "b@h" }, 60_000);
  a.do(a.ledger.nodeDown("b@h"));
  assert.deepEqual(refused, ["noconnection"]);
  const silent = call(a, { name: "server", node: "b@h" }, 60_000);
  a.do(a.ledger.sweep(connectMsMax - 1));
  assert.deepEqual(silent, []);
  assert.equal(a.ledger.isWaiting, true);
  a.do(a.ledger.sweep(connectMsMax));
  assert.deepEqual(silent, ["noconnection"]);
  assert.equal(a.ledger.isWaiting, false);
});

Deno.test("what the program sends waits while a connection is busy; answers do not", () => {
  const { network, a, b } = pair();
  const server = b.spawn("server"), near = a.spawn("near");
  const incoming = call(b, near.pid);
  network.settle();
  a.ledger.nodeBusy("b@h");
  a.do(a.ledger.send(server.pid, 1));
  answer(near, 2);
  network.settle();
  assert.equal(a.ledger.lines.isBusy("b@h"), true);
  assert.deepEqual(server.heard(), []);
  assert.deepEqual(incoming, ["2"]);
  a.do(a.ledger.nodeDrained("b@h"));
  network.settle();
  assert.deepEqual(server.heard(), ["info 1"]);
  assert.equal(a.ledger.lines.isBusy("b@h"), false);
});

Deno.test("no more may wait for a node than a bound", () => {
  const { a } = pair();
  a.ledger.nodeBusy("b@h");
  for (let sent = 0; sent < waitingMax; sent++) {
    assert.equal(a.ledger.lines.isFull("b@h"), false);
    a.do(a.ledger.send({ name: "x", node: "b@h" }, sent));
  }
  assert.equal(a.ledger.lines.isFull("b@h"), true);
});

Deno.test("the program watches, and is told once", () => {
  const { network, a, b } = pair();
  const one = b.spawn("one"), two = b.spawn("two");
  const downs: string[] = [];
  const watcher = ({ reason }: Down) => void downs.push(format(reason));
  const references = [one, two].map(({ pid }) => {
    const [reference, effects] = a.ledger.watch(pid, watcher);
    a.do(effects);
    return reference!;
  });
  network.settle();
  a.do(a.ledger.unwatch(references[1]!));
  one.end(ask);
  two.end(ask);
  network.settle();
  assert.deepEqual(downs, ["ask"]);
});

Deno.test("when all is over, whoever of the program waits is told", () => {
  const { network, a, b } = pair();
  const server = b.spawn("server");
  const outcome = call(a, server.pid);
  network.settle();
  a.do(a.ledger.close());
  assert.deepEqual(outcome, ["noconnection"]);
  assert.equal(a.ledger.isWaiting, false);
});

Deno.test("where nobody is connected to unasked, a node that is not connected is out of reach", () => {
  const sent: string[] = [];
  const ledger = new ProcessLedger({
    node: "a@h",
    creation: 7,
    nowMs: () => 0,
    autoConnect: false,
  });
  const caller = (outcome: Outcome) =>
    void sent.push(outcome.ok ? "answered" : outcome.code);
  const to = { name: "server", node: "b@h" };
  const effects = ledger.call({ to, request: 1, deadlineMs: 1, caller });
  for (const effect of effects) {
    if (effect.to === "caller") effect.caller(effect.outcome);
    else sent.push(effect.to);
  }
  assert.deepEqual(sent, ["noconnection"]);
  assert.equal(ledger.isWaiting, false);
});
