import assert from "node:assert/strict";
import { Atom } from "../../../src/wire/etf/mod.ts";
import {
  JoinedNetwork,
  type JoinedNode,
  type Scribe,
} from "./joined_ledgers.ts";

const boom = new Atom("boom");

function pair() {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  network.connect(a, b);
  return { network, a, b, watcher: a.spawn("watcher") };
}

function watch(
  { node, process }: Scribe,
  to: Parameters<JoinedNode["ledger"]["monitor"]>[1],
) {
  const [reference, effects] = node.ledger.monitor(process, to);
  node.do(effects);
  return reference;
}

Deno.test("a watcher is told once when the watched ends, by its pid or its name", () => {
  const { network, b, watcher } = pair();
  const watched = b.spawn("watched");
  watch(watcher, watched.pid);
  watch(watcher, { name: "watched", node: "b@h" });
  network.settle();
  assert.deepEqual(watcher.heard(), []);
  watched.end(boom);
  network.settle();
  assert.deepEqual(watcher.heard(), ["down boom", "down boom"]);
  network.disconnect(watcher.node, b);
  assert.deepEqual(watcher.heard(), []);
});

Deno.test("who watches nobody is told so at once: noproc", () => {
  const { network, a, b, watcher } = pair();
  const gone = b.spawn("gone");
  gone.end(boom);
  watch(watcher, gone.pid);
  watch(watcher, { name: "gone", node: "b@h" });
  watch(watcher, { name: "gone", node: "a@h" });
  network.settle();
  assert.deepEqual(watcher.heard(), [
    "down noproc",
    "down noproc",
    "down noproc",
  ]);
  assert.equal(a.ledger.find("watcher")?.watching.size, 0);
});

Deno.test("a successor is not the one that was watched", () => {
  const { network, b, watcher } = pair();
  const first = b.spawn("twice");
  watch(watcher, { name: "twice", node: "b@h" });
  network.settle();
  first.end(boom);
  const second = b.spawn("twice");
  network.settle();
  assert.deepEqual(watcher.heard(), ["down boom"]);
  second.end(boom);
  network.settle();
  assert.deepEqual(watcher.heard(), []);
});

Deno.test("what is for an ended process never reaches its successor", () => {
  const { network, a, b } = pair();
  const first = b.spawn("twice");
  first.end(boom);
  const second = b.spawn("twice");
  a.do(a.ledger.send(first.pid, new Atom("late")));
  a.do(a.ledger.send({ name: "twice", node: "b@h" }, new Atom("hello")));
  network.settle();
  assert.deepEqual(first.heard(), []);
  assert.deepEqual(second.heard(), ["info hello"]);
});

Deno.test("when a node is lost, watchers of its processes hear noconnection", () => {
  const { network, a, b, watcher } = pair();
  const watched = b.spawn("watched");
  watch(watcher, watched.pid);
  watch(watcher, { name: "missing", node: "b@h" });
  network.disconnect(a, b);
  assert.deepEqual(watcher.heard(), ["down noconnection", "down noconnection"]);
  assert.equal(watched.process.watchers.size, 0);
});

Deno.test("a watch that was ended says nothing", () => {
  const { network, a, b, watcher } = pair();
  const watched = b.spawn("watched");
  const reference = watch(watcher, watched.pid);
  network.settle();
  a.do(a.ledger.demonitor(watcher.process, reference));
  network.settle();
  assert.equal(watched.process.watchers.size, 0);
  watched.end(boom);
  network.settle();
  assert.deepEqual(watcher.heard(), []);
});

Deno.test("who ends watches nobody any more", () => {
  const { network, b, watcher } = pair();
  const watched = b.spawn("watched");
  watch(watcher, watched.pid);
  network.settle();
  assert.equal(watched.process.watchers.size, 1);
  watcher.end(boom);
  network.settle();
  assert.equal(watched.process.watchers.size, 0);
});
