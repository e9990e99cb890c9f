import assert from "node:assert/strict";
import { createMachine } from "xstate";
import { probeMs, quietMs, socketMachine } from "../../actors/socket.ts";
import { type AnyRef, startTree, supervisor } from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { FakeUdp } from "./fake_udp.ts";

const probe = { type: "probe", id: "ours" } as const;
const heartbeat = { type: "heartbeat", node: "b@10.0.0.2" };

Deno.test("socket: its followers are told when datagrams flow and when not", () => {
  const { udp, told, send } = running();
  assert.deepEqual(told(), []);
  udp.grant();
  assert.deepEqual(told(), ["socket.ready"]);
  send({ type: "socket.ask" });
  assert.deepEqual(told(), ["socket.ready"], "one who asks");
  udp.refuse("join", "interface_gone");
  assert.deepEqual(told(), ["socket.lost"]);
});

Deno.test("socket: address in use is tried again, with growing pauses up to 30 s, in a socket of its own each time", () => {
  const { udp, clock, news } = running({ random: 0.999_999 });
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 9; attempt++) {
    assert.equal(udp.opened, attempt);
    udp.refuse("bind", "address_in_use");
    const [refusal] = news();
    assert.equal(refusal.reason, "address_in_use");
    assert.equal(udp.disposed, attempt, "closed at once");
    waits.push(refusal.retryInMs);
    clock.advance(refusal.retryInMs - 1);
    assert.equal(udp.opened, attempt, "not before the time it told");
    clock.advance(1);
  }
  const doubled = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
  assert.deepEqual(waits, [...doubled, 30_000, 30_000, 30_000]);
});

Deno.test("socket: a success resets the pauses", () => {
  const { udp, clock, news } = running({ random: 0.999_999 });
  for (let attempt = 0; attempt < 5; attempt++) {
    udp.refuse("bind", "address_in_use");
    clock.advance(30_000);
  }
  udp.grant();
  udp.deliver(probe);
  news();
  udp.refuse("join", "interface_gone");
  assert.equal(news()[0].retryInMs, 500);
});

Deno.test("socket: without luck a pause is 250 ms", () => {
  const { udp, clock, news } = running({ random: 0 });
  for (let attempt = 0; attempt < 10; attempt++) {
    udp.refuse("bind", "address_in_use");
    assert.equal(news()[0].retryInMs, 250);
    clock.advance(250);
  }
});

Deno.test("socket: its followers are told whom busy actors can send to", () => {
  const { udp, notices } = running();
  udp.grant();
  const [ready] = notices();
  const value = { type: "digest" };
  ready.udp.send({ type: "datagram.send", value });
  assert.equal(udp.take(), "probe digest");
  udp.refuse("join", "interface_gone");
  assert.deepEqual(notices(), [{ type: "socket.lost" }]);
  ready.udp.send({ type: "datagram.send", value });
  assert.equal(udp.take(), "", "its port is gone");
});

Deno.test("socket: after 10 s of silence it probes, and an answer keeps it live", () => {
  const { udp, clock, news, state } = liveSocket();
  clock.advance(quietMs - 1);
  assert.equal(udp.take(), "");
  clock.advance(1);
  assert.equal(udp.take(), "probe");
  udp.deliver(probe);
  clock.advance(probeMs);
  assert.equal(state(), "live");
  assert.deepEqual(news(), []);
});

Deno.test("socket: while others are heard it does not probe", () => {
  const { udp, clock, state } = liveSocket();
  for (let i = 0; i < 20; i++) {
    udp.notice();
    clock.advance(quietMs / 2);
  }
  assert.equal(udp.take(), "");
  assert.equal(state(), "live");
});

Deno.test("socket: three lost probes make it unheard, its own probe live again", () => {
  const { udp, clock, news, state, told } = liveSocket();
  clock.advance(quietMs + 3 * probeMs - 1);
  assert.equal(udp.take(), "probe probe probe");
  assert.equal(state(), "probing");
  clock.advance(1);
  assert.deepEqual(state(), { unheard: "waiting" });
  assert.equal(news()[0].reason, "unheard");

  udp.notice();
  assert.deepEqual(state(), { unheard: "waiting" });

  clock.advance(250);
  assert.equal(udp.take(), "socket.rejoin probe");
  udp.deliver(probe);
  assert.equal(state(), "live");
  assert.deepEqual(news().map(({ type }) => type), ["socket.bound"]);
  assert.deepEqual(told(), [], "it was never lost");
});

Deno.test("socket: an unheard one joins again with growing pauses", () => {
  const { udp, clock, news } = liveSocket({ random: 0.999_999 });
  udp.refuse("send", "no_route");
  for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]) {
    assert.equal(news()[0].retryInMs, waitMs);
    udp.take();
    clock.advance(waitMs);
    assert.equal(udp.take(), "socket.rejoin probe");
    clock.advance(probeMs);
  }
  assert.equal(udp.opened, 1, "in one and the same socket");
});

