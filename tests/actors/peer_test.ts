import assert from "node:assert/strict";
import { deadlineMs, peerMachine } from "../../actors/peer.ts";
import { after } from "./chart.ts";

const input = {
  node: "b@10.0.0.2",
  address: "10.0.0.2",
  heardAtMs: 1_000,
  silence: { silentAfterMs: 15_000, forgottenAfterMs: 180_000 },
};
const at = (nowMs: number) => ({ type: "time.passed", nowMs });
const heard = (atMs: number, address = "10.0.0.2") => ({
  type: "heartbeat.received",
  address,
  atMs,
});
const silent = at(16_000);

/** A peer without a parent to tell. */
const orphan = peerMachine.provide({
  actions: {
    tellHeard: () => {},
    tellSilent: () => {},
    tellForgotten: () => {},
  },
});

const table: [string, object[], string, string[]][] = [
  ["a new peer is heard, and says so", [], "heard", ["tellHeard"]],
  ["it is still heard just before 15 s", [at(15_999)], "heard", []],
  ["it is silent at 15 s", [silent], "silent", ["tellSilent"]],
  [
    "a heartbeat puts the silence off",
    [heard(10_000), at(24_999)],
    "heard",
    [],
  ],
  ["a heartbeat of a heard peer is no news", [heard(2_000)], "heard", []],
  [
    "a silent peer that is heard again says so",
    [silent, heard(20_000)],
    "heard",
    ["tellHeard"],
  ],
  ["a silent peer is kept until 180 s", [silent, at(180_999)], "silent", []],
  [
    "a silent peer is forgotten at 180 s",
    [silent, at(181_000)],
    "forgotten",
    ["tellForgotten"],
  ],
  [
    "after a long sleep of the host a peer is called silent first",
    [at(1_000_000)],
    "silent",
    ["tellSilent"],
  ],
  [
    "what is forgotten hears nothing more",
    [silent, at(181_000), heard(181_001)],
    "forgotten",
    [],
  ],
];

for (const [name, events, state, news] of table) {
  Deno.test(`peer: ${name}`, () => {
    const step = after(orphan, input, events);
    assert.equal(step.state, state);
    assert.deepEqual(step.effects, news);
  });
}

Deno.test("peer: its latest heartbeat says where it is and since when", () => {
  const { context } = after(orphan, input, [heard(5_000, "10.0.0.9")]);
  assert.equal(context.address, "10.0.0.9");
  assert.equal(context.heardAtMs, 5_000);
});

Deno.test("peer: its deadline is the next moment at which time can change it", () => {
  assert.equal(deadlineMs({ value: "heard", context: input }), 16_000);
  assert.equal(deadlineMs({ value: "silent", context: input }), 181_000);
});
