/**
 * What must hold for a transition.
 *
 * @module
 */
import { valueText } from "./chart_value.ts";

/** What must hold for a transition. */
export type ChartGuard =
  /** A guard of `setup()`. */
  | {
    readonly type: "named";
    readonly name: string;
    /** What it is given, as text. */
    readonly params?: string;
  }
  /** A function without a name. */
  | { readonly type: "inline" }
  /** All of these, or one of these. */
  | { readonly type: "and" | "or"; readonly guards: readonly ChartGuard[] }
  /** Not this. */
  | { readonly type: "not"; readonly guard: ChartGuard }
  /** The machine is in this state: an id such as `#socket.open`, or a state value as JSON. */
  | { readonly type: "in"; readonly state: string };

/** What XState's `and`, `or`, `not` and `stateIn` put on the function they return. */
interface Combined {
  readonly name: string;
  readonly check?: unknown;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** Names that JavaScript gives a function without one, after the property it stands in. */
const noNames = new Set(["", "guard"]);

/** Describes a guard as it stands in a machine. */
export function guardOf(guard: unknown): ChartGuard {
  if (typeof guard === "string") return { type: "named", name: guard };
  if (typeof guard === "function") return combinedOf(guard as Combined);
  const { type, params } = guard as { type: string; params?: unknown };
  return {
    type: "named",
    name: type,
    ...(params !== undefined && { params: valueText(params) }),
  };
}

function combinedOf(
  { name, check, guards, stateValue }: Combined,
): ChartGuard {
  if (check && stateValue !== undefined) {
    const isId = typeof stateValue === "string";
    return { type: "in", state: isId ? stateValue : valueText(stateValue) };
  }
  if (check && guards) {
    const parts = guards.map(guardOf);
    if (name === "not") return { type: "not", guard: parts[0]! };
    return { type: name === "or" ? "or" : "and", guards: parts };
  }
  return noNames.has(name) ? { type: "inline" } : { type: "named", name };
}

/** `heardSomething`, `not own and (known or in #socket.open)`. */
export function guardText(guard: ChartGuard): string {
  switch (guard.type) {
    case "named":
      return guard.params === undefined
        ? guard.name
        : `${guard.name}(${guard.params})`;
    case "inline":
      return "a function";
    case "in":
      return `in ${guard.state}`;
    case "not":
      return `not ${nestedText(guard.guard)}`;
    case "and":
    case "or":
      return guard.guards.map(nestedText).join(` ${guard.type} `);
  }
}

function nestedText(guard: ChartGuard): string {
  const text = guardText(guard);
  return guard.type === "and" || guard.type === "or" ? `(${text})` : text;
}
