import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type EnvelopeSource,
  planDelivery,
} from "../../../src/protocol/overlay/delivery.ts";
import { Redelivery } from "../../../src/protocol/overlay/redelivery.ts";
import {
  Seen,
  seenAgeMsMax,
  seenHeldMs,
} from "../../../src/protocol/overlay/seen.ts";

const subscribers = { local: ["c1", "c2"], isHere: true, remote: ["n1", "n2"] };
const bytes = new Uint8Array(100);

function pending(id: string, eventType = "t") {
  return { id, eventType, envelope: bytes };
}

Deno.test("an envelope goes to everybody but who sent it, and never back to the group", () => {
  const trials: [
    EnvelopeSource,
    clients: string,
    nodes: string,
    ack?: string,
  ][] = [
    [{ from: "member", name: "c1" }, "c2", "n1,n2", "sender"],
    [{ from: "member", name: "n1" }, "c1,c2", "n2", "sender"],
    [{ from: "member" }, "c1,c2", "n1,n2", "sender"],
    [{ from: "group" }, "c1,c2", "", "group"],
    [{ from: "us" }, "c1,c2", "n1,n2"],
  ];
  for (const [source, clients, nodes, ack] of trials) {
    const plan = planDelivery(source, "new", subscribers);
    assert.equal(plan.toClients.join(), clients);
    assert.equal(plan.toNodes.join(), nodes);
    assert.equal(plan.ackTo, ack);
    assert(plan.isForUs);
    const again = planDelivery(source, "seen", subscribers);
    assert.equal(again.ackTo, ack, "every copy is acknowledged");
    assert.deepEqual([...again.toClients, ...again.toNodes], []);
    assert.equal(again.isForUs, false);
    const refused = planDelivery(source, "refused", subscribers);
    assert.equal(refused.ackTo, undefined);
  }
  const echo = planDelivery({ from: "echo" }, "seen", subscribers);
  assert.equal(echo.ackTo, undefined);
});

Deno.test("a copy renews the memory of its envelope", () => {
  const it = new Seen(2);
  assert.equal(it.note("a", 0), "new");
  assert.equal(it.note("b", 1), "new");
  assert.equal(it.note("a", seenHeldMs), "seen");
  assert.equal(it.note("c", seenHeldMs), "refused");
  assert.equal(it.note("c", seenHeldMs + 1), "new");
  assert.equal(it.note("a", seenHeldMs + 2), "seen");
  assert.equal(it.size, 2);
  assert.equal(it.refused, 1);
  it.tidy(seenHeldMs + 2 + seenAgeMsMax);
  assert.equal(it.size, 0);
});

Deno.test("no envelope is new twice while copies of it come, whatever else does", () => {
  const copies = fc.array(fc.tuple(fc.nat(30), fc.nat(5_000)), {
    maxLength: 300,
  });
  fc.assert(fc.property(copies, (steps) => {
    const it = new Seen(8);
    const isNew = new Map<number, number>();
    let nowMs = 0;
    for (const [id, waitMs] of steps) {
      nowMs += waitMs;
      const lastMs = isNew.get(id) ?? -Infinity;
      const sighting = it.note(String(id), nowMs);
      if (nowMs - lastMs < seenHeldMs) assert.equal(sighting, "seen");
      if (sighting !== "refused") isNew.set(id, nowMs);
      assert(it.size <= 8);
    }
  }));
});

Deno.test("an envelope is sent again until it is acknowledged", () => {
  const it = new Redelivery({ everyMs: 5_000, attemptsMax: 0, ageMsMax: 0 });
  it.await(pending("e"), ["a", "b"], 0);
  assert.deepEqual(it.due(4_999, 10), []);
  assert.deepEqual(it.due(5_000, 10)[0]?.members, ["a", "b"]);
  assert.deepEqual(it.due(5_001, 10), []);
  assert.equal(it.settle("e", "a"), true);
  assert.equal(it.settle("e", "a"), false);
  assert.equal(it.settle("other", "a"), false);
  assert.deepEqual(it.due(10_000, 10)[0]?.members, ["b"]);
  it.settle("e", "b");
  assert.equal(it.size, 0);
  assert.equal(it.bytes, 0);
});

Deno.test("sending again ends with the member, the subscription, the count, and the age", () => {
  const it = new Redelivery({ everyMs: 5, attemptsMax: 3, ageMsMax: 100 });
  it.await(pending("e1", "t1"), ["a", "b"], 0);
  it.await(pending("e2", "t2"), ["a", "b"], 0);
  it.endOf("a");
  it.endOfSubscription("t1", "b");
  assert.equal(it.size, 1);
  for (let nowMs = 5; nowMs <= 15; nowMs += 5) {
    assert.deepEqual(it.due(nowMs, 10).map(({ id }) => id), ["e2"]);
  }
  assert.deepEqual(it.due(20, 10), []);
  assert.deepEqual(it.givenUp, { attempts: 1, age: 0, room: 0 });
  it.await(pending("e3"), ["a"], 1_000);
  assert.deepEqual(it.due(1_100, 10), []);
  assert.equal(it.givenUp.age, 1);
  assert.equal(it.size, 0);
});

Deno.test("what is on its way is bounded, and the oldest makes room", () => {
  const it = new Redelivery({ everyMs: 5, attemptsMax: 0, ageMsMax: 0 });
  const large = new Uint8Array(1_024 * 1_024);
  for (let i = 0; i < 20; i++) {
    it.await({ id: `e${i}`, eventType: "t", envelope: large }, ["a"], i);
  }
  assert.equal(it.size, 16);
  assert.equal(it.givenUp.room, 4);
  assert.equal(it.due(100, 100)[0]?.id, "e4");
});
