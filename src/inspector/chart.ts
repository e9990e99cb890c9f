/**
 * A machine as data that can be drawn: all its states and transitions, small enough to send and
 * without functions.
 *
 * It walks `machine.root`, since `machine.definition` leaves out `always` and guards that are
 * functions, and says everything twice. Left out are `meta`, `output` and how an action or a guard is
 * implemented: `setup()` names them, and the name is what a drawing shows.
 *
 * @module
 */
import type {
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
} from "xstate";
import type { Logic } from "../otp/mod.ts";
import { actionsOf, type ChartAction } from "./chart_action.ts";
import { type ChartGuard, guardOf } from "./chart_guard.ts";
import { historyTargets } from "./chart_history.ts";
import { type ChartTrigger, triggerOf } from "./chart_trigger.ts";

/** One state, with everything in it. The root is the machine itself. */
export interface ChartNode {
  /** Its id within the machine, e.g. `socket.open.bound`. */
  readonly id: string;
  /** Its name within its parent. */
  readonly key: string;
  /** What kind of state it is. */
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  /** What it means. */
  readonly description?: string;
  /** What can be asked of it. */
  readonly tags: readonly string[];
  /** Where a compound state begins. */
  readonly initial?: ChartInitial;
  /** What a history state goes back to. */
  readonly history?: ChartHistory;
  /** What is done on the way in; the timers of `after` are not repeated here. */
  readonly entry: readonly ChartAction[];
  /** What is done on the way out. */
  readonly exit: readonly ChartAction[];
  /** What runs while it is active. */
  readonly invokes: readonly ChartInvoke[];
  /** What leads out of it or happens within it, in the order in which guards are asked for one trigger. */
  readonly transitions: readonly ChartTransition[];
  /** The states in it, in the order of the drawing. */
  readonly states: readonly ChartNode[];
}

/** Where a compound state begins. */
export interface ChartInitial {
  /** Id of the state. */
  readonly target: string;
  /** What is done on the way there. */
  readonly actions: readonly ChartAction[];
  /** What it means. */
  readonly description?: string;
}

/** What a history state goes back to. */
export interface ChartHistory {
  /** The state within its parent, or the states within that too. */
  readonly depth: "shallow" | "deep";
  /** Ids of where it goes the first time; the parent's own beginning where there are none. */
  readonly targets: readonly string[];
}

/** An actor that runs while a state is active. */
export interface ChartInvoke {
  /** Name within the machine. */
  readonly id: string;
  /** Name of its logic; missing where the logic has none. */
  readonly src?: string;
  /** Name within the system. */
  readonly systemId?: string;
}

/** One transition. */
export interface ChartTransition {
  /** The source's id and the transition's place in it, e.g. `socket.open~2`. */
  readonly id: string;
  /** What makes it happen. */
  readonly trigger: ChartTrigger;
  /** What must hold for it. */
  readonly guard?: ChartGuard;
  /** Ids of where it leads; missing where the state stays as it is. */
  readonly targets?: readonly string[];
  /** What is done on the way. */
  readonly actions: readonly ChartAction[];
  /** Whether a state that it leads back to is left and entered again. */
  readonly reenter: boolean;
  /** What it means. */
  readonly description?: string;
}

const charts = new WeakMap<AnyStateNode, ChartNode>();

/** The chart of a machine; nothing where `logic` is of another kind (a port, a pool, a promise). */
export function chartOf(logic: Logic): ChartNode | undefined {
  const { root } = logic as unknown as Partial<AnyStateMachine>;
  if (!root) return undefined;
  const known = charts.get(root);
  if (known) return known;
  const chart = nodeOf(root);
  charts.set(root, chart);
  return chart;
}

/** The id in the chart of a transition that was taken, as inspection reports it; none if the chart does not show it. */
export function transitionId(
  taken: AnyTransitionDefinition,
): string | undefined {
  const { source } = taken;
  const place = transitionsOf(source).indexOf(taken);
  return place < 0 ? undefined : idOf(source, place);
}

function nodeOf(node: AnyStateNode): ChartNode {
  const { id, key, type, description } = node;
  const states = Object.values<AnyStateNode>(node.states)
    .toSorted((a, b) => a.order - b.order);
  return {
    id,
    key,
    type,
    ...(description !== undefined && { description }),
    tags: [...node.tags],
    ...(type === "compound" && { initial: initialOf(node) }),
    ...(type === "history" && {
      history: {
        depth: node.history === "deep" ? "deep" : "shallow",
        targets: historyTargets(node),
      },
    }),
    entry: actionsOf(node.entry),
    exit: actionsOf(node.exit),
    invokes: node.invoke.map(invokeOf),
    transitions: transitionsOf(node).map((transition, place) =>
      transitionOf(node, transition, place)
    ),
    states: states.map(nodeOf),
  };
}

function initialOf({ initial }: AnyStateNode): ChartInitial {
  const { target: [target], actions, description } = initial;
  return {
    target: target!.id,
    actions: actionsOf(actions),
    ...(description !== undefined && { description }),
  };
}

function invokeOf(
  { id, src, systemId }: AnyStateNode["invoke"][number],
): ChartInvoke {
  // XState makes up a name for logic that was given in place.
  const isNamed = typeof src === "string" && !src.startsWith("xstate.invoke.");
  return {
    id,
    ...(isNamed && { src }),
    ...(systemId !== undefined && { systemId }),
  };
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...node.always ?? []];
}

function transitionOf(
  node: AnyStateNode,
  transition: AnyTransitionDefinition,
  place: number,
): ChartTransition {
  const { actions, description, guard, reenter, target } = transition;
  return {
    id: idOf(node, place),
    trigger: triggerOf(node, transition),
    ...(guard !== undefined && { guard: guardOf(guard) }),
    ...(target && { targets: target.map(({ id }) => id) }),
    actions: actionsOf(actions),
    reenter,
    ...(description !== undefined && { description }),
  };
}

function idOf(source: AnyStateNode, place: number): string {
  return `${source.id}~${place}`;
}
