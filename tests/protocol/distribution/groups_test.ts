import assert from "node:assert/strict";
import {
  Atom,
  format,
  Pid,
  type Term,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import {
  JoinedNetwork,
  type JoinedNode,
  type Scribe,
} from "./joined_ledgers.ts";

const chess = new Atom("chess");

/** Three nodes, each connected to the others, with the scope `pg`. */
function three() {
  const network = new JoinedNetwork();
  const nodes = ["a@h", "b@h", "c@h"].map((name) => network.node(name));
  const [a, b, c] = nodes as [JoinedNode, JoinedNode, JoinedNode];
  network.connect(a, b);
  network.connect(b, c);
  network.connect(a, c);
  for (const node of nodes) scope(node);
  network.settle();
  return { network, a, b, c, nodes };
}

function scope(node: JoinedNode) {
  const groups = node.ledger.groups("pg");
  node.do(node.ledger.settle());
  return groups;
}

function join(...actors: readonly Scribe[]): void {
  for (const { node, pid } of actors) {
    scope(node).join(chess, [pid]);
    node.do(node.ledger.settle());
  }
}

function membersAt(node: JoinedNode): readonly string[] {
  return scope(node).members(chess).map((pid) => format(pid)).sort();
}

function expect(nodes: readonly JoinedNode[], members: readonly Scribe[]) {
  const pids = members.map(({ pid }) => format(pid)).sort();
  for (const node of nodes) assert.deepEqual(membersAt(node), pids, node.name);
}

Deno.test("who joins is a member everywhere, and twice if it joins twice", () => {
  const { network, a, b, nodes } = three();
  const one = a.spawn("one"), two = b.spawn("two");
  join(one, two, two);
  network.settle();
  expect(nodes, [one, two, two]);
  assert.deepEqual(scope(a).localMembers(chess), [one.pid]);
});

Deno.test("who leaves once, or ends, is a member no more", () => {
  const { network, a, b, nodes } = three();
  const one = a.spawn("one"), two = b.spawn("two");
  join(one, one, two);
  assert.equal(scope(a).leave(chess, [one.pid]), true);
  a.do(a.ledger.settle());
  network.settle();
  expect(nodes, [one, two]);
  one.end(new Atom("boom"));
  network.settle();
  expect(nodes, [two]);
  assert.equal(scope(a).leave(chess, [one.pid]), false);
});

Deno.test("a node that comes later, or starts its scope later, learns of all", () => {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  const one = a.spawn("one"), two = b.spawn("two");
  network.connect(a, b);
  join(one);
  network.settle();
  join(two);
  network.settle();
  expect([a, b], [one, two]);
  const c = network.node("c@h");
  scope(c);
  network.connect(a, c);
  network.settle();
  expect([c], [one]);
});

Deno.test("a lost node takes its members along, and brings them back", () => {
  const { network, a, b, c, nodes } = three();
  const one = a.spawn("one"), two = b.spawn("two");
  join(one, two);
  network.settle();
  network.disconnect(a, b);
  network.settle();
  expect([a], [one]);
  expect([b], [two]);
  expect([c], [one, two]);
  network.connect(a, b);
  network.settle();
  expect(nodes, [one, two]);
});

Deno.test("hidden nodes are not told", () => {
  const network = new JoinedNetwork();
  const a = network.node("a@h"), b = network.node("b@h");
  network.connect(a, b, true);
  join(a.spawn("one"));
  scope(b);
  network.settle();
  expect([b], []);
});

Deno.test("onlookers hear of every change, once", () => {
  const { network, a, b } = three();
  const changes: string[] = [];
  const stop = scope(a).watch(({ type, group, members }) =>
    changes.push(`${type} ${format(group)} ${members.length}`)
  );
  const one = a.spawn("one"), two = b.spawn("two");
  join(one, two);
  network.settle();
  network.disconnect(a, b);
  network.connect(a, b);
  network.settle();
  stop();
  two.end(chess);
  network.settle();
  assert.deepEqual(changes, [
    "joined chess 1",
    "joined chess 1",
    "left chess 1",
    "joined chess 1",
  ]);
});

Deno.test("what a newer pg adds to its messages is ignored, and nonsense does no harm", () => {
  const network = new JoinedNetwork();
  const a = network.node("a@h");
  const sent: string[] = [];
  const line = { send: () => sent.push("message") };
  a.do(a.ledger.nodeUp("z@h", line, false));
  scope(a);
  const peer = new Pid("z@h", 5, 0, 1), member = new Pid("z@h", 6, 0, 1);
  const say = (...terms: readonly unknown[]) => {
    const message = tuple(...terms as Term[]) as Term;
    const to = scope(a).own.pid;
    a.do(a.ledger.received("z@h", { type: "send", to, message }));
  };
  const tag = (name: string) => new Atom(name);
  say(tag("join"), peer, chess, member);
  assert.equal(scope(a).members(chess).length, 0, "not introduced");
  say(tag("discover"), peer, 2);
  assert.ok(sent.length >= 4, "discover, sync, monitor, discover");
  say(tag("join"), peer, chess, member, tag("more"));
  assert.equal(scope(a).members(chess).length, 1);
  const groups = [tuple(chess, [member, member], 7), 5, tuple(chess)];
  say(tag("$gen_cast"), tuple(tag("sync"), peer, groups, 2));
  assert.equal(scope(a).members(chess).length, 2);
  say(tag("leave"), peer, member, [chess, tag("other")], 1);
  assert.equal(scope(a).members(chess).length, 1);
  say(tag("leave"), peer, 7, 8);
  say(tag("join"), peer);
  say(tag("sync"), 5);
  say(tag("$gen_cast"), tuple(tag("sync"), peer, 7));
  say();
  assert.equal(scope(a).members(chess).length, 1);
});
