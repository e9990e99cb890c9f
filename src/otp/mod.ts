/**
 * OTP-like supervision for XState v5 actors of any kind: supervisors with strategies, restart
 * policies and budgets, pools of thousands, ports that dispose exactly once, and a history of every
 * start, crash and restart. Useful without the rest of Rookery.
 *
 * @example A worker that crashes is started again, three times in five seconds at most.
 * ```ts
 * import { createMachine } from "xstate";
 * import { startTree, supervisor } from "@rookery/rookery/otp";
 *
 * const worker = createMachine({ on: { boom: { actions: () => { throw new Error("boom"); } } } });
 * const tree = startTree(supervisor({
 *   id: "app",
 *   strategy: "one_for_one",
 *   children: [{ id: "worker", logic: worker }],
 * }));
 * tree.lifecycle.subscribe((event) => console.log(event.type, event.path));
 * tree.root.system.get("worker").send({ type: "boom" }); // crashed worker, restarted worker, started worker
 * tree.stop();
 * ```
 *
 * @module
 */
export { crash, crashEventType } from "./crash.ts";
export { inFamilyOrder } from "./family_order.ts";
export {
  type Inspected,
  type InspectionListener,
  onInspection,
} from "./inspection.ts";
export { kindOf, kindOfLogic, type LogicKind, type OwnKind } from "./kind.ts";
export {
  Lifecycle,
  type LifecycleEvent,
  type LifecycleListener,
  type LifecycleMark,
  type LifecycleNews,
  routineEventsMax,
  troubleEventsMax,
} from "./lifecycle.ts";
export type { AnyRef, AnyState, AnySystem, Enqueuer, Logic } from "./logic.ts";
export { mailboxDepth, mailboxDepthMax } from "./mailbox.ts";
export {
  membersOf,
  pool,
  type PoolDrops,
  type PoolEvent,
  type PoolNews,
  type PoolSpec,
  type PoolState,
} from "./pool.ts";
export { fromPort, type Port, type PortScope, type PortState } from "./port.ts";
export {
  affected,
  type Ending,
  type Intensity,
  intensityDefault,
  isRestarted,
  recordRestart,
  type Restart,
  type Strategy,
} from "./strategy.ts";
export {
  type ChildEnded,
  childOf,
  type ChildSpec,
  isSupervised,
  restartChild,
  specsOf,
  startChild,
  stopChild,
  supervisor,
  type SupervisorEvent,
  type SupervisorSpec,
} from "./supervisor.ts";
export {
  childrenOf,
  inputOf,
  isRunning,
  lifecycle,
  logicOf,
  parentOf,
  pathOf,
  reap,
  relay,
  rootOf,
  sessionIdOf,
  systemIdOf,
  terminate,
} from "./system.ts";
export { timersOf, type WaitingTimer } from "./timers.ts";
export { onTimerSteps, type TimerStep } from "./timer_steps.ts";
export {
  startTree,
  type Tree,
  type TreeClock,
  type TreeOptions,
} from "./tree.ts";
export type { Trouble } from "./troubles.ts";
