/**
 * A chart as the text of a Mermaid state diagram, which many places that show Markdown draw.
 *
 * Mermaid's notation is poorer than statecharts, so some things are said in words: what a state does
 * without leaving it stands as lines in its box, and where it has states in it, in a box among them,
 * `all of open`, from which also the arrows start that lead from any of them to one. Mermaid cannot draw an arrow from a
 * state to one that contains it, and draws loops over each other; such transitions become lines too.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "./chart.ts";
import { actionsText } from "./chart_action.ts";
import { guardText } from "./chart_guard.ts";
import { triggerText } from "./chart_trigger.ts";
import { MermaidNames } from "./mermaid_names.ts";
import { escapeLabel } from "./mermaid_escape.ts";

/** Draws a chart. The text ends with a line break. */
export function mermaidOf(chart: ChartNode): string {
  const names = new MermaidNames(chart);
  const { within, across } = arrowsOf(names);
  // A region can only be drawn inside a state.
  const body = chart.type === "parallel"
    ? stateLines(chart, names, within)
    : insideLines(chart, names, within);
  const lines = [...body, ...merged(across).map(arrowLine)];
  return ["stateDiagram-v2", ...indent(lines), ""].join("\n");
}

/** All there is from one box to another. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
}

/** Arrows between neighbours, by the state they are in, and all others, which must stand outside. */
interface Arrows {
  readonly within: ReadonlyMap<ChartNode, readonly Arrow[]>;
  readonly across: readonly Arrow[];
}

function arrowsOf(names: MermaidNames): Arrows {
  const within = new Map<ChartNode, Arrow[]>();
  const across: Arrow[] = [];
  for (const node of names.nodes()) {
    for (const transition of node.transitions) {
      for (const target of drawnTargets(node, transition, names)) {
        const isInward = names.isInside(target, node);
        const arrow = {
          from: isInward ? names.anyOf(node) : names.of(node),
          to: names.of(target),
          labels: [transitionText(transition)],
        };
        const parent = isInward ? node : names.parentOf(node);
        const areNeighbours = parent && parent.type !== "parallel" &&
          names.parentOf(target) === parent;
        if (areNeighbours) push(within, parent, arrow);
        else across.push(arrow);
      }
    }
    for (const id of node.history?.targets ?? []) {
      const to = names.of(names.node(id));
      across.push({ from: names.of(node), to, labels: ["the first time"] });
    }
  }
  return { within, across };
}

/** The targets to which an arrow can be drawn; the others are told by `lineOf`. */
function drawnTargets(
  node: ChartNode,
  { targets = [] }: ChartTransition,
  names: MermaidNames,
): ChartNode[] {
  return targets.map((id) => names.node(id)).filter((target) =>
    target !== node && !names.isInside(node, target)
  );
}

function insideLines(
  node: ChartNode,
  names: MermaidNames,
  within: Arrows["within"],
): string[] {
  const regions = node.states.map((state) => stateLines(state, names, within));
  if (needsAnyBox(node, names)) {
    const box = names.anyOf(node);
    regions.unshift(boxLines(box, `all of ${node.key}`, ownLines(node, names)));
  }
  if (node.type === "parallel") {
    return regions.flatMap((region, at) => at > 0 ? ["--", ...region] : region);
  }
  const { initial } = node;
  const start = initial && arrowLine({
    from: "[*]",
    to: names.of(names.node(initial.target)),
    labels: initial.actions.length > 0 ? [actionsText(initial.actions)] : [],
  });
  return [
    ...start ? [start] : [],
    ...regions.flat(),
    ...merged(within.get(node) ?? []).map(arrowLine),
  ];
}

function stateLines(
  node: ChartNode,
  names: MermaidNames,
  within: Arrows["within"],
): string[] {
  const name = names.of(node);
  if (node.states.length > 0) {
    return [
      `state "${escapeLabel(node.key)}" as ${name} {`,
      ...indent(insideLines(node, names, within)),
      "}",
    ];
  }
  const label = node.history
    ? `${node.key} (${node.history.depth} history)`
    : node.key;
  const lines = boxLines(name, label, ownLines(node, names));
  return node.type === "final" ? [...lines, `${name} --> [*]`] : lines;
}

function boxLines(
  name: string,
  label: string,
  lines: readonly string[],
): string[] {
  return [
    `state "${escapeLabel(label)}" as ${name}`,
    ...lines.map((line) => `${name} : ${escapeLabel(line)}`),
  ];
}

/** What happens in a state itself. */
function ownLines(node: ChartNode, names: MermaidNames): string[] {
  const { entry, exit, invokes } = node;
  return [
    ...entry.length > 0 ? [`entry / ${actionsText(entry)}`] : [],
    ...exit.length > 0 ? [`exit / ${actionsText(exit)}`] : [],
    ...invokes.map(({ id, src = id }) =>
      src === id ? `runs ${id}` : `runs ${id} (${src})`
    ),
    ...node.transitions.flatMap((transition) =>
      lineOf(node, transition, names)
    ),
  ];
}

/** A transition in words, where it has no arrow. */
function lineOf(
  node: ChartNode,
  transition: ChartTransition,
  names: MermaidNames,
): string[] {
  const { targets = [] } = transition;
  const drawn = drawnTargets(node, transition, names);
  if (targets.length > 0 && drawn.length === targets.length) return [];
  const text = transitionText(transition);
  const back = targets.map((id) => names.node(id))
    .filter((target) => !drawn.includes(target))
    .map((target) => target === node ? "itself" : target.key);
  return [back.length === 0 ? text : `${text} → ${back.join(", ")}`];
}

function needsAnyBox(node: ChartNode, names: MermaidNames): boolean {
  return ownLines(node, names).length > 0 ||
    node.transitions.some(({ targets = [] }) =>
      targets.some((id) => names.isInside(names.node(id), node))
    );
}

/** `datagram.received [ownProbe] / countReceived`. */
function transitionText(
  { trigger, guard, actions }: ChartTransition,
): string {
  return [
    triggerText(trigger),
    ...guard ? [`[${guardText(guard)}]`] : [],
    ...actions.length > 0 ? [`/ ${actionsText(actions)}`] : [],
  ].join(" ");
}

function merged(arrows: readonly Arrow[]): Arrow[] {
  const between = Map.groupBy(arrows, ({ from, to }) => `${from} ${to}`);
  return [...between.values()].map((same) => ({
    ...same[0]!,
    labels: same.flatMap(({ labels }) => labels),
  }));
}

function arrowLine({ from, to, labels }: Arrow): string {
  const arrow = `${from} --> ${to}`;
  if (labels.length === 0) return arrow;
  return `${arrow} : ${labels.map(escapeLabel).join("<br/>")}`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
