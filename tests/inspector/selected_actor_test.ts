import assert from "node:assert/strict";
import {
  createMachine,
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
} from "xstate";
import { type ChartNode, chartOf } from "../../src/inspector/chart.ts";
import type { ActorDetail, Frame } from "../../src/inspector/frame.ts";
import { inWords } from "../../src/inspector/in_words.ts";
import {
  fromPort,
  type Logic,
  mailboxDepth,
  pool,
  sessionIdOf,
  supervisor,
} from "../../src/otp/mod.ts";
import { Secret } from "../../src/wire/secret.ts";
import { inspected, lamp, type Looker } from "./lookers.ts";

const quiet = { subscribe: () => ({ unsubscribe() {} }) };

const logics: Readonly<Record<string, Logic>> = {
  supervisor: supervisor({ id: "floor", strategy: "rest_for_one" }),
  pool: pool({ logic: lamp }),
  port: fromPort(() => ({ [Symbol.dispose]() {} })),
  machine: lamp,
  promise: fromPromise(() => new Promise(() => {})),
  callback: fromCallback(() => {}),
  observable: fromObservable(() => quiet as never),
  "observable of events": fromEventObservable(() => quiet as never),
  transition: fromTransition((count: number) => count + 1, 0),
  other: {
    getInitialSnapshot: () => ({ status: "active", mine: [1, 2] }),
    transition: (state) => state,
    getPersistedSnapshot: (state) => state,
  },
};

Deno.test("an actor of any kind is known for what it is, and can be selected", async () => {
  const children = Object.entries(logics).map(([id, logic]) => ({ id, logic }));
  using at = inspected(children);
  const looker = at.look();
  await at.pass(100);
  const [{ all = [] } = {}] = looker.take();
  assert.deepEqual(
    all.slice(1).map(({ name, kind }) => [name, kind]),
    Object.keys(logics).map((name) => [name, name.replace(" of events", "")]),
  );
  for (const name of Object.keys(logics)) {
    const detail = await select(at, looker, name);
    assert.equal(detail?.systemId, name);
    assert.equal(detail?.mailbox, mailboxDepth(at.at(name)));
    assert(
      typeof detail?.context === "object" && detail.context !== null,
      name,
    );
  }
});

Deno.test("a selected actor is told of with its context, its input and its name, and its secrets are not", async () => {
  const logic = createMachine({
    context: ({ input }) => ({ ...input as object, seen: new Map([["a", 1]]) }),
  });
  const input = { cookie: new Secret("hush"), nodes: ["a@b"] };
  using at = inspected([{ id: "door", logic, input }]);
  const looker = at.look();
  await at.pass(100);
  const shown = { cookie: "protected", nodes: ["a@b"] };
  assert.deepEqual(await select(at, looker, "door"), {
    id: at.idAt("door"),
    systemId: "door",
    context: { ...shown, seen: { "Map(1)": { a: 1 } } },
    input: shown,
    mailbox: 0,
    timers: [],
  });
});

Deno.test("a selected supervisor is told of with whom it keeps alive, and not with what they are made of", async () => {
  const floor = supervisor({ id: "floor", strategy: "rest_for_one" });
  using at = inspected([
    { id: "hall", logic: lamp, input: { watts: 40 } },
    { id: "floor", logic: floor, restart: "transient" },
  ]);
  const looker = at.look();
  await at.pass(100);
  at.at("hall").send({ type: "boom", error: new Error("broken") });
  const id = sessionIdOf(at.tree.root);
  looker.viewing.wish({ selected: id });
  await at.pass(100);
  const restarts = [at.clock.nowMs() - 100];
  assert.deepEqual(looker.take().at(-1)?.detail?.context, {
    specs: [
      { id: "hall", logic: inWords("machine lamp") },
      { id: "floor", logic: inWords("supervisor floor"), restart: "transient" },
    ],
    restarts,
  });
});

Deno.test("a selected actor is told of again only when something of it changed", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(100);
  await select(at, looker, "hall");
  await at.pass(10_000);
  assert.deepEqual(looker.take(), []);
  looker.viewing.wish({ selected: null });
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  const frames = looker.take();
  assert.equal(frames.length, 1);
  assert.equal(frames[0]?.detail, undefined);
  assert.equal(frames[0]?.fired, undefined);
});

Deno.test("what changes in place is noticed within a second", async () => {
  const tally = { count: 0 };
  using at = inspected([{
    id: "tally",
    logic: createMachine({ context: { tally } }),
  }]);
  const looker = at.look();
  await at.pass(100);
  await select(at, looker, "tally");
  tally.count = 7;
  await at.pass(1_000);
  assert.deepEqual(looker.take().map(({ detail }) => detail?.context), [
    { tally: { count: 7 } },
  ]);
});

