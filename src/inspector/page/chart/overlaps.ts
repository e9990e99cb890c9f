/**
 * What in a drawing lies over what it should not: the layout prefers drawings in which nothing does.
 *
 * @module
 */
import type { Box, Drawing, DrawnArrow, DrawnState } from "./drawing.ts";

/** Boxes that share less than this, in px, only touch. */
const touchMax = 0.5;

/** Every overlap, as a sentence: of labels, states, what states say, and arrows over either. */
export function overlapsIn(drawing: Drawing): string[] {
  const { states, arrows } = drawing;
  const labelled = arrows.filter(({ label }) => label);
  return [
    ...states.flatMap((state) => aroundState(state, states)),
    ...labelled.flatMap((arrow, at) => [
      ...labelled.slice(0, at)
        .filter((other) => overlap(arrow.label!, other.label!))
        .map((other) => `${nameOf(arrow)} on the label of ${nameOf(other)}`),
      ...states.filter((state) => isOnState(arrow.label!, state))
        .map(({ node }) => `${nameOf(arrow)}'s label on ${node.id}`),
    ]),
    ...arrows.flatMap((arrow) => [
      ...labelled.filter((other) => other !== arrow)
        .filter(({ label }) => runsOver(arrow, label!))
        .map((other) => `${nameOf(arrow)} over the label of ${nameOf(other)}`),
      ...states.filter((state) =>
        said(state).some((box) => runsOver(arrow, box))
      )
        .map(({ node }) => `${nameOf(arrow)} over what ${node.id} says`),
    ]),
  ];
}

function aroundState(state: DrawnState, all: readonly DrawnState[]): string[] {
  const { node, parent } = state;
  const around = all.find((other) => other.node === parent);
  const isAmiss = around !== undefined &&
    (!contains(around, state) || overlap(headOf(around), state));
  return [
    ...isAmiss ? [`${node.id} is not well in ${parent!.id}`] : [],
    ...all.slice(0, all.indexOf(state))
      .filter((other) => other.parent === parent && overlap(state, other))
      .map((other) => `${node.id} on ${other.node.id}`),
  ];
}

/** Whether a label is on the border of a state, or on what it says; within a state there is room for it. */
function isOnState(label: Box, state: DrawnState): boolean {
  return overlap(label, state) &&
    (!contains(state, label) || overlap(label, headOf(state)));
}

function headOf({ x, y, width, height, node, head }: DrawnState): Box {
  return { x, y, width, height: node.states.length > 0 ? head : height };
}

/** What no arrow may run over: the lines of a state with states in it, all of another. */
function said(state: DrawnState): readonly Box[] {
  return state.node.states.length > 0 ? [state.title, ...state.rows] : [state];
}

function runsOver({ points }: DrawnArrow, box: Box): boolean {
  return points.slice(1).some((to, at) => {
    const from = points[at]!;
    // A line has no width of its own; one along a border only touches.
    return overlap(box, {
      x: Math.min(from.x, to.x) - touchMax,
      y: Math.min(from.y, to.y) - touchMax,
      width: Math.abs(from.x - to.x) + 2 * touchMax,
      height: Math.abs(from.y - to.y) + 2 * touchMax,
    });
  });
}

/** Whether two boxes share more than a border. */
export function overlap(a: Box, b: Box): boolean {
  return a.x + a.width > b.x + touchMax && b.x + b.width > a.x + touchMax &&
    a.y + a.height > b.y + touchMax && b.y + b.height > a.y + touchMax;
}

/** Whether `inner` is in `outer`, borders included. */
export function contains(outer: Box, inner: Box): boolean {
  return inner.x > outer.x - touchMax && inner.y > outer.y - touchMax &&
    inner.x + inner.width < outer.x + outer.width + touchMax &&
    inner.y + inner.height < outer.y + outer.height + touchMax;
}

function nameOf({ id, from, to }: DrawnArrow): string {
  return `${id} (${from} → ${to})`;
}
