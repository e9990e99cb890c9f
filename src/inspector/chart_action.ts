/**
 * What a machine does on its way.
 *
 * @module
 */
import { unsaid, valueText } from "./chart_value.ts";

/** What a machine does on its way. */
export interface ChartAction {
  /** Name in `setup()`, or of one of XState's own actions, e.g. `assign`. */
  readonly name: string;
  /** What it is given, as text. */
  readonly params?: string;
  /** Whether it was given in place instead of being named in `setup()`. */
  readonly isInline?: true;
}

/** XState's own actions are functions that carry what they were given. */
interface BuiltIn {
  readonly name: string;
  readonly type?: string;
  readonly [given: string]: unknown;
}

/** Names that JavaScript gives a function without one, after the property it stands in. */
const noNames = new Set(["", "actions", "entry", "exit"]);

/** Describes actions as they stand in a machine, without those that set and clear the timers of `after`. */
export function actionsOf(
  actions: readonly unknown[],
): readonly ChartAction[] {
  return actions.filter((action) => !isTimer(action)).map(actionOf);
}

function actionOf(action: unknown): ChartAction {
  if (typeof action === "string") return { name: action };
  if (typeof action === "function") {
    return inlineOf(action as unknown as BuiltIn);
  }
  const { type, params } = action as { type: string; params?: unknown };
  return {
    name: type,
    ...(params !== undefined && { params: valueText(params) }),
  };
}

function inlineOf(action: BuiltIn): ChartAction {
  const { name, type } = action;
  if (type?.startsWith("xstate.")) {
    const params = givenTo(action);
    return {
      name: type.slice("xstate.".length),
      ...(params !== "" && { params }),
      isInline: true,
    };
  }
  return { name: noNames.has(name) ? "a function" : name, isInline: true };
}

/** What was given to one of XState's own actions, as far as it is known before it runs. */
function givenTo(action: BuiltIn): string {
  switch (action.type) {
    case "xstate.assign":
      return isRecord(action.assignment)
        ? Object.keys(action.assignment).join(", ")
        : "";
    case "xstate.raise":
    case "xstate.emit":
      return eventName(action.event);
    case "xstate.sendTo":
      return `${nameOr(action.to)}, ${eventName(action.event)}`;
    case "xstate.spawnChild":
      return nameOr(action.src);
    case "xstate.stopChild":
      return nameOr(action.actorRef);
    case "xstate.cancel":
      return nameOr(action.sendId);
    default:
      return "";
  }
}

function eventName(event: unknown): string {
  return isRecord(event) ? nameOr(event.type) : unsaid;
}

function nameOr(value: unknown): string {
  return typeof value === "string" ? value : unsaid;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isTimer(action: unknown): boolean {
  if (typeof action !== "function") return false;
  const { type, event, sendId } = action as unknown as BuiltIn;
  if (type === "xstate.cancel") return isAfter(sendId);
  return type === "xstate.raise" && isRecord(event) && isAfter(event.type);
}

function isAfter(name: unknown): boolean {
  return typeof name === "string" && name.startsWith("xstate.after.");
}

/** `remember, tellHeard`. */
export function actionsText(actions: readonly ChartAction[]): string {
  return actions.map(({ name, params }) =>
    params === undefined ? name : `${name}(${params})`
  ).join(", ");
}
