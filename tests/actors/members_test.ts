import assert from "node:assert/strict";
import { membersMachine } from "../../actors/members.ts";
import { type Alone, alone } from "./overlay_actor.ts";

/** Members, to whom one is known. */
function started(): Alone {
  const harness = alone("members", membersMachine);
  hear(harness);
  return harness;
}

function hear({ ledgers, does }: Alone): readonly string[] {
  const { settings: { secret }, roster, ambient } = ledgers;
  const digest = { name: "b", port: 6666, secret };
  const from = { address: "10.0.0.2", kind: "remote" } as const;
  roster.hear(digest, from, ambient.nowMs());
  return does({ type: "member.heard", name: "b" });
}

const changed = ["emits member.changed", "bridge hears member.changed"];

Deno.test("members: one that is new is told, and clients learn of it", () => {
  assert.deepEqual(hear(alone("members", membersMachine)), changed);
});

Deno.test("members: silence is noticed by the sweep, half a second late at most", () => {
  const { passes, ledgers } = started();
  assert.deepEqual(passes(19_999), []);
  assert.deepEqual(passes(501), changed);
  assert.equal(ledgers.roster.table.get("b")?.stage, "quarantine");
  assert.deepEqual(passes(10_000), changed);
  assert.equal(ledgers.roster.table.get("b")?.stage, "unreachable");
});

Deno.test("members: what else arrives does not postpone it", () => {
  const harness = started();
  const told: string[] = [];
  for (let i = 0; i < 205; i++) {
    told.push(...harness.passes(100));
    harness.does({ type: "member.heard", name: "nobody" });
  }
  assert.deepEqual(told, changed);
});

Deno.test("members: one that says goodbye is gone, with what it subscribed to", () => {
  const { does, ledgers } = started();
  assert.deepEqual(does({ type: "member.exit", name: "b" }), changed);
  assert.equal(ledgers.roster.table.get("b"), undefined);
});

Deno.test("members: one heard again rejoins", () => {
  const harness = started();
  harness.passes(20_500);
  assert.deepEqual(hear(harness), changed);
  assert.equal(harness.ledgers.roster.table.get("b")?.stage, "reachable");
});

Deno.test("members: refusals are told with the next sweep, by reason", () => {
  const { passes, ledgers } = started();
  ledgers.refuse(new Map([["wrong_secret", 2], ["storm", 1]]));
  assert.deepEqual(passes(500), [
    "emits digests.refused",
    "emits digests.refused",
  ]);
  assert.deepEqual(passes(500), []);
});
