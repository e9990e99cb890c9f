import assert from "node:assert/strict";
import { createActor, createMachine, fromCallback } from "xstate";
import { Hub } from "../../src/inspector/hub.ts";
import {
  childOf,
  pool,
  type PoolEvent,
  sessionIdOf,
  startChild,
  startTree,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { inspected, lamp, traceOf } from "./lookers.ts";

const boom = new Error("the bulb broke", {
  cause: new TypeError("too hot", { cause: "mains" }),
});

Deno.test("a viewer's first frame has every row, parents before their children, and what happened before it came", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  at.at("hall").send({ type: "boom", error: boom });
  await at.pass(60_000);
  const looker = at.look();
  await at.pass(0);
  const [frame] = looker.take();
  assert.deepEqual(
    frame?.all?.map(({ name, kind, chart, status }) => ({
      ...{ name, kind, chart, status },
    })),
    [
      { name: "root", kind: "supervisor", chart: "app", status: "active" },
      { name: "hall", kind: "machine", chart: "lamp", status: "active" },
    ],
  );
  const [root, hall] = frame!.all!;
  assert.deepEqual([root?.parent, hall?.parent], [undefined, root?.id]);
  assert.deepEqual([hall?.value, hall?.tags], ["off", ["dark"]]);
  assert.equal(traceOf(frame?.lifecycle), "+root +hall !hall ~hall +hall");
});

Deno.test("a crash is told with what caused it, and a restart is counted", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(1_000);
  looker.take();
  const before = at.idAt("hall");
  const crashedAtMs = at.clock.nowMs();
  at.at("hall").send({ type: "boom", error: boom });
  await at.pass(100);
  const [frame] = looker.take();
  const causes = ["the bulb broke", "too hot", "mains"];
  const hall = frame?.rows?.find(({ name }) => name === "hall");
  assert.deepEqual(frame?.gone, [before]);
  assert.equal(hall?.id, at.idAt("hall"));
  assert.equal(hall?.restarts, 1);
  assert.deepEqual(hall?.crash, { atMs: crashedAtMs, causes });
  assert.equal(traceOf(frame?.lifecycle), "!hall ~hall +hall");
  assert.deepEqual(frame?.lifecycle?.map(({ causes }) => causes), [
    causes,
    undefined,
    undefined,
  ]);
});

Deno.test("while nobody looks nothing is inspected and no timer runs, before and after", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const system = at.tree.root.system as unknown as {
    readonly _sendInspectionEvent: unknown;
  };
  const { _sendInspectionEvent: untouched } = system;
  const timers = at.clock.timersWaiting;
  for (let round = 0; round < 3; round++) {
    const lookers = [at.look(), at.look()];
    await at.pass(1_000);
    assert.equal(at.hub.watched, 2);
    assert.notEqual(system._sendInspectionEvent, untouched);
    lookers[0]?.viewing.close();
    await at.pass(1_000);
    assert.notEqual(system._sendInspectionEvent, untouched);
    lookers[1]?.viewing.close();
    lookers[1]?.viewing.close();
    await Promise.all(lookers.map(({ over }) => over));
    assert.equal(system._sendInspectionEvent, untouched);
    assert.equal(at.clock.timersWaiting, timers);
    assert.deepEqual([at.hub.viewers, at.hub.watched], [0, 0]);
  }
});

Deno.test("an actor that was started again keeps its place among its siblings, for who looks then and who comes later", async () => {
  using at = inspected([
    { id: "hall", logic: lamp },
    { id: "lamps", logic: pool({ logic: lamp }) },
    { id: "cellar", logic: lamp },
  ]);
  const members = ["b", "a"];
  for (const id of members) {
    at.at("lamps").send({ type: "pool.start", id, input: undefined });
  }
  const order = async () => {
    const looker = at.look();
    await at.pass(100);
    const [{ all = [] } = {}] = looker.take();
    return all.map(({ name }) => name);
  };
  const before = ["root", "hall", "lamps", ...members, "cellar"];
  at.at("hall").send({ type: "boom", error: boom });
  assert.deepEqual(await order(), before);
  at.at("hall").send({ type: "boom", error: boom });
  await at.pass(100);
  assert.deepEqual(await order(), before);
  startChild(at.tree.root, { id: "attic", logic: lamp });
  await at.pass(100);
  assert.deepEqual(await order(), [...before, "attic"]);
});

Deno.test("rows that did not change are not told again", async () => {
  using at = inspected([{ id: "hall", logic: lamp }, {
    id: "cellar",
    logic: lamp,
  }]);
  const looker = at.look();
  await at.pass(1_000);
  looker.take();
  at.at("hall").send({ type: "press" });
  await at.pass(1_000);
  const frames = looker.take();
  assert.deepEqual(
    frames.map(({ rows }) => rows?.map(({ name, value }) => [name, value])),
    [[["hall", "on"]]],
  );
  await at.pass(10_000);
  assert.deepEqual(looker.take(), []);
});

Deno.test("of 5,000 members only those are told whose states changed", async () => {
  const members = 5_000;
  using at = inspected([{ id: "lamps", logic: pool({ logic: lamp }) }]);
  const crowd = at.at("lamps");
  const tell = (event: PoolEvent<unknown, unknown>) => crowd.send(event);
  for (let id = 0; id < members; id++) {
    tell({ type: "pool.start", id: `${id}`, input: undefined });
  }
  const looker = at.look();
  await at.pass(1_000);
  assert.equal(looker.take()[0]?.all?.length, members + 2);
  for (let id = 0; id < members; id++) {
    tell({ type: "pool.send", id: `${id}`, event: { type: "heartbeat" } });
  }
  tell({ type: "pool.send", id: "7", event: { type: "press" } });
  tell({ type: "pool.stop", id: "8" });
  await at.pass(100);
  const [frame] = looker.take();
  assert.deepEqual(
    frame?.rows?.map(({ name }) => name).sort(),
    ["7", "lamps"],
  );
  assert.equal(frame?.gone?.length, 1);
  assert.equal(at.hub.watched, members + 1);
});

