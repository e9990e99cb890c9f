import assert from "node:assert/strict";
import type { NodeFacts } from "../../src/inspector/frame.ts";
import { missedRowsMax } from "../../src/inspector/hub_viewing.ts";
import { type AnyRef, pool } from "../../src/otp/mod.ts";
import { frameOf, inspected, lamp, traceOf } from "./lookers.ts";

const boom = new Error("the bulb broke");

Deno.test("a viewer that takes its time is told in one frame how things are by then", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const slow = at.hub.open();
  await slow.next();
  const before = at.idAt("hall");
  for (let second = 0; second < 60; second++) {
    at.at("hall").send({ type: "press" });
    await at.pass(1_000);
  }
  at.at("hall").send({ type: "boom", error: boom });
  await at.pass(1_000);
  at.at("hall").send({ type: "press" });
  const next = frameOf(slow);
  await at.pass(100);
  const frame = await next;
  assert.deepEqual(
    frame.rows?.map(({ name, value }) => [name, value]),
    [["root", "supervising"], ["hall", "on"]],
  );
  assert.deepEqual(frame.gone, [before]);
  assert.equal(frame.log?.length, 64);
  assert.equal(traceOf(frame.lifecycle), "!hall ~hall +hall");
});

Deno.test("a viewer that missed too many rows is told all of them anew", async () => {
  using at = inspected([{ id: "lamps", logic: pool({ logic: lamp }) }]);
  const slow = at.hub.open();
  await slow.next();
  const crowd = at.at("lamps");
  for (let member = 0; member <= missedRowsMax; member++) {
    const id = `${member}`;
    crowd.send({ type: "pool.start", id, input: undefined });
    if (member % 100 > 0) crowd.send({ type: "pool.stop", id });
    if (member % 1_000 === 0) await at.pass(100);
  }
  await at.pass(100);
  assert(slow.waiting < 1_000, `${slow.waiting}`);
  const next = frameOf(slow);
  await at.pass(100);
  const { all = [], rows, gone } = await next;
  assert.deepEqual([rows, gone], [undefined, undefined]);
  assert.equal(all.length, at.hub.watched);
  assert.equal(all.length, missedRowsMax / 100 + 1 + 2);
});

Deno.test("the first frame of a viewer who does not ask at once is as things are when it asks", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const slow = at.hub.open();
  at.at("hall").send({ type: "press" });
  await at.pass(1_000);
  const frame = await frameOf(slow);
  assert.deepEqual(frame.all?.map(({ value }) => value), ["supervising", "on"]);
  assert.equal(frame.rows, undefined);
});

Deno.test("a viewer is told at most once in 100 ms", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(0);
  looker.take();
  for (let press = 0; press < 1_000; press++) {
    at.at("hall").send({ type: "press" });
    await at.pass(1);
  }
  const times = looker.take().map(({ atMs }) => atMs);
  assert.equal(times.length, 10);
  assert(times.every((atMs, at) => at === 0 || atMs - times[at - 1]! >= 100));
});

Deno.test("two viewers cost one look at an actor", async () => {
  const looks: number[] = [];
  for (const viewers of [1, 2, 5]) {
    using at = inspected([{ id: "hall", logic: lamp }]);
    const lookers = Array.from({ length: viewers }, () => at.look());
    await at.pass(1_000);
    for (const looker of lookers) looker.take();
    const hall = at.at("hall");
    hall.send({ type: "press" });
    const seen = countLooks(hall);
    await at.pass(100);
    looks.push(seen());
    for (const looker of lookers) {
      assert.equal(looker.take()[0]?.rows?.[0]?.value, "on");
    }
  }
  assert.deepEqual(looks, [1, 1, 1]);
});

Deno.test("a viewer that wants no log is told none, and nobody's log costs nothing", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const [quiet, curious] = [at.look(), at.look()];
  quiet.viewing.wish({ log: false });
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  const logOf = (looker: typeof quiet) =>
    looker.take().flatMap(({ log = [] }) => log).length;
  assert.deepEqual([logOf(quiet), logOf(curious)], [0, 1]);
  curious.viewing.wish({ log: false });
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  quiet.viewing.wish({ log: true });
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  assert.deepEqual([logOf(quiet), logOf(curious)], [1, 0]);
});

Deno.test("facts are asked for once a second at most, and told when they changed", async () => {
  let asked = 0;
  let facts: NodeFacts = { overlays: [], topologies: [], connections: [] };
  using at = inspected([{ id: "hall", logic: lamp }], {
    facts() {
      asked++;
      if (asked === 3) throw new Error("not now");
      return facts;
    },
  });
  const looker = at.look();
  await at.pass(10_000);
  assert.deepEqual(looker.take().map(({ facts }) => facts), [facts]);
  assert(asked > 5 && asked <= 11, `${asked}`);
  facts = { ...facts, topologies: [{ name: "gossip", peers: [] }] };
  looker.viewing.wish({ facts: false });
  await at.pass(10_000);
  assert.deepEqual(looker.take(), []);
  looker.viewing.wish({ facts: true });
  await at.pass(1_000);
  assert.deepEqual(looker.take().map(({ facts }) => facts), [facts]);
});

Deno.test("an hour in which much comes and goes leaves nothing behind in a hub", async () => {
  using at = inspected([
    { id: "hall", logic: lamp },
    { id: "lamps", logic: pool({ logic: lamp }) },
  ], {});
  const looker = at.look();
  const [idle, slow] = [at.hub.open(), at.hub.open()];
  await slow.next();
  idle.wish({ selected: at.idAt("hall") });
  const crowd = at.at("lamps");
  let frames = 0;
  let idleMost = 0;
  for (let second = 0; second < 3_600; second++) {
    const id = `${second}`;
    crowd.send({ type: "pool.start", id, input: undefined });
    crowd.send({ type: "pool.send", id, event: { type: "press" } });
    crowd.send({ type: "pool.stop", id: `${second - 10}` });
    at.at("hall").send({ type: "press" });
    if (second % 60 === 59) at.at("hall").send({ type: "boom", error: boom });
    await at.pass(1_000);
    if (second % 600 === 0) {
      const next = slow.next();
      await at.pass(100);
      await next;
    }
    frames += looker.take().length;
    idleMost = Math.max(idleMost, idle.waiting);
  }
  assert(frames >= 3_600);
  assert.equal(at.hub.watched, 3 + 10);
  assert(idleMost <= 200, `${idleMost}`);
  assert(slow.waiting < 600 * 2 + 200, `${slow.waiting}`);
  for (const viewing of [looker.viewing, idle, slow]) viewing.close();
  assert.equal(at.hub.watched, 0);
});

Deno.test("a hub that is closed lets its viewers go", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(0);
  at.hub.close();
  await looker.over;
  assert.equal(await looker.viewing.next(), undefined);
  assert.equal(await at.hub.open().next(), undefined);
  assert.deepEqual([at.hub.viewers, at.hub.watched], [0, 0]);
  assert.equal(at.clock.timersWaiting, 0);
});

Deno.test("whoever asks for a frame before the one before has come made a mistake", async () => {
  using at = inspected([]);
  const viewing = at.hub.open();
  await viewing.next();
  const waiting = viewing.next();
  assert.throws(() => viewing.next());
  viewing.close();
  assert.equal(await waiting, undefined);
});

/** Counts how often an actor is asked what it is. */
function countLooks(ref: AnyRef): () => number {
  let looks = 0;
  const { getSnapshot } = ref;
  ref.getSnapshot = () => {
    looks++;
    return getSnapshot.call(ref);
  };
  return () => looks;
}
