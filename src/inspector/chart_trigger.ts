/**
 * What makes a transition happen.
 *
 * @module
 */
import type { AnyStateNode, AnyTransitionDefinition } from "xstate";

/** What makes a transition happen. */
export type ChartTrigger =
  /** An event; `*` and `noun.*` stand for many. */
  | { readonly type: "event"; readonly event: string }
  /** Nothing: it is taken as soon as its guard holds. */
  | { readonly type: "always" }
  /** Time spent in the state. */
  | {
    readonly type: "after";
    /** The delay's name, or milliseconds. */
    readonly delay: string | number;
    /** How long a named delay is, in ms, where that is always the same. */
    readonly delayMs?: number;
  }
  /** The states in it reached their end. */
  | { readonly type: "done" }
  /** Something came of a child: `actor` is its id, or `*`. */
  | {
    readonly type: "actor_done" | "actor_error" | "actor_snapshot";
    readonly actor: string;
  };

const prefixes = [
  ["xstate.done.actor.", "actor_done"],
  ["xstate.error.actor.", "actor_error"],
  ["xstate.snapshot.", "actor_snapshot"],
] as const;

/** The trigger of a transition of `node`. */
export function triggerOf(
  node: AnyStateNode,
  transition: AnyTransitionDefinition,
): ChartTrigger {
  const event: string = transition.eventType;
  if (event === "") return { type: "always" };
  if ("delay" in transition) return afterOf(node, transition.delay);
  if (event === `xstate.done.state.${node.id}`) return { type: "done" };
  for (const [prefix, type] of prefixes) {
    if (event.startsWith(prefix)) {
      return { type, actor: event.slice(prefix.length) };
    }
  }
  return { type: "event", event };
}

function afterOf({ machine }: AnyStateNode, delay: unknown): ChartTrigger {
  if (typeof delay === "number") return { type: "after", delay };
  const name = String(delay);
  const delayMs: unknown = machine.implementations.delays[name];
  return {
    type: "after",
    delay: name,
    ...(typeof delayMs === "number" && { delayMs }),
  };
}

/** `socket.bound`, `after retry`, `after quiet (10000 ms)`, `always`, `done of udp`. */
export function triggerText(trigger: ChartTrigger): string {
  switch (trigger.type) {
    case "event":
      return trigger.event;
    case "always":
    case "done":
      return trigger.type;
    case "after": {
      const { delay, delayMs } = trigger;
      if (typeof delay === "number") return `after ${delay} ms`;
      return `after ${delay}${delayMs === undefined ? "" : ` (${delayMs} ms)`}`;
    }
    case "actor_done":
      return `done of ${childText(trigger.actor)}`;
    case "actor_error":
      return `crash of ${childText(trigger.actor)}`;
    case "actor_snapshot":
      return `news of ${childText(trigger.actor)}`;
  }
}

function childText(actor: string): string {
  return actor === "*" ? "any child" : actor;
}
