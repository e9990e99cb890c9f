/**
 * A chart in sentences, for who does not see it and for tooltips.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import { actionsText, type ChartAction } from "../../chart_action.ts";
import { guardText } from "../../chart_guard.ts";
import type { Kin } from "./kin.ts";
import { triggerWords } from "./words.ts";

/** `State open, active, compound, in socket. The world was asked for a socket. Tagged healthy. Runs udp. …` */
export function spokenState(
  node: ChartNode,
  kin: Kin,
  isActive: boolean,
): string {
  const { description, tags, entry, exit, invokes, transitions } = node;
  return [
    headOf(node, kin, isActive),
    ...description ? [ended(description)] : [],
    ...tags.length > 0 ? [`Tagged ${tags.join(", ")}.`] : [],
    ...invokes.length > 0
      ? [`Runs ${invokes.map(({ id }) => id).join(", ")}.`]
      : [],
    ...done("On entry", entry),
    ...done("On exit", exit),
    ...transitions.map((one) => ended(spokenTransition(one, kin))),
  ].join(" ");
}

/** `On go, if early, to work, doing arrive`. */
export function spokenTransition(
  { trigger, guard, targets = [], actions, reenter, description }:
    ChartTransition,
  kin: Kin,
): string {
  const when = trigger.type === "event" ? `on ${trigger.event}` : triggerWords(
    trigger,
  );
  const text = [
    when,
    ...guard ? [`if ${guardText(guard)}`] : [],
    targets.length > 0
      ? `to ${targets.map((id) => kin.node(id).key).join(" and ")}`
      : "stays",
    ...reenter ? ["left and entered again"] : [],
    ...actions.length > 0 ? [`doing ${actionsText(actions)}`] : [],
  ].join(", ");
  const sentence = text[0]!.toUpperCase() + text.slice(1);
  return description ? `${sentence}. ${description}` : sentence;
}

function headOf(node: ChartNode, kin: Kin, isActive: boolean): string {
  const parent = kin.parentOf(node);
  return `${
    [
      parent ? `State ${node.key}` : `Machine ${node.key}`,
      isActive ? "active" : "not active",
      ...kindOf(node),
      ...parent ? [`in ${parent.key}`] : [],
      ...parent?.initial?.target === node.id ? ["where it begins"] : [],
    ].join(", ")
  }.`;
}

function kindOf({ type, history, states }: ChartNode): string[] {
  switch (type) {
    case "final":
      return ["final"];
    case "history":
      return [`${history!.depth} history`];
    case "parallel":
      return [`in all of its ${states.length} regions at once`];
    case "compound":
      return [`with ${states.length} states in it`];
    case "atomic":
      return [];
  }
}

function done(when: string, actions: readonly ChartAction[]): string[] {
  return actions.length > 0 ? [`${when}: ${actionsText(actions)}.`] : [];
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