Deno.test("the log is bounded, and what is left out is counted", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(1_000);
  looker.take();
  for (let press = 0; press < 1_000; press++) {
    at.at("hall").send({ type: "press" });
  }
  const atMs = at.clock.nowMs();
  await at.pass(100);
  const [{ log = [], dropped } = {}] = looker.take();
  assert.equal(log.length + dropped!, 1_000);
  assert.equal(log.length, 200);
  assert.deepEqual(log[0], {
    ...{ number: 1, atMs, to: at.idAt("hall"), type: "press" },
  });
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  assert.equal(looker.take()[0]?.log?.[0]?.number, 1_001);
});

Deno.test("an event without a proper name is told like any other", async () => {
  using at = inspected([{ id: "hall", logic: fromCallback(() => {}) }]);
  const looker = at.look();
  await at.pass(100);
  looker.take();
  const types = [1n, undefined, Symbol("s"), {}, "x".repeat(9_999)];
  for (const type of types) at.at("hall").send({ type });
  await at.pass(100);
  const told = looker.take().flatMap(({ log = [] }) => log);
  assert.equal(told.length, types.length);
  assert(told.every(({ type }) => type.length > 0 && type.length <= 200));
});

Deno.test("actors come to be seen a few at a time, and the first frame waits for all", async () => {
  using at = inspected([{ id: "lamps", logic: pool({ logic: lamp }) }]);
  const members = 1_000;
  const start = (id: number) =>
    at.at("lamps").send({ type: "pool.start", id: `${id}`, input: undefined });
  for (let id = 0; id < members; id++) start(id);
  const lookers = [at.look(), at.look()];
  assert(at.hub.watched < members / 2);
  at.at("lamps").send({ type: "pool.stop", id: "7" });
  start(members);
  lookers.push(at.look());
  await at.pass(50);
  for (const looker of lookers) {
    const [frame, ...more] = looker.take();
    const names = frame?.all?.slice(2).map(({ name }) => name) ?? [];
    assert.equal(new Set(names).size, members);
    assert(!names.includes("7") && names.includes(`${members}`));
    assert.deepEqual(more, []);
  }
  for (const { viewing } of lookers) viewing.close();
  at.look().viewing.close();
  assert.equal(at.clock.timersWaiting, 0);
});

Deno.test("an event is told with its sender, where that is known", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  const [id, root] = [at.idAt("hall"), sessionIdOf(at.tree.root)];
  at.at("hall").send({ type: "boom", error: boom });
  await at.pass(100);
  const log = looker.take().flatMap(({ log = [] }) => log);
  assert.deepEqual(log.map(({ from, to, type }) => [from, to, type]), [
    [undefined, id, "boom"],
    [id, root, "xstate.error.actor.hall"],
    [root, at.idAt("hall"), "xstate.init"],
  ]);
});

Deno.test("a child that completed stays with its status as long as its parent keeps it", async () => {
  const brief = createMachine({
    initial: "lit",
    states: { lit: { on: { end: "out" } }, out: { type: "final" } },
  });
  const keeper = createMachine({
    initial: "keeping",
    states: {
      keeping: {
        invoke: { src: brief, id: "match" },
        on: { leave: "alone" },
      },
      alone: {},
    },
  });
  using at = inspected([{ id: "keeper", logic: keeper }]);
  const looker = at.look();
  await at.pass(100);
  const id = at.idAt("keeper/match");
  at.at("keeper/match").send({ type: "end" });
  await at.pass(100);
  const ended = looker.take().flatMap(({ rows = [] }) => rows)
    .findLast((row) => row.id === id);
  assert.equal(ended?.status, "done");
  at.at("keeper").send({ type: "leave" });
  await at.pass(100);
  assert.deepEqual(looker.take().flatMap(({ gone = [] }) => gone), [id]);
});

Deno.test("a program that was never looked after is shown with all that its machines hold", async () => {
  const clock = new VirtualClock();
  const inner = createMachine({
    id: "inner",
    invoke: { src: lamp as never, id: "lamp" },
  });
  const root = createActor(
    createMachine({ id: "outer", invoke: { src: inner, id: "inner" } }),
    { id: "program" },
  ).start();
  const hub = new Hub(childOf(root, "inner")!, { clock });
  const viewing = hub.open();
  const frame = JSON.parse((await viewing.next())!);
  assert.deepEqual(
    frame.all.map(({ name }: { name: string }) => name),
    ["program", "inner", "lamp"],
  );
  hub.close();
  root.stop();
});

Deno.test("times are those of the Unix epoch, whatever clock the actors have", async () => {
  const clock = new VirtualClock();
  let nowMs = 5;
  const tree = startTree(lamp, {
    clock: { nowMs: () => nowMs, setTimeout: () => 0, clearTimeout: () => {} },
  });
  nowMs = 1_005;
  clock.advance(500);
  const hub = new Hub(tree.root, { clock });
  const viewing = hub.open();
  const frame = JSON.parse((await viewing.next())!);
  assert.equal(frame.lifecycle[0].atMs, clock.nowMs() - 1_000);
  assert.equal(frame.atMs, clock.nowMs());
  hub.close();
  tree.stop();
});
