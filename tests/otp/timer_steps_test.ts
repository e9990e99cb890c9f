import assert from "node:assert/strict";
import { createMachine } from "xstate";
import {
  mailboxDepth,
  onTimerSteps,
  startTree,
  supervisor,
  type TimerStep,
} from "../../src/otp/mod.ts";
import { simulation } from "../../src/sim/mod.ts";

Deno.test("each step that a timer begins is told with its actor, its delay and how long it took", () => {
  const { clock } = simulation({ seed: 1 });
  let nowMs = 0;
  const slow = createMachine({
    initial: "resting",
    states: {
      resting: {
        after: {
          untilWork: {
            target: "resting",
            reenter: true,
            actions: () => void (nowMs += 7),
          },
        },
        on: { work: { actions: () => void (nowMs += 100) } },
      },
    },
  }, { delays: { untilWork: 1_000 } });
  const children = [{ id: "slow", logic: slow }];
  const root = supervisor({ id: "app", strategy: "one_for_one", children });
  const tree = startTree(root, { clock });
  const steps: TimerStep[] = [];
  onTimerSteps(tree.root, () => nowMs, (step) => steps.push(step));
  tree.root.system.get("slow").send({ type: "work" });
  assert.deepEqual(steps, []);
  clock.advance(2_500);
  const step = { path: "slow", delay: "untilWork", durationMs: 7 };
  assert.deepEqual(steps, [step, step]);
  tree.stop();
  clock.advance(2_500);
  assert.equal(steps.length, 2);
});

Deno.test("what is sent to an actor within its own step waits in its mailbox until it is over", () => {
  const depths: number[] = [];
  const busy = createMachine({
    on: {
      work: {
        actions: ({ self }) => {
          self.send({ type: "later" });
          self.send({ type: "later" });
          depths.push(mailboxDepth(self));
        },
      },
      later: { actions: ({ self }) => void depths.push(mailboxDepth(self)) },
    },
  });
  const children = [{ id: "busy", logic: busy }];
  const tree = startTree(
    supervisor({ id: "app", strategy: "one_for_one", children }),
  );
  const ref = tree.root.system.get("busy");
  ref.send({ type: "work" });
  assert.deepEqual([...depths, mailboxDepth(ref)], [3, 2, 1, 0]);
  tree.stop();
});
