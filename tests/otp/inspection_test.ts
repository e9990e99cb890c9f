import assert from "node:assert/strict";
import { createActor, createMachine } from "xstate";
import { type AnyRef, onInspection } from "../../src/otp/mod.ts";

Deno.test("listeners hear what XState's own inspection tells, for as long as they want", () => {
  const root = started();
  const mine: string[] = [];
  const own: string[] = [];
  root.system.inspect(({ type }: { type: string }) => void own.push(type));
  const end = onInspection(root, ({ type }) => void mine.push(type));
  root.send({ type: "nothing" });
  assert(mine.length > 0);
  assert.deepEqual(mine, own);
  end();
  root.send({ type: "nothing" });
  assert.equal(own.length, 2 * mine.length);
  root.stop();
});

Deno.test("when the last listener has left, nothing of it is left in the system", () => {
  const root = started();
  const untouched = tellerOf(root);
  const ends = [1, 2].map(() => onInspection(root, () => {}));
  const hooked = tellerOf(root);
  assert.notEqual(hooked, untouched);
  ends[0]!();
  ends[0]!();
  assert.equal(tellerOf(root), hooked);
  ends[1]!();
  assert.equal(tellerOf(root), untouched);
  root.stop();
});

Deno.test("whoever hooks in later is left alone, and the hook is used again instead of put on top", () => {
  const root = started();
  const system = root.system as unknown as Record<string, unknown>;
  const end = onInspection(root, () => {});
  const ours = tellerOf(root);
  let others = 0;
  const later = (event: unknown) => {
    others++;
    ours(event);
  };
  system["_sendInspectionEvent"] = later;
  end();
  root.send({ type: "nothing" });
  assert(others > 0);
  let heard = 0;
  for (let time = 0; time < 100; time++) {
    const leave = onInspection(root, () => void heard++);
    assert.equal(tellerOf(root), later);
    root.send({ type: "nothing" });
    leave();
  }
  assert(heard >= 100);
  const before = heard;
  root.send({ type: "nothing" });
  assert.equal(heard, before);
  root.stop();
});

function started() {
  return createActor(createMachine({})).start();
}

function tellerOf(ref: AnyRef): (event: unknown) => void {
  return (ref.system as unknown as Record<string, () => void>)[
    "_sendInspectionEvent"
  ]!;
}
