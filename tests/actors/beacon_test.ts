import assert from "node:assert/strict";
import { setup } from "xstate";
import { beaconMachine } from "../../actors/beacon.ts";
import { socketMachine } from "../../actors/socket.ts";
import {
  type AnyRef,
  restartChild,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { after, passed, still } from "./chart.ts";
import { FakeUdp } from "./fake_udp.ts";

const node = "a@10.0.0.1";
const input = {
  node,
  announce: true,
  isAddressKnown: true,
  socket: "socket",
  ambient: still(),
};
const ready = { type: "socket.ready" };
const lost = { type: "socket.lost" };
const stutter = passed("stutter", "beacon.announcing");
// Without a system the socket is not found, and what is meant for it goes nowhere.
const kinds = (effects: readonly string[]) =>
  effects.map((effect) => effect.replace(/ to .*/, ""));

const announces = [
  "sends datagram.send",
  "emits heartbeat.sent",
  "waits 2501",
];
const table: [string, object[], string, string[]][] = [
  [
    "it asks whether the socket is ready",
    [],
    "waiting",
    ["sends socket.ask"],
  ],
  ["it announces at once when the socket is", [ready], "announcing", announces],
  [
    "it announces again after a wait",
    [ready, stutter],
    "announcing",
    announces,
  ],
  ["told ready twice it announces once", [ready, ready], "announcing", []],
  [
    "it waits when the socket is lost",
    [ready, lost],
    "waiting",
    ["sends socket.ask"],
  ],
  ["a socket lost twice is lost once", [ready, lost, lost], "waiting", []],
];

for (const [name, events, state, effects] of table) {
  Deno.test(`beacon: ${name}`, () => {
    const step = after(beaconMachine, input, events);
    assert.equal(step.state, state);
    assert.deepEqual(kinds(step.effects), effects);
  });
}

Deno.test("beacon: it keeps quiet when it shall not announce", () => {
  const quiet = { ...input, announce: false };
  for (const events of [[], [ready], [ready, lost]]) {
    const step = after(beaconMachine, quiet, events);
    assert.equal(step.state, "quiet");
    assert.deepEqual(step.effects, []);
  }
});

Deno.test("beacon: it refuses to announce a name that means others to others, and says so", () => {
  const lost = { ...input, isAddressKnown: false };
  const step = after(beaconMachine, lost);
  assert.equal(step.state, "refused");
  assert.deepEqual(step.effects, ["emits announcement.refused"]);
  const later = after(beaconMachine, lost, [ready, stutter]);
  assert.equal(later.state, "refused");
  assert.deepEqual(later.effects, []);
});

Deno.test("beacon: one that shall not announce has nothing to refuse", () => {
  const quiet = { ...input, announce: false, isAddressKnown: false };
  const step = after(beaconMachine, quiet);
  assert.equal(step.state, "quiet");
  assert.deepEqual(step.effects, []);
});

for (const [random, waitMs] of [[0, 1], [0.5, 2_501], [0.99999, 5_000]]) {
  Deno.test(`beacon: chance ${random} waits ${waitMs} ms`, () => {
    const { clock, sent, send } = running(random!);
    send(ready);
    assert.deepEqual(sent, [0], "at once");
    clock.advance(waitMs! - 1);
    assert.deepEqual(sent, [0]);
    clock.advance(1);
    assert.deepEqual(sent, [0, waitMs]);
    clock.advance(waitMs!);
    assert.deepEqual(sent, [0, waitMs, 2 * waitMs!]);
  });
}

Deno.test("beacon: chance is drawn anew for each wait", () => {
  const draws = [0, 0.9, 0.1];
  const { clock, sent, send } = running(() => draws.shift() ?? 0.5);
  send(ready);
  clock.advance(1 + 4_501 + 501);
  assert.deepEqual(sent, [0, 1, 4_502, 5_003]);
});

Deno.test("beacon: nothing is sent while the socket is lost", () => {
  const { clock, sent, send } = running(0);
  send(ready);
  send(lost);
  clock.advance(60_000);
  assert.deepEqual(sent, [0]);
  send(ready);
  assert.deepEqual(sent, [0, 60_000]);
});

Deno.test("beacon: one that was started anew learns that the socket is ready", () => {
  const clock = new VirtualClock({ startMs: 0 });
  const udp = new FakeUdp();
  const socket = socketMachine.provide({ actors: { udp: udp.logic } });
  const ambient = still();
  const followers = ["beacon"];
  const children = [
    {
      id: "socket",
      logic: socket,
      input: { followers, ambient },
    },
    { id: "beacon", logic: beaconMachine, input },
  ];
  const { root } = startTree(
    supervisor({ id: "root", strategy: "rest_for_one", children }),
    { clock },
  );
  udp.grant();
  assert.equal(udp.take(), "heartbeat");
  restartChild(root, "beacon");
  assert.equal(udp.take(), "heartbeat");
});

/** A beacon beside a socket that writes down when heartbeats were sent. */
function running(random: number | (() => number)) {
  const clock = new VirtualClock({ startMs: 0 });
  const sent: number[] = [];
  const socket = setup({
    actions: { write: () => void sent.push(clock.nowMs()) },
  }).createMachine({ on: { "datagram.send": { actions: "write" } } });
  const chance = typeof random === "number" ? () => random : random;
  const ambient = { nowMs: () => clock.nowMs(), random: chance };
  const children = [
    { id: "socket", logic: socket },
    { id: "beacon", logic: beaconMachine, input: { ...input, ambient } },
  ];
  const { root } = startTree(
    supervisor({ id: "root", strategy: "rest_for_one", children }),
    { clock },
  );
  const beacon = root.system.get("beacon") as AnyRef;
  return { clock, sent, send: (event: unknown) => beacon.send(event) };
}
