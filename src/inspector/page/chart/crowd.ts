/**
 * Transitions that are better told than drawn. When arrows from all over a chart end at one state, such as the one that
 * a machine ends in, they cross everything and nobody follows them; a line `after setup → down` says as much.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import { Kin } from "./kin.ts";

/** Arrows that may end at a state from within others; more are told. */
const arrowsFromAfarMax = 4;

/** Finds those transitions: all that leave a state around their own, to a state where too many do. */
export function crowdedIn(chart: ChartNode): ReadonlySet<ChartTransition> {
  const kin = new Kin(chart);
  const fromAfar = new Map<ChartNode, ChartTransition[]>();
  for (const node of kin.nodes()) {
    for (const transition of node.transitions) {
      for (const target of kin.targetsOf(transition)) {
        if (!isFar(kin, node, target)) continue;
        const others = fromAfar.get(target) ?? [];
        fromAfar.set(target, [...others, transition]);
      }
    }
  }
  const crowds = [...fromAfar.values()]
    .filter(({ length }) => length > arrowsFromAfarMax);
  return new Set(crowds.flat());
}

/** Whether an arrow crosses the border of a state around `node`. */
function isFar(kin: Kin, node: ChartNode, target: ChartNode): boolean {
  const parent = kin.parentOf(node);
  return parent !== undefined && target !== parent &&
    !kin.isInside(target, parent);
}
