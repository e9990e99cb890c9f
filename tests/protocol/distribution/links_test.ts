import assert from "node:assert/strict";
import { Atom, Pid } from "../../../src/wire/etf/mod.ts";
import { JoinedNetwork } from "./joined_ledgers.ts";

const boom = new Atom("boom");

function pair() {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  network.connect(a, b);
  return { network, a, b };
}

Deno.test("who is linked to one that ends, ends with its reason", () => {
  const { network, a, b } = pair();
  const one = a.spawn("one"), two = b.spawn("two");
  a.do(a.ledger.link(one.process, two.pid));
  network.settle();
  two.end(boom);
  network.settle();
  assert.equal(one.endedWith(), "boom");
});

Deno.test("a link works the other way too, and between processes of one node", () => {
  const { network, a, b } = pair();
  const [one, two, three] = [a.spawn("one"), b.spawn("two"), a.spawn("three")];
  a.do(a.ledger.link(one.process, two.pid));
  a.do(a.ledger.link(three.process, one.pid));
  network.settle();
  one.end(boom);
  network.settle();
  assert.equal(two.endedWith(), "boom");
  assert.equal(three.endedWith(), "boom");
});

Deno.test("a normal end ends nobody, and who traps exits is told", () => {
  const { network, a, b } = pair();
  const [one, two, three] = [
    a.spawn("one"),
    b.spawn("two", true),
    b.spawn("three"),
  ];
  for (const { pid } of [two, three]) {
    a.do(a.ledger.link(one.process, pid));
  }
  network.settle();
  one.end(new Atom("normal"));
  network.settle();
  assert.deepEqual(two.heard(), ["exit normal"]);
  assert.equal(three.endedWith(), undefined);
});

Deno.test("a link to nobody ends with noproc", () => {
  const { network, a, b } = pair();
  const trapping = a.spawn("one", true), two = b.spawn("two");
  two.end(boom);
  a.do(a.ledger.link(trapping.process, two.pid));
  network.settle();
  assert.deepEqual(trapping.heard(), ["exit noproc"]);
});

Deno.test("when a node is lost, its links end with noconnection, once", () => {
  const { network, a, b } = pair();
  const trapping = a.spawn("one", true), other = b.spawn("two");
  a.do(a.ledger.link(trapping.process, other.pid));
  network.settle();
  network.disconnect(a, b);
  assert.deepEqual(trapping.heard(), ["exit noconnection"]);
  assert.equal(other.endedWith(), "noconnection");
  network.disconnect(a, b);
  assert.deepEqual(trapping.heard(), []);
});

Deno.test("an undone link says nothing more, and can be made anew", () => {
  const { network, a, b } = pair();
  const one = a.spawn("one", true), two = b.spawn("two", true);
  a.do(a.ledger.link(one.process, two.pid));
  network.settle();
  a.do(a.ledger.unlink(one.process, two.pid));
  network.settle();
  assert.equal(one.process.links.size, 0);
  assert.equal(two.process.links.size, 0);
  a.do(a.ledger.link(one.process, two.pid));
  network.settle();
  two.end(boom);
  network.settle();
  assert.deepEqual(one.heard(), ["exit boom"]);
});

Deno.test("a link that crosses its undoing stays undone on both sides", () => {
  const { network, a, b } = pair();
  const one = a.spawn("one", true), two = b.spawn("two", true);
  a.do(a.ledger.link(one.process, two.pid));
  network.settle();
  b.do(b.ledger.unlink(two.process, one.pid));
  network.settle();
  // Both at once: a undoes what b makes.
  a.do(a.ledger.link(one.process, two.pid));
  a.do(a.ledger.unlink(one.process, two.pid));
  b.do(b.ledger.link(two.process, one.pid));
  network.settle();
  assert.equal(one.process.links.size, 0);
  assert.equal(two.process.links.size, 0);
});

Deno.test("an exit that was on its way when its link was undone is ignored", () => {
  const { network, a, b } = pair();
  const one = a.spawn("one", true), two = b.spawn("two");
  a.do(a.ledger.link(one.process, two.pid));
  network.settle();
  two.end(boom);
  a.do(a.ledger.unlink(one.process, two.pid));
  network.settle();
  assert.deepEqual(one.heard(), []);
});

Deno.test("exit/2 ends a process, or is told to it; kill cannot be trapped", () => {
  const { network, a, b } = pair();
  const one = a.spawn("one");
  const [two, three] = [b.spawn("two"), b.spawn("three", true)];
  const order = (pid: Pid, reason: string) => {
    a.do(a.ledger.exit(one.process, pid, new Atom(reason)));
    network.settle();
  };
  order(two.pid, "normal");
  assert.equal(two.endedWith(), undefined);
  order(two.pid, "boom");
  assert.equal(two.endedWith(), "boom");
  order(three.pid, "boom");
  assert.deepEqual(three.heard(), ["exit boom"]);
  order(three.pid, "kill");
  assert.equal(three.endedWith(), "killed");
});

Deno.test("what a node says in the name of a third one's process is ignored", () => {
  const { network, a, b } = pair();
  const victim = b.spawn("victim");
  const stranger = new Pid("c@h", 1, 0, 9);
  const line = { send: () => {} };
  b.do(b.ledger.nodeUp("c@h", line, false));
  b.do(b.ledger.link(victim.process, stranger));
  const exit = { from: stranger, to: victim.pid, reason: boom };
  b.do(b.ledger.received("a@h", { type: "exit", ...exit }));
  b.do(b.ledger.received("a@h", { type: "exit2", ...exit }));
  network.settle();
  assert.equal(victim.endedWith(), undefined);
  b.do(b.ledger.received("c@h", { type: "exit", ...exit }));
  assert.equal(victim.endedWith(), "boom");
  assert.equal(a.ledger.lines.isUp("b@h"), true);
});
