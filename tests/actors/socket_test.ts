import assert from "node:assert/strict";
import { socketMachine } from "../../actors/socket.ts";
import { after, passed, still } from "./chart.ts";

const probe = { type: "probe", id: "ours" } as const;
const heartbeat = { type: "heartbeat", node: "b@10.0.0.2" };

const bound = { type: "socket.bound", address: "0.0.0.0", port: 45_892 };
const refused = (during: string, reason = "no_route") => ({
  type: "socket.refused",
  during,
  reason,
  message: "m",
});
const received = (value: object) => ({
  type: "probe.received",
  value,
  from: { address: "10.0.0.2", port: 1 },
  atMs: 0,
});
const traffic = { type: "traffic.noticed" };
const send = { type: "datagram.send", value: heartbeat };
const ask = { type: "socket.ask" };
const inBound = "socket.open.bound";
const probeOver = passed("probeReturn", `${inBound}.probing`);
const quietOver = passed("quiet", `${inBound}.live`);
const retryOver = passed("retry", `${inBound}.unheard.waiting`);
const joinOver = passed("probeReturn", `${inBound}.unheard.joining`);
const backoffOver = passed("retry", "socket.backoff");

const unheard = [bound, probeOver, probeOver, probeOver];
const live = [...unheard, received(probe)];
const sendsProbe = ["sends datagram.send to udp", "waits 1000"];
const isRefused = ["emits socket.refused", "waits 250"];
const goesLive = ["emits socket.bound", "waits 10000"];

interface Row {
  readonly when: object[];
  readonly state: string;
  readonly does: string[];
  readonly remembers?: Readonly<Record<string, unknown>>;
}