Deno.test("the timers of a selected actor are told, the next first, by their names in the chart", async () => {
  const logic = createMachine({
    initial: "waiting",
    states: { waiting: { after: { patience: "late", 700: "late" } }, late: {} },
  }, { delays: { patience: 60_000 } });
  const beganAtMs = Date.now();
  using at = inspected([{ id: "guest", logic }]);
  const endedAtMs = Date.now();
  const looker = at.look();
  await at.pass(100);
  const { timers = [] } = await select(at, looker, "guest") ?? {};
  assert.deepEqual(timers.map(({ name }) => name), ["700", "patience"]);
  for (const { atMs } of timers.slice(0, 1)) {
    // XState notes the wall's time, whatever clock it has.
    assert(atMs >= beganAtMs + 700 && atMs <= endedAtMs + 700);
  }
  await at.pass(1_000);
  assert.deepEqual(looker.take().at(-1)?.detail?.timers, []);
});

Deno.test("the transitions that a selected actor took are those of its chart", async () => {
  const logic = createMachine({
    id: "door",
    initial: "shut",
    states: {
      shut: { on: { push: "ajar" } },
      ajar: { always: "open" },
      open: { after: { 1_000: "shut" } },
    },
    on: { "*": { actions: [] } },
  });
  using at = inspected([{ id: "door", logic }, { id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(100);
  await select(at, looker, "door");
  at.at("hall").send({ type: "press" });
  at.at("door").send({ type: "push" });
  at.at("door").send({ type: "knock" });
  await at.pass(2_000);
  const fired = firedIn(looker.take());
  assert.deepEqual(fired, [["door.shut~0", "door.ajar~0", "door~0"], [
    "door.open~0",
  ]]);
  const known = transitionsOf(chartOf(logic)!);
  assert.deepEqual(fired.flat().filter((id) => !known.includes(id)), []);
});

Deno.test("an actor that was started again can be selected anew, and the one before it is gone", async () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const looker = at.look();
  await at.pass(100);
  await select(at, looker, "hall");
  at.at("hall").send({ type: "boom", error: new Error("broken") });
  await at.pass(100);
  assert.equal(looker.take()[0]?.detail, undefined);
  at.at("hall").send({ type: "press" });
  const detail = await select(at, looker, "hall");
  assert.equal(detail?.id, at.idAt("hall"));
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  assert.deepEqual(firedIn(looker.take()), [["lamp.on~0"]]);
});

Deno.test("an actor that nobody can look at harms neither itself nor the others", async () => {
  const hostile: Logic = {
    getInitialSnapshot: () => ({
      status: "active",
      get value() {
        throw new Error("do not look");
      },
      toJSON() {
        throw new Error("do not write");
      },
    }),
    transition: (state) => state,
    getPersistedSnapshot: (state) => state,
  };
  const unreadable = createMachine({
    id: "unreadable",
    context: {
      hidden: new Proxy({}, {
        ownKeys() {
          throw new Error("no keys");
        },
      }),
    },
  });
  using at = inspected([
    { id: "hostile", logic: hostile },
    { id: "unreadable", logic: unreadable },
    { id: "hall", logic: lamp },
  ]);
  const looker = at.look();
  await at.pass(100);
  looker.take();
  for (const name of ["hostile", "unreadable"]) {
    const detail = await select(at, looker, name);
    assert(detail, name);
    at.at(name).send({ type: "press" });
    at.at("hall").send({ type: "press" });
    await at.pass(1_000);
    const rows = looker.take().flatMap(({ rows = [] }) => rows);
    assert(rows.some((row) => row.name === "hall"));
  }
  assert.deepEqual(at.tree.lifecycle.recent().map(({ type }) => type), [
    ...["started", "started", "started", "started"],
  ]);
});

async function select(
  at: ReturnType<typeof inspected>,
  looker: Looker,
  path: string,
): Promise<ActorDetail | undefined> {
  const id = at.idAt(path);
  looker.viewing.wish({ selected: id });
  await at.pass(100);
  return looker.take().findLast(({ detail }) => detail?.id === id)?.detail;
}

function firedIn(frames: readonly Frame[]): (readonly string[])[] {
  return frames.flatMap(({ fired }) => fired ? [fired] : []);
}

function transitionsOf({ states, transitions }: ChartNode): string[] {
  return [
    ...transitions.map(({ id }) => id),
    ...states.flatMap(transitionsOf),
  ];
}
