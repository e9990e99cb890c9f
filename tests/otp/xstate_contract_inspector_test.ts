/**
 * What crashes from outside, inspection and the kinds of actors take for granted of XState 5.33.3. A case that fails here after
 * an upgrade names the promise to look at before anything else.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import assert from "node:assert/strict";
import {
  createMachine,
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
} from "xstate";
import { family, inside, mortal, rootOf } from "./xstate_family.ts";

Deno.test("an actor asks its own logic for each step", () => {
  const { root, child } = family(mortal);
  const { logic } = inside(child);
  const steps: string[] = [];
  inside(child).logic = Object.create(logic, {
    transition: {
      value(state: unknown, event: { type: string }, scope: unknown) {
        steps.push(event.type);
        return logic.transition(state, event, scope);
      },
    },
  });
  child.send({ type: "nothing" });
  child.send({ type: "finish" });
  assert.deepEqual(steps, ["nothing", "finish"]);
  assert.equal(inside(child).getSnapshot().status, "done");
  root.stop();
});

Deno.test("whatever an actor's logic throws in a step is its error, and its parent hears of it", () => {
  const { root, child, heard } = family(mortal);
  const error = new Error("from outside");
  inside(child).logic = {
    transition() {
      throw error;
    },
  };
  child.send({ type: "nothing" });
  const { status, error: shown } = inside(child).getSnapshot();
  assert.deepEqual([status, shown], ["error", error]);
  assert.equal(heard().type, "xstate.error.actor.child");
  assert.equal(heard().error, error);
  root.stop();
});

Deno.test("all that inspection is told goes through the system's _sendInspectionEvent", () => {
  const logic = createMachine({
    on: { go: { actions: "act" } },
    invoke: { src: mortal, id: "child" },
  }, { actions: { act: () => {} } });
  const root = rootOf(logic);
  const told: any[] = [];
  const shown: any[] = [];
  root.system.inspect((event) => void shown.push(event));
  const { _sendInspectionEvent: tell } = inside(root.system);
  inside(root.system)._sendInspectionEvent = (event: unknown) => {
    told.push(event);
    tell(event);
  };
  root.start();
  root.send({ type: "go" });
  root.getSnapshot().children.child.send({ type: "finish" });
  const brief = ({ type, actorRef, sourceRef, event, _transitions }: any) => ({
    ...{ type, actorRef, sourceRef, event, _transitions },
  });
  assert.deepEqual(told.map(brief), shown.map(brief));
  const types = new Set(told.map(({ type }) => type));
  for (const type of ["event", "microstep", "snapshot", "action"]) {
    assert(types.has(`@xstate.${type}`), type);
  }
  root.stop();
});

Deno.test("logics that one function makes have the same code in them, and others have not", () => {
  const quiet = () => ({ subscribe: () => ({ unsubscribe() {} }) }) as never;
  const make: Record<string, () => { transition: unknown }> = {
    promise: () => fromPromise(() => Promise.resolve()),
    callback: () => fromCallback(() => {}),
    observable: () => fromObservable(quiet),
    events: () => fromEventObservable(quiet),
    transition: () => fromTransition((state) => state, 0),
    machine: () => createMachine({}),
  };
  const codes = Object.values(make).map((make) => {
    const [one, other] = [make(), make()].map(({ transition }) =>
      String(transition)
    );
    assert.equal(one, other);
    return one;
  });
  assert.equal(new Set(codes).size, codes.length);
});

Deno.test("a system knows the timers that run, whose they are, when they were started and for how long", () => {
  const timers = new Map<number, () => void>();
  const clock = {
    setTimeout: (fire: () => void) => timers.set(timers.size, fire).size - 1,
    clearTimeout: (timer: number) => void timers.delete(timer),
  };
  const logic = createMachine({
    initial: "on",
    states: { on: { after: { 50: "off" } }, off: {} },
  });
  const before = Date.now();
  const root = rootOf(logic, { clock }).start();
  const known = () =>
    Object.values(root.system.getSnapshot()._scheduledEvents) as any[];
  assert.deepEqual(
    known().map(({ source, event, delay }) => [source, event.type, delay]),
    [[root, "xstate.after.50.(machine).on", 50]],
  );
  assert(known()[0].startedAt >= before && known()[0].startedAt <= Date.now());
  timers.get(0)!();
  assert.deepEqual(known(), []);
  root.stop();
});
