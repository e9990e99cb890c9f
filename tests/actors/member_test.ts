/**
 * How a member's statechart starts.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type AnyEventObject, createActor, createMachine } from "xstate";
import { memberMachine } from "../../actors/member.ts";
import { newMember } from "../../src/protocol/overlay/member.ts";
import type { Stage } from "../../src/protocol/overlay/thresholds.ts";

const thresholds = () => ({
  quarantineMs: 20_000,
  unreachableMs: 30_000,
  dropMs: 180_000,
});

function inputFor(stage: Stage) {
  const given = {
    name: "n1",
    kind: "remote",
    address: "10.0.0.1",
    port: 1,
    heardAtMs: 0,
  } as const;
  return { record: newMember(given, { stage }), thresholds };
}

/** Starts a member under a parent that notes what it tells. */
function member(stage: Stage, isKnown: boolean) {
  const told: string[] = [];
  const note = ({ event }: { event: AnyEventObject }) =>
    void told.push(event.change);
  const parent = createActor(createMachine({
    invoke: {
      id: "member",
      src: memberMachine,
      input: { ...inputFor(stage), isKnown },
    },
    on: { "member.changed": { actions: note } },
  })).start();
  return { told, actor: parent.getSnapshot().children.member! };
}

Deno.test("a new member is told of", () => {
  assert.deepEqual(member("reachable", false).told, ["member_in"]);
});

for (const stage of ["reachable", "quarantine", "unreachable"] as const) {
  Deno.test(`a member known as ${stage} starts there and tells nothing`, () => {
    const { told, actor } = member(stage, true);
    assert.equal(actor.getSnapshot().value, stage);
    assert.deepEqual(told, []);
  });
}

Deno.test("a silent member goes through each stage, and each is told", () => {
  const { told, actor } = member("reachable", true);
  for (let i = 0; i < 3; i++) {
    actor.send({ type: "time.passed", nowMs: 200_000 });
  }
  assert.deepEqual(told, [
    "member_quarantine",
    "member_unreachable",
    "member_drop",
    "member_out",
  ]);
});
