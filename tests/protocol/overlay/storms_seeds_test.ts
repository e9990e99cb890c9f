import assert from "node:assert/strict";
import { newMember } from "../../../src/protocol/overlay/member.ts";
import { gossipTargets } from "../../../src/protocol/overlay/seeds.ts";
import { Storms } from "../../../src/protocol/overlay/storms.ts";
import type { Stage } from "../../../src/protocol/overlay/thresholds.ts";

Deno.test("a storm is shed beyond its share, and named once a minute", () => {
  const it = new Storms({
    datagramsMax: 100,
    copiesMax: 10,
    listsMax: 1,
    sendersMax: 3,
  });
  let afforded = 0;
  for (let nowMs = 0; nowMs < 60_000; nowMs += 10) {
    if (it.affords("loud", "copies", nowMs)) afforded++;
    it.affords("calm", "datagrams", nowMs);
    if (nowMs < 59_990) assert.deepEqual(it.take(nowMs), []);
  }
  assert.equal(afforded, 600);
  const shed = { datagrams: 0, copies: 5_400, lists: 0 };
  assert.deepEqual(it.take(60_000), [{ sender: "loud", shed }]);
  assert.deepEqual(it.take(120_000), []);
});

Deno.test("made-up senders share one account", () => {
  const it = new Storms({
    datagramsMax: 5,
    copiesMax: 1,
    listsMax: 1,
    sendersMax: 3,
  });
  const afforded = Array.from({ length: 1_000 }, (_, i) => i)
    .filter((i) => it.affords(`s${i}`, "datagrams", 0));
  assert.equal(afforded.length, 3 + 5);
  assert(it.size <= 4);
});

function member(name: string, address: string, stage: Stage = "reachable") {
  const given = { name, address, port: 1, heardAtMs: 0 };
  return newMember({ ...given, kind: "remote" }, { stage });
}

Deno.test("a round asks one reachable node, one silent one, and a seed when it must", () => {
  const base = { seeds: ["10.0.0.8", "10.0.0.1", "10.0.0.2"], port: 1 };
  const ownAddresses = ["10.0.0.1"];
  const never = () => 0.99;
  const always = () => 0;
  const targets = (
    members: ReturnType<typeof member>[],
    random: () => number,
  ) =>
    gossipTargets({ ...base, ownAddresses, members }, random)
      .map(({ address, reason }) => `${reason} ${address}`);
  const known = member("b", "10.0.0.2");
  const gone = member("c", "10.0.0.3", "unreachable");
  const ourselves = member("d", "10.0.0.1");
  assert.deepEqual(targets([], always), ["seed 10.0.0.8"]);
  assert.deepEqual(targets([ourselves], never), ["seed 10.0.0.2"]);
  assert.deepEqual(targets([known, gone], never), [
    "reachable 10.0.0.2",
    "silent 10.0.0.3",
  ]);
  assert.deepEqual(targets([known], always), [
    "reachable 10.0.0.2",
    "seed 10.0.0.8",
  ]);
});

Deno.test("a node whose only seed is itself asks nobody", () => {
  const choice = {
    members: [],
    seeds: ["0:0:0:0:0:0:0:1"],
    ownAddresses: ["::1"],
    port: 1,
  };
  assert.deepEqual(gossipTargets(choice, () => 0), []);
});