Deno.test("socket: it says what the latest probe showed", () => {
  const { udp, clock, news } = liveSocket({ random: 0 });
  const reasons: string[] = [];
  const retry = (answer: () => void) => {
    clock.advance(250);
    answer();
    clock.advance(probeMs);
    reasons.push(news()[0].reason);
  };
  udp.refuse("send", "no_route");
  reasons.push(news()[0].reason);
  retry(() => udp.refuse("send", "no_route"));
  retry(() => {});
  retry(() => udp.refuse("send", "no_route"));
  assert.deepEqual(reasons, ["no_route", "no_route", "unheard", "no_route"]);
});

Deno.test("socket: a new socket starts with three probes of its own", () => {
  const { udp, clock, state } = liveSocket({ random: 0 });
  clock.advance(quietMs + 3 * probeMs);
  assert.deepEqual(state(), { unheard: "waiting" });
  udp.notice();
  udp.refuse("join", "interface_gone");
  clock.advance(250);
  udp.take();
  udp.grant();
  clock.advance(3 * probeMs - 1);
  assert.equal(state(), "probing");
  assert.equal(udp.take(), "probe probe probe");
  clock.advance(1);
  assert.deepEqual(state(), { unheard: "waiting" });
});

Deno.test("socket: without a probe it never probes, however silent", () => {
  const { udp, clock, state } = running({ probe: undefined });
  udp.grant();
  assert.equal(state(), "live");
  clock.advance(10 * quietMs);
  assert.equal(udp.take(), "");
  assert.equal(state(), "live");
});

Deno.test("socket: without a probe, no route while sending opens it anew", () => {
  const { udp, clock, news, told } = running({ probe: undefined });
  udp.grant();
  news();
  told();
  udp.refuse("send", "no_route");
  assert.equal(news()[0].reason, "no_route");
  assert.deepEqual(told(), ["socket.lost"]);
  clock.advance(250);
  udp.grant();
  assert.equal(udp.take(), "");
  assert.deepEqual(told(), ["socket.ready"]);
});

Deno.test("socket: datagrams that were dropped are counted by their number", () => {
  const { udp, send, socket } = running();
  send({ type: "datagram.send", value: heartbeat });
  udp.grant();
  udp.refuse("send", "overloaded", 40);
  udp.refuse("send", "too_large");
  assert.equal(socket().getSnapshot().context.dropped, 42);
});

Deno.test("socket: a crash of its port is its own", () => {
  const { udp, tree } = running();
  const crashed: string[] = [];
  tree.lifecycle.subscribe(({ type, path }) => {
    if (type === "crashed") crashed.push(path);
  });
  udp.grant();
  udp.crash(new Error("the read loop broke"));
  assert.deepEqual(crashed, ["socket/udp", "socket"]);
  assert.equal(udp.opened, 2, "and its supervisor's to mend");
  assert.equal(udp.disposed, 1);
});

Deno.test("socket: stopping it closes it once", () => {
  const { udp, tree, clock } = liveSocket();
  tree.stop();
  assert.equal(udp.disposed, 1);
  assert.equal(clock.timersWaiting, 0);
});

interface Options {
  readonly random?: number;
  readonly probe?: typeof probe | undefined;
}

/** A socket that has heard itself. */
function liveSocket(options: Options = {}) {
  const harness = running(options);
  harness.udp.grant();
  harness.udp.deliver(probe);
  harness.clock.advance(probeMs);
  assert.equal(harness.state(), "live");
  harness.told();
  harness.news();
  harness.udp.take();
  return harness;
}

/** A socket and one who follows it. */
function running(options: Options = {}) {
  const { random = 0.1 } = options;
  const clock = new VirtualClock({ startMs: 0 });
  const udp = new FakeUdp();
  const heard: Notice[] = [];
  const input = {
    followers: ["follower", "nobody"],
    ...("probe" in options ? {} : { probe }),
    ambient: { nowMs: () => clock.nowMs(), random: () => random },
  };
  const children = [
    { id: "follower", logic: witness(heard) },
    {
      id: "socket",
      logic: socketMachine.provide({ actors: { udp: udp.logic } }),
      input,
    },
  ];
  // deno-lint-ignore no-explicit-any -- news of any kind
  const emitted: any[] = [];
  const tree = startTree(supervisor({ id: "root", strategy: "one_for_one" }), {
    clock,
  });
  tree.lifecycle.subscribe(({ type, path }, ref) => {
    if (type !== "started" || path !== "socket") return;
    ref.on("*", (news) => emitted.push(news));
  });
  for (const spec of children) tree.root.send({ type: "child.start", spec });
  const socket = () => tree.root.system.get("socket") as AnyRef;
  return {
    clock,
    udp,
    tree,
    socket,
    send: (event: unknown) => socket().send(event),
    /** What was emitted since the last call. */
    news: () => emitted.splice(0),
    /** What the follower was told since the last call. */
    notices: () => heard.splice(0),
    /** Kinds of it. */
    told: () => heard.splice(0).map(({ type }) => type),
    /** Where within `open.bound` it is. */
    state: () => socket().getSnapshot().value.open?.bound,
  };
}

/** Writes down what it hears. */
function witness(heard: Notice[]) {
  return createMachine({
    on: { "*": { actions: ({ event }) => void heard.push(event as Notice) } },
  });
}

// deno-lint-ignore no-explicit-any -- notices of any kind
type Notice = any;
