import assert from "node:assert/strict";
import { createMachine } from "xstate";
import { Charts, chartsMax } from "../../src/inspector/charts.ts";
import { fromPort, type Logic, supervisor } from "../../src/otp/mod.ts";

function doorWith(...states: string[]): Logic {
  return createMachine(
    {
      id: "door",
      initial: states[0]!,
      states: Object.fromEntries(states.map((state) => [state, {}])),
    } as Parameters<typeof createMachine>[0],
  );
}

Deno.test("machines that are drawn alike share a key, and others of the same id have a number", () => {
  const charts = new Charts();
  const keys = [
    doorWith("open"),
    doorWith("open", "shut"),
    doorWith("open"),
    doorWith("open", "shut"),
    doorWith("shut"),
  ].map((logic) => charts.keyOf(logic));
  assert.deepEqual(keys, ["door", "door~2", "door", "door~2", "door~3"]);
  assert.deepEqual(
    keys.map((key) => charts.get(key!)?.states.map(({ key }) => key)),
    [["open"], ["open", "shut"], ["open"], ["open", "shut"], ["shut"]],
  );
});

Deno.test("supervisors of one kind are one chart, and what is no machine has none", () => {
  const charts = new Charts();
  const floor = () => supervisor({ id: "floor", strategy: "one_for_one" });
  assert.equal(charts.keyOf(floor()), charts.keyOf(floor()));
  const port = fromPort(() => ({ [Symbol.dispose]() {} }));
  assert.equal(charts.keyOf(port), undefined);
  assert.equal(charts.get("toString"), undefined);
});

Deno.test("a program that makes up machines as it runs has only so many charts kept", () => {
  const charts = new Charts();
  const first = doorWith("s0");
  for (let at = 0; at < chartsMax; at++) charts.keyOf(doorWith(`s${at}`));
  assert.equal(charts.keyOf(doorWith("one more")), undefined);
  assert.equal(charts.keyOf(first), "door");
});
