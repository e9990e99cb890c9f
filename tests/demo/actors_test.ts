/**
 * The actors of the demo, on virtual time.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { AnyMachineSnapshot } from "xstate";
import { counterMachine } from "../../src/demo/counter.ts";
import { lightsMachine } from "../../src/demo/lights.ts";
import { ovenMachine } from "../../src/demo/oven.ts";
import { missed, playerMachine } from "../../src/demo/player.ts";
import { stationMachine } from "../../src/demo/station.ts";
import {
  type AnyRef,
  childOf,
  type Logic,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/mod.ts";
import { atom, atomKeys, format, toTerm } from "../../src/wire/etf/mod.ts";

Deno.test("people cross while cars stand, and never otherwise", () => {
  const { clock, state } = started(lightsMachine, { chance: () => 0.5 });
  let crossings = 0;
  let before = "nobody";
  for (let tenth = 0; tenth < 1_200; tenth++) {
    clock.advance(100);
    const { cars, people } = state().value as { cars: string; people: string };
    if (people === "walk" || people === "hurry") assert.equal(cars, "red");
    if (people === "walk" && before !== "walk") crossings++;
    before = people;
  }
  assert(crossings >= 5 && crossings <= 12, `${crossings} in two minutes`);
  assert.equal(state().context.crossed, crossings);
});

Deno.test("a ball goes to and fro until somebody misses it, and is served again", () => {
  const clock = new VirtualClock();
  const players: Record<string, AnyRef> = {};
  let chance = 1;
  const player = (other: string, serves: boolean) => ({
    serves,
    chance: () => chance,
    hit: (request: number) => players[other]!.send({ type: "cast", request }),
  });
  players["ping"] = startTree(playerMachine, {
    ...{ clock, input: player("pong", true) },
  }).root;
  players["pong"] = startTree(playerMachine, {
    ...{ clock, input: player("ping", false) },
  }).root;
  const best = () =>
    Math.max(
      ...Object.values(players).map((each) => stateOf(each).context.best),
    );
  clock.advance(5_000);
  assert.equal(best(), 0, "nobody serves before");
  clock.advance(30_000);
  const rally = best();
  assert(rally > 30, `${rally} hits`);
  chance = missed / 2;
  clock.advance(1_000);
  assert(
    Object.values(players).some((each) => stateOf(each).matches("missing")),
  );
  chance = 1;
  clock.advance(5_000);
  const hits = Object.values(players).map((each) => stateOf(each).context.hits);
  assert(Math.max(...hits) < rally, "a new rally");
});

Deno.test("what is no ball is not hit back", () => {
  const hit: number[] = [];
  const input = {
    ...{ serves: false, chance: () => 1 },
    hit: (hits: number) => void hit.push(hits),
  };
  const { root, clock } = started(playerMachine, input);
  for (const request of [toTerm("ball"), 0.5, null, toTerm({ add: 1 })]) {
    root.send({ type: "cast", request });
  }
  clock.advance(60_000);
  assert.deepEqual(hit, []);
});

Deno.test("an oven bakes, burns out with its cause, and is started again, cold", () => {
  const clock = new VirtualClock();
  const { root, lifecycle } = startTree(
    supervisor({
      id: "kitchen",
      strategy: "one_for_one",
      children: [{
        ...{ id: "oven", logic: ovenMachine },
        input: { chance: () => 0.9 },
      }],
    }),
    { clock },
  );
  const oven = () => stateOf(childOf(root, "oven")!);
  clock.advance(8_500);
  assert(oven().matches("baking"));
  assert(oven().context.loaves > 0);
  clock.advance(5_500);
  const trouble = lifecycle.recent().filter(({ type }) =>
    type === "crashed" || type === "restarted"
  );
  assert.deepEqual(trouble.map(({ type }) => type), ["crashed", "restarted"]);
  const [crashed] = trouble;
  assert(crashed?.type === "crashed" && crashed.error instanceof Error);
  assert.match(crashed.error.message, /^The oven burnt out at \d+ °C$/);
  assert(crashed.error.cause instanceof Error);
  assert(oven().matches("heating"));
});

Deno.test("a counter adds what it is told to, and tells the sum", () => {
  const { root } = started(counterMachine, undefined);
  const replies: string[] = [];
  const reply = (answer: Parameters<typeof toTerm>[0]) =>
    void replies.push(format(toTerm(answer)));
  const ask = (request: Parameters<typeof toTerm>[0]) =>
    root.send({ type: "call", request: toTerm(request), reply });
  root.send({ type: "cast", request: toTerm({ add: 2 }) });
  ask({ add: 3 });
  ask(atomKeys({ add: 4 }));
  ask(atom("what"));
  ask({ add: "much" });
  assert.deepEqual(replies, ["{ok,5}", "{ok,9}", "{ok,9}", "{ok,9}"]);
});

Deno.test("a station measures, publishes, and notes and counts what others measure", () => {
  const published: number[] = [];
  let counted = 0;
  const { root, clock, state } = started(stationMachine, {
    chance: () => 0.75,
    publish: (celsius: number) => void published.push(celsius),
    count: () => void counted++,
  });
  clock.advance(60_000);
  assert(published.length >= 10 && published.length <= 30);
  assert(published.every(Number.isFinite));
  assert.equal(state().context.celsius, published.at(-1));
  root.send({ type: "reading.heard", from: "south", celsius: 3 });
  root.send({ type: "reading.heard", from: "south", celsius: 4 });
  assert.deepEqual(state().context.others, { south: 4 });
  assert.equal(counted, 2);
});

Deno.test("every state of the demo's charts says what it is", () => {
  const machines = [
    ...[counterMachine, lightsMachine, ovenMachine, playerMachine],
    stationMachine,
  ];
  for (const { root } of machines) {
    const waiting = [root];
    while (waiting.length > 0) {
      const node = waiting.pop()!;
      assert(node.description, node.id);
      waiting.push(...Object.values(node.states) as typeof waiting);
    }
  }
});

function started(logic: Logic, input: unknown) {
  const clock = new VirtualClock();
  const { root } = startTree(logic, { clock, input });
  return { root, clock, state: () => stateOf(root) };
}

function stateOf(ref: AnyRef): AnyMachineSnapshot {
  return ref.getSnapshot() as unknown as AnyMachineSnapshot;
}
