/**
 * The course of an arrow as paths of SVG: a line with round corners, and its head.
 *
 * @module
 */
import type { Point } from "./drawing.ts";

/** Radius of a corner, in px. */
const cornerRadius = 6;

/** Length of a head, and half of its width, in px. */
const head = { length: 8, halfWidth: 4 } as const;

/** The line, up to where the head begins. */
export function linePath(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const before = points.at(-2) ?? end;
  const stop = towards(end, before, head.length - 1);
  const course = [...points.slice(0, -1), stop];
  const corners = course.slice(1, -1).map((corner, at) => {
    const last = course[at]!;
    const next = course[at + 2]!;
    const radius = Math.min(
      cornerRadius,
      distance(last, corner) / 2,
      distance(corner, next) / 2,
    );
    const from = towards(corner, last, radius);
    const to = towards(corner, next, radius);
    return `L${text(from)}Q${text(corner)} ${text(to)}`;
  });
  return `M${text(course[0]!)}${corners.join("")}L${text(stop)}`;
}

/** The head: a triangle that points the way the line comes from. */
export function headPath(points: readonly Point[]): string {
  const tip = points.at(-1)!;
  const base = towards(tip, points.at(-2) ?? tip, head.length);
  const across = {
    x: (tip.y - base.y) / head.length * head.halfWidth,
    y: (base.x - tip.x) / head.length * head.halfWidth,
  };
  const left = { x: base.x + across.x, y: base.y + across.y };
  const right = { x: base.x - across.x, y: base.y - across.y };
  return `M${text(tip)}L${text(left)}L${text(right)}Z`;
}

/** The point so many px from one on the way to another. */
function towards(from: Point, to: Point, px: number): Point {
  const length = distance(from, to);
  if (length === 0) return from;
  return {
    x: from.x + (to.x - from.x) * px / length,
    y: from.y + (to.y - from.y) * px / length,
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function text({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
