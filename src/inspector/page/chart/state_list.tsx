/**
 * The states of a machine as lists, for who does not see the drawing, and where there is none.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ChartNode } from "../../chart.ts";
import type { StateValue } from "../../frame.ts";
import { activeIn } from "./kin.ts";

/** All states, each with those in it; the active ones say so. */
export function StateList(
  { chart, value }: {
    readonly chart: ChartNode;
    readonly value?: StateValue;
  },
): JSX.Element {
  const active = new Set(activeIn(chart, value));
  return <ul class="state-list">{itemOf(chart, active)}</ul>;
}

function itemOf(
  node: ChartNode,
  active: ReadonlySet<ChartNode>,
): JSX.Element {
  const { id, key, description, states } = node;
  return (
    <li key={id}>
      <strong>{key}</strong>
      {active.has(node) && <span class="badge">active</span>}
      {description && <span class="hint">{description}</span>}
      {states.length > 0 && (
        <ul>{states.map((state) => itemOf(state, active))}</ul>
      )}
    </li>
  );
}

/** The active states, read out when they are asked for. */
export function ActiveStates(
  { name, states }: {
    readonly name: string;
    readonly states: readonly ChartNode[];
  },
): JSX.Element {
  return (
    <ul class="unseen" aria-label={`Active states of ${name}`}>
      {states.map(({ id, key, description }) => (
        <li key={id}>{description ? `${key}: ${description}` : key}</li>
      ))}
    </ul>
  );
}
