/**
 * A machine made of a chart alone, to show that the chart has lost nothing.
 *
 * @module
 */
import {
  and,
  type AnyStateMachine,
  createMachine,
  not,
  or,
  stateIn,
} from "xstate";
import type { ChartNode, ChartTransition } from "../../src/inspector/chart.ts";
import type { ChartAction } from "../../src/inspector/chart_action.ts";
import type { ChartGuard } from "../../src/inspector/chart_guard.ts";
import type { ChartTrigger } from "../../src/inspector/chart_trigger.ts";

type Config = Record<string, unknown>;

/** The machine that a chart describes, with the implementations of `original`, which it knows by name. */
export function rebuild(
  chart: ChartNode,
  original: AnyStateMachine,
): AnyStateMachine {
  const { context } = original.config;
  const config = { ...configOf(chart), context };
  // deno-lint-ignore no-explicit-any -- a configuration from data has no better type
  return createMachine(config as any, original.implementations);
}

function configOf(node: ChartNode): Config {
  const { id, type, description, tags, initial, history } = node;
  return {
    id,
    type,
    description,
    tags,
    initial: initial && {
      // XState takes the name within the parent here.
      target: node.states.find(({ id }) => id === initial.target)?.key,
      actions: initial.actions.map(actionConfig),
      description: initial.description,
    },
    history: history?.depth,
    target: history && history.targets.length > 0
      ? history.targets.map((id) => `#${id}`)
      : undefined,
    entry: node.entry.map(actionConfig),
    exit: node.exit.map(actionConfig),
    invoke: node.invokes,
    on: grouped(node.transitions, eventOf),
    after: grouped(node.transitions, delayOf),
    always: node.transitions
      .filter(({ trigger }) => trigger.type === "always")
      .map(transitionConfig),
    states: Object.fromEntries(
      node.states.map((state) => [state.key, configOf(state)]),
    ),
  };

  function eventOf(trigger: ChartTrigger): string | undefined {
    switch (trigger.type) {
      case "event":
        return trigger.event;
      case "done":
        return `xstate.done.state.${id}`;
      case "actor_done":
        return `xstate.done.actor.${trigger.actor}`;
      case "actor_error":
        return `xstate.error.actor.${trigger.actor}`;
      case "actor_snapshot":
        return `xstate.snapshot.${trigger.actor}`;
      default:
        return undefined;
    }
  }

  function delayOf(trigger: ChartTrigger): string | undefined {
    return trigger.type === "after" ? String(trigger.delay) : undefined;
  }
}

function grouped(
  transitions: readonly ChartTransition[],
  keyOf: (trigger: ChartTrigger) => string | undefined,
): Config {
  const groups: Record<string, Config[]> = {};
  for (const transition of transitions) {
    const key = keyOf(transition.trigger);
    if (key !== undefined) {
      (groups[key] ??= []).push(transitionConfig(transition));
    }
  }
  return groups;
}

function transitionConfig(transition: ChartTransition): Config {
  const { targets, guard, actions, reenter, description } = transition;
  return {
    target: targets?.map((id) => `#${id}`),
    guard: guard && guardConfig(guard),
    actions: actions.map(actionConfig),
    reenter,
    description,
  };
}

function actionConfig({ name, params }: ChartAction): unknown {
  return params === undefined
    ? name
    : { type: name, params: JSON.parse(params) };
}

// deno-lint-ignore no-explicit-any -- what `not` and its like take has no name in XState
function guardConfig(guard: ChartGuard): any {
  switch (guard.type) {
    case "named":
      return guard.params === undefined
        ? guard.name
        : { type: guard.name, params: JSON.parse(guard.params) };
    case "and":
      return and(guard.guards.map(guardConfig));
    case "or":
      return or(guard.guards.map(guardConfig));
    case "not":
      return not(guardConfig(guard.guard));
    case "in":
      return stateIn(
        guard.state.startsWith("#") ? guard.state : JSON.parse(guard.state),
      );
    case "inline":
      throw new Error("A chart cannot say what a function without a name does");
  }
}