const table: Record<string, Row> = {
  "it asks for a socket first": {
    when: [],
    state: "open.binding",
    does: ["starts udp"],
  },
  "what is sent before it is bound is dropped": {
    when: [send],
    state: "open.binding",
    does: [],
    remembers: { dropped: 1 },
  },
  "a follower that asks before it is bound is not answered": {
    when: [ask],
    state: "open.binding",
    does: [],
  },
  "once bound it says so, and probes": {
    when: [bound],
    state: "open.bound.probing",
    does: ["emits socket.bound", ...sendsProbe],
  },
  "a refused bind closes it and waits": {
    when: [refused("bind", "address_in_use")],
    state: "backoff",
    does: ["stops a child", ...isRefused],
  },
  "a refused join closes it and waits": {
    when: [refused("join", "interface_gone")],
    state: "backoff",
    does: ["stops a child", ...isRefused],
  },
  "what is sent while it is closed is dropped": {
    when: [refused("bind"), send],
    state: "backoff",
    does: [],
    remembers: { dropped: 1 },
  },
  "after the wait it asks for a socket again": {
    when: [refused("bind"), backoffOver],
    state: "open.binding",
    does: ["starts udp"],
  },
  "what is sent goes out while it probes": {
    when: [bound, send],
    state: "open.bound.probing",
    does: ["sends datagram.send to udp"],
  },
  "a probe of another node is heard, and goes no further": {
    when: [bound, received({ type: "probe", id: "theirs" })],
    state: "open.bound.probing",
    does: [],
    remembers: { hasHeard: true },
  },
  "refused datagrams are told": {
    when: [bound, { type: "datagrams.refused", reason: "bad_term", count: 2 }],
    state: "open.bound.probing",
    does: ["emits datagrams.refused"],
  },
  "a second probe follows an unanswered one": {
    when: [bound, probeOver],
    state: "open.bound.probing",
    does: sendsProbe,
  },
  "anything heard ends the probing": {
    when: [bound, traffic, probeOver],
    state: "open.bound.live",
    does: ["waits 10000"],
  },
  "it is unheard after three probes": {
    when: unheard,
    state: "open.bound.unheard.waiting",
    does: isRefused,
  },
  "no route while sending makes it unheard at once": {
    when: [bound, refused("send")],
    state: "open.bound.unheard.waiting",
    does: isRefused,
  },
  "one datagram too large says nothing about the socket": {
    when: [bound, refused("send", "too_large")],
    state: "open.bound.probing",
    does: [],
    remembers: { dropped: 1 },
  },
  "sending too fast says nothing about the socket": {
    when: [...unheard, refused("send", "overloaded")],
    state: "open.bound.unheard.waiting",
    does: [],
    remembers: { dropped: 1 },
  },
  "unheard, it still sends": {
    when: [...unheard, send],
    state: "open.bound.unheard.waiting",
    does: ["sends datagram.send to udp"],
  },
  "unheard, it joins and probes after the wait": {
    when: [...unheard, retryOver],
    state: "open.bound.unheard.joining",
    does: ["sends socket.rejoin to udp", ...sendsProbe],
  },
  "unheard, it waits longer when that probe is lost too": {
    when: [...unheard, retryOver, joinOver],
    state: "open.bound.unheard.waiting",
    does: ["emits socket.refused", "waits 500"],
  },
  "unheard, another refused send is remembered": {
    when: [...unheard, refused("send")],
    state: "open.bound.unheard.waiting",
    does: [],
  },
  "unheard, a refused join closes it": {
    when: [...unheard, retryOver, refused("join", "interface_gone")],
    state: "backoff",
    does: ["stops a child", "emits socket.refused", "waits 500"],
  },
  "unheard, a probe of another node does not make it live": {
    when: [...unheard, received({ type: "probe", id: "theirs" })],
    state: "open.bound.unheard.waiting",
    does: [],
    remembers: { hasHeard: true },
  },
  "unheard, what others send does not make it live": {
    when: [...unheard, traffic],
    state: "open.bound.unheard.waiting",
    does: [],
    remembers: { hasHeard: true },
  },
  "its own probe makes it live, and told bound again": {
    when: live,
    state: "open.bound.live",
    does: goesLive,
  },
  "its own probe makes it live while it joins": {
    when: [...unheard, retryOver, received(probe)],
    state: "open.bound.live",
    does: goesLive,
  },
  "no route while live makes it unheard": {
    when: [...live, refused("send")],
    state: "open.bound.unheard.waiting",
    does: isRefused,
  },
  "a refused join while live closes it": {
    when: [...live, refused("join", "interface_gone")],
    state: "backoff",
    does: ["stops a child", ...isRefused],
  },
  "live and silent for 10 s it probes": {
    when: [...live, quietOver],
    state: "open.bound.probing",
    does: sendsProbe,
  },
  "live and not silent it stays live": {
    when: [...live, traffic, quietOver],
    state: "open.bound.live",
    does: ["waits 10000"],
  },
};

for (
  const [name, { when, state, does, remembers = {} }] of Object.entries(table)
) {
  Deno.test(`socket: ${name}`, () => {
    const input = { followers: [], probe, ambient: still(0.5) };
    const step = after(socketMachine, input, when);
    assert.equal(step.state, state);
    // Followers are seen in socket_running_test.ts.
    assert.deepEqual(step.effects, does);
    for (const [key, value] of Object.entries(remembers)) {
      assert.equal(step.context[key], value, key);
    }
  });
}

const toEach = { followers: [], isToEach: true, ambient: still(0.5) };

Deno.test("socket: no way to one of many places is told once, and it stays live", () => {
  const first = [bound, refused("send")];
  const step = after(socketMachine, toEach, first);
  assert.equal(step.state, "open.bound.live");
  assert.deepEqual(step.effects, ["emits socket.refused"]);
  const again = after(socketMachine, toEach, [...first, refused("send")]);
  assert.equal(again.state, "open.bound.live");
  assert.deepEqual(again.effects, []);
  assert.equal(again.context.dropped, 2);
});

Deno.test("socket: what fails in receiving from many places is a failure of its own", () => {
  const step = after(socketMachine, toEach, [bound, refused("receive")]);
  assert.equal(step.state, "backoff");
});
