/**
 * Where nodes stand on the map, and the lines between them.
 *
 * @module
 */
import type { MapLink, MapNode } from "./map.ts";

/** A place, in px from the top left. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A node at its place. */
export interface PlacedNode extends Place {
  readonly node: MapNode;
  /** Whether its words are beside it, since lines go down from it. */
  readonly isBeside: boolean;
}

/** One direction of a connection, beside the other. */
export interface Lane {
  readonly from: string;
  readonly to: string;
  readonly start: Place;
  readonly end: Place;
  /** Where its label is. */
  readonly label: Place;
}

/** Room for what stands below a node, and beside a node at the edge, in px. */
const below = 34, beside = 52;

/** Half of the way between the two lanes of a connection, in px. */
const laneOffset = 4;

/** From a lane to its label, in px. */
const labelOffset = 13;

/** A node's radius, in px: less where there are many or there is little room. */
export function radiusFor(count: number, height: number): number {
  return Math.round(Math.min(26, height / 9, 150 / Math.sqrt(count + 20)));
}

/** Nodes on an ellipse that fills what there is, the first at the top; two beside each other. */
export function placedNodes(
  nodes: readonly MapNode[],
  width: number,
  height: number,
): readonly PlacedNode[] {
  const radius = radiusFor(nodes.length, height);
  const [top, bottom] = [radius + 8, height - radius - below];
  const across = Math.min(width / 2 - beside, 1.6 * height);
  const first = nodes.length === 2 ? -Math.PI / 2 : 0;
  const angles = nodes.map((_, at) => first + 2 * Math.PI * at / nodes.length);
  // Three nodes do not reach down to the bottom of their circle: they are spread over all of the height.
  const depths = angles.map((angle) => -Math.cos(angle));
  const [least, most] = [Math.min(...depths), Math.max(...depths)];
  const isFlat = most - least < 0.01;
  return nodes.map((node, at) => ({
    node,
    isBeside: !isFlat && depths[at]! < -0.99,
    x: Math.round(
      width / 2 + (nodes.length > 1 ? Math.sin(angles[at]!) * across : 0),
    ),
    y: Math.round(
      isFlat
        ? (top + bottom) / 2
        : top + (bottom - top) * (depths[at]! - least) / (most - least),
    ),
  }));
}

/** Both directions of each connection whose ends are placed. */
export function lanesOf(
  links: readonly MapLink[],
  placed: readonly PlacedNode[],
  radius: number,
): readonly Lane[] {
  const places = new Map(placed.map((one) => [one.node.name, one]));
  return links.flatMap(({ from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (!a || !b) return [];
    return [lane(a, b, radius), lane(b, a, radius)];
  });
}

/** Keeps to the right of the way. */
function lane(a: PlacedNode, b: PlacedNode, radius: number): Lane {
  const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const at = (along: number, aside: number) => ({
    x: Math.round(a.x + ux * along - uy * aside),
    y: Math.round(a.y + uy * along + ux * aside),
  });
  const gap = radius + 5;
  return {
    from: a.node.name,
    to: b.node.name,
    start: at(gap, laneOffset),
    end: at(length - gap, laneOffset),
    label: at(length / 2, laneOffset + labelOffset + 10 * Math.abs(uy)),
  };
}
