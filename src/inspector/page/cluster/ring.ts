/**
 * Where members of an overlay stand: the group on a ring around this node, the clients of its bridge on a smaller one.
 * Beyond what a person can tell apart a ring is made of arcs, one for each state, as long as its share of the members.
 *
 * @module
 */
import type { MemberFacts } from "../../frame.ts";

/** Members of the group that can stand for themselves on its ring; on a smaller ring there is room for fewer. */
export const placedMax = 60;

/** Radii, in the units of a drawing that is 400 wide and high with its centre at the origin. */
export const radii = { group: 150, bridge: 82, self: 30 } as const;

/** The shortest arc, as a share of the ring: three unreachable of five thousand are what one looks for. */
const shareMin = 0.07;

/** Between arcs, in radians. */
const arcGap = 0.035;

/** States in the order in which one worries about them; others come after. */
const stateOrder = ["reachable", "quarantine", "unreachable", "dropped"];

/** A member on a ring. */
export interface PlacedMember {
  /** Who it is. */
  readonly member: MemberFacts;
  /** Right of the centre. */
  readonly x: number;
  /** Below the centre. */
  readonly y: number;
  /** Where a label begins so that it stands outside the ring. */
  readonly anchor: "start" | "middle" | "end";
}

/** Members of one state, on a ring with too many for each to stand for itself. */
export interface Arc {
  /** The state. */
  readonly state: string;
  /** How many there are. */
  readonly count: number;
  /** Where it begins, in radians from the top, clockwise. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
  /** Its middle, right of the centre. */
  readonly x: number;
  /** Its middle, below the centre. */
  readonly y: number;
}

/** One ring. */
export interface Ring {
  /** Whose it is. */
  readonly side: MemberFacts["side"];
  /** Its radius. */
  readonly radius: number;
  /** All that are on it. */
  readonly count: number;
  /** Who stands for itself. */
  readonly members: readonly PlacedMember[];
  /** Or the arcs. */
  readonly arcs: readonly Arc[];
}

/** A ring for each side that has members. */
export function ringsOf(members: readonly MemberFacts[]): readonly Ring[] {
  return (["group", "bridge"] as const)
    .map((side) => ringOf(side, members.filter((one) => one.side === side)))
    .filter(({ count }) => count > 0);
}

/** How many members are in each state, in the order in which one worries about them. */
export function statesOf(
  members: readonly MemberFacts[],
): readonly { readonly state: string; readonly count: number }[] {
  const counts = Map.groupBy(members, ({ state }) => state);
  return [...counts].map(([state, { length }]) => ({ state, count: length }))
    .sort((a, b) =>
      rank(a.state) - rank(b.state) || (a.state < b.state ? -1 : 1)
    );
}

/** The outline of an arc, as the `d` of an SVG path. */
export function arcPath({ from, to }: Arc, radius: number): string {
  const start = point(from, radius);
  const end = point(to, radius);
  const isLarge = to - from > Math.PI ? 1 : 0;
  return `M${start.x} ${start.y}A${radius} ${radius} 0 ${isLarge} 1 ${end.x} ${end.y}`;
}

function ringOf(
  side: MemberFacts["side"],
  members: readonly MemberFacts[],
): Ring {
  const radius = radii[side];
  const isCrowd = members.length > placedMax * radius / radii.group;
  return {
    side,
    radius,
    count: members.length,
    members: isCrowd ? [] : placed(members, radius),
    arcs: isCrowd ? arcs(members, radius) : [],
  };
}

function placed(
  members: readonly MemberFacts[],
  radius: number,
): PlacedMember[] {
  // By name, so that nobody jumps about when others come and go in another order.
  const sorted = members.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return sorted.map((member, place) => {
    const angle = 2 * Math.PI * place / sorted.length;
    const { x, y } = point(angle, radius);
    const anchor = Math.abs(x) < radius * 0.25
      ? "middle"
      : x > 0
      ? "start"
      : "end";
    return { member, x, y, anchor };
  });
}

function arcs(members: readonly MemberFacts[], radius: number): Arc[] {
  const states = statesOf(members);
  if (states.length === 1) {
    // A path cannot say a whole circle.
    const [{ state, count }] = states as [typeof states[number]];
    const to = 2 * Math.PI - 0.001;
    return [{ state, count, from: 0, to, x: 0, y: radius }];
  }
  const shares = states.map(({ count }) =>
    Math.max(shareMin, count / members.length)
  );
  const sum = shares.reduce((sum, share) => sum + share, 0);
  const room = 2 * Math.PI - arcGap * states.length;
  // The largest lies around the left, so that labels of the short ones are one below another at the right.
  const largest = states.findIndex(({ count }) =>
    count === Math.max(...states.map(({ count }) => count))
  );
  const before = shares.slice(0, largest).reduce(
    (sum, share) => sum + share,
    0,
  );
  const middle = room * (before + shares[largest]! / 2) / sum +
    arcGap * largest;
  let from = 1.5 * Math.PI - middle;
  return states.map(({ state, count }, place) => {
    const to = from + room * shares[place]! / sum;
    const arc = { state, count, from, to, ...point((from + to) / 2, radius) };
    from = to + arcGap;
    return arc;
  });
}

function rank(state: string): number {
  const place = stateOrder.indexOf(state);
  return place < 0 ? stateOrder.length : place;
}

/** A point on a circle around the origin; angles from the top, clockwise. */
function point(angle: number, radius: number): { x: number; y: number } {
  return {
    x: round(radius * Math.sin(angle)),
    y: round(-radius * Math.cos(angle)),
  };
}

function round(value: number): number {
  // Zero has no sign in a drawing.
  return Math.round(value * 100) / 100 + 0;
}
