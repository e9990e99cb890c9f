/**
 * Reads statecharts: single steps without a running actor, and what a drawing must say.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type AnyStateMachine, initialTransition, transition } from "xstate";

/** One step: the state it led to, and what it asks for, in words. */
export interface Step {
  /** The state's value, `open.bound.live` for nested ones. */
  readonly state: string;
  /** Effects such as `emits peer.heard`, `sends probe to udp`, `waits 250`, `starts udp`, `countDropped`. */
  readonly effects: readonly string[];
  /** The state's context. */
  // deno-lint-ignore no-explicit-any -- every machine has its own
  readonly context: any;
}

/** The step that follows from these events, from the initial state on; without events, the initial step. */
export function after(
  machine: AnyStateMachine,
  input: unknown,
  events: readonly unknown[] = [],
  context: object = {},
): Step {
  let [state, effects] = initialTransition(machine, input);
  for (const [index, event] of events.entries()) {
    const isLast = index === events.length - 1;
    const from = isLast
      ? { ...state, context: { ...state.context, ...context } }
      : state;
    // deno-lint-ignore no-explicit-any -- every machine has its own
    [state, effects] = transition(machine, from as any, event as any);
  }
  return {
    state: pathOf(state.value),
    effects: effects.map(inWords).filter((words) => words !== ""),
    context: state.context,
  };
}

/** The timer of a state: `passed("quiet", "socket.open.bound.live")`. */
export function passed(delay: string, state: string): { type: string } {
  return { type: `xstate.after.${delay}.${state}` };
}

function pathOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.entries(value as object)
    .map(([key, inner]) => `${key}.${pathOf(inner)}`).join(" and ");
}

interface Effect {
  readonly type: string;
  // deno-lint-ignore no-explicit-any -- XState's own
  readonly params?: any;
}

function inWords({ type, params }: Effect): string {
  switch (type) {
    case "xstate.emit":
      return `emits ${params.event.type}`;
    case "xstate.sendTo":
      return `sends ${params.event.type} to ${params.targetId ?? params.to.id}`;
    case "xstate.raise":
      return params.delay === undefined ? "" : `waits ${params.delay}`;
    case "xstate.spawnChild":
      return `starts ${params.id}`;
    case "xstate.stopChild":
      return "stops a child";
    case "xstate.cancel":
      return "";
    default:
      return type;
  }
}

/** Fails by name for whatever the drawing of `machine` would leave unexplained. */
export function explainsItself(
  machine: AnyStateMachine,
  tags: readonly string[],
): void {
  const { root } = machine;
  const { actions, guards, delays, actors } = machine.implementations;
  // deno-lint-ignore no-explicit-any -- XState's own
  const walk = (node: any): void => {
    const at = `${machine.id}: ${node.path.join(".") || "(root)"}`;
    if (node !== root) {
      assert.ok(node.description, `${at} has no description`);
    }
    for (const tag of node.tags) {
      assert.ok(tags.includes(tag), `${at} has the undeclared tag ${tag}`);
    }
    for (const { src } of node.invoke) {
      assert.ok(src in actors, `${at} invokes an unnamed actor`);
    }
    for (const { delay } of node.after) {
      assert.ok(delay in delays, `${at} waits for an unnamed delay`);
    }
    const transitions = [
      ...[...node.transitions.values()].flat(),
      ...node.always ?? [],
    ];
    const done = [node.entry, node.exit, transitions.map((t) => t.actions)];
    for (const action of done.flat(2)) {
      // XState's own for `after`: delays are named, which was looked at above.
      if (action.type === "xstate.raise" || action.type === "xstate.cancel") {
        continue;
      }
      const name = typeof action === "string" ? action : action.type;
      assert.ok(name in actions, `${at} has an unnamed action`);
    }
    for (const { guard } of transitions) {
      for (const name of guardsIn(guard)) {
        assert.ok(name in guards, `${at} has an unnamed guard (${name})`);
      }
    }
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(root);
}

/** Names of the guards in a guard, which may be made of others by `and`, `or` and `not`. */
// deno-lint-ignore no-explicit-any -- XState's own
function guardsIn(guard: any): readonly string[] {
  if (guard === undefined) return [];
  if (typeof guard === "string") return [guard];
  if (Array.isArray(guard.guards)) return guard.guards.flatMap(guardsIn);
  return [typeof guard === "function" ? "(inline)" : guard.type];
}

/** Context for every machine: a clock that stands still, and chance that always says the same. */
export function still(random = 0.5): {
  readonly nowMs: () => number;
  readonly random: () => number;
} {
  return { nowMs: () => 0, random: () => random };
}
