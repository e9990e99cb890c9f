/**
 * What becomes of a member by how long it is silent.
 *
 * @module
 */
import assert from "node:assert/strict";
import { memberMachine } from "../../actors/member.ts";
import { newMember } from "../../src/protocol/overlay/member.ts";
import { after } from "./chart.ts";

const record = newMember({
  name: "b",
  address: "10.0.0.2",
  port: 6666,
  kind: "remote",
  heardAtMs: 0,
}, {});
const thresholds = () => ({
  quarantineMs: 20_000,
  unreachableMs: 30_000,
  dropMs: 180_000,
});
const at = (nowMs: number) => ({ type: "time.passed", nowMs });
const heard = { type: "member.heard" };
const exit = { type: "member.exit" };

/** A member without a parent to tell. */
const orphan = memberMachine.provide({
  actions: {
    tellIn: () => {},
    tellRejoin: () => {},
    tellQuarantine: () => {},
    tellUnreachable: () => {},
    tellDrop: () => {},
    tellOut: () => {},
    tellLeft: () => {},
  },
});

const table: [string, object[], string, string[]][] = [
  ["a new member is in", [], "reachable", ["tellIn"]],
  ["it is reachable just before 20 s", [at(19_999)], "reachable", []],
  ["at 20 s in quarantine", [at(20_000)], "quarantine", ["tellQuarantine"]],
  ["until 30 s", [at(20_000), at(29_999)], "quarantine", []],
  [
    "then unreachable",
    [at(20_000), at(30_000)],
    "unreachable",
    ["tellUnreachable"],
  ],
  [
    "and at 180 s it is dropped and out",
    [at(20_000), at(30_000), at(180_000)],
    "dropped",
    ["tellDrop", "tellOut"],
  ],
  [
    "heard in quarantine it rejoins",
    [at(20_000), heard],
    "reachable",
    ["tellRejoin"],
  ],
  [
    "heard while unreachable it rejoins",
    [at(20_000), at(30_000), heard],
    "reachable",
    ["tellRejoin"],
  ],
  ["that it is heard is no news of a reachable one", [heard], "reachable", []],
  [
    "a long sleep of the host skips no stage",
    [at(1_000_000)],
    "quarantine",
    ["tellQuarantine"],
  ],
  ["its goodbye is its end", [exit], "left", ["tellLeft"]],
  ["also from quarantine", [at(20_000), exit], "left", ["tellLeft"]],
];

for (const [what, events, state, effects] of table) {
  Deno.test(`member: ${what}`, () => {
    const step = after(orphan, { record, thresholds }, events);
    assert.equal(step.state, state);
    assert.deepEqual(step.effects, effects);
  });
}
