/**
 * Which part of a drawing is seen, and how large: arithmetic of moving and zooming.
 *
 * @module
 */
import type { Box, Point } from "./drawing.ts";
import { readableScale } from "./measures.ts";

/** A drawing in a pane: its point (0, 0) is at (x, y) of the pane, and 1 px of it is `scale` px there. */
export interface View extends Point {
  /** How large it is drawn. */
  readonly scale: number;
}

/** How large a pane or a drawing is, in px. */
export interface Size {
  /** From left to right. */
  readonly width: number;
  /** From top to bottom. */
  readonly height: number;
}

/** Largest scale; beyond it nothing more is to be seen. */
const scaleMax = 4;

/** Smallest scale, at which the largest charts are a few px high. */
const scaleMin = 0.05;

/** Largest scale of a drawing that is fitted: a machine of two states need not fill the pane. */
const fitScaleMax = 1.25;

/** Scale of a part that is shown first, at least: names of states are 8 px high. */
const partScaleMin = 0.62;

/** Space around a drawing that is fitted, in px. */
const margin = 10;

/** How much of a drawing stays in sight, however it is moved, in px. */
const inSight = 60;

/** All of a drawing, in the middle. */
export function fitted(drawing: Size, pane: Size): View {
  const scale = clamp(
    Math.min(
      (pane.width - 2 * margin) / drawing.width,
      (pane.height - 2 * margin) / drawing.height,
    ),
    scaleMin,
    fitScaleMax,
  );
  return {
    scale,
    x: (pane.width - drawing.width * scale) / 2,
    y: (pane.height - drawing.height * scale) / 2,
  };
}

/**
 * What is shown first: all of the drawing, or, where that would be too small to read, a part of it that can be read, around
 * what is `of` interest.
 */
export function first(drawing: Size, pane: Size, of: Box): View {
  const all = fitted(drawing, pane);
  if (all.scale >= readableScale) return all;
  const scale = clamp(
    (pane.width - 2 * margin) / drawing.width,
    partScaleMin,
    1,
  );
  const around = {
    scale,
    x: placed(of.x + of.width / 2, drawing.width, pane.width, scale),
    y: placed(of.y + of.height / 2, drawing.height, pane.height, scale),
  };
  return revealing(around, of, pane);
}

/** The view moved by some px of the pane. */
export function moved({ x, y, scale }: View, by: Point): View {
  return { x: x + by.x, y: y + by.y, scale };
}

/** The view larger (or smaller) by a factor; what is at the point `at` of the pane stays there. */
export function zoomed({ x, y, scale }: View, factor: number, at: Point): View {
  const to = clamp(scale * factor, scaleMin, scaleMax);
  return {
    scale: to,
    x: at.x - (at.x - x) * to / scale,
    y: at.y - (at.y - y) * to / scale,
  };
}

/** The view after two fingers went from `before` to `after`: what was between them still is. */
export function pinched(
  view: View,
  before: readonly [Point, Point],
  after: readonly [Point, Point],
): View {
  const from = middle(before);
  const to = middle(after);
  const factor = distance(after) / Math.max(distance(before), 1);
  return moved(zoomed(view, factor, from), {
    x: to.x - from.x,
    y: to.y - from.y,
  });
}

/** The view moved as little as needed for a box of the drawing to be seen; of one larger than the pane, its beginning. */
export function revealing(view: View, box: Box, pane: Size): View {
  const { x, y, scale } = view;
  return {
    scale,
    x: x + shift(x + box.x * scale, box.width * scale, pane.width),
    y: y + shift(y + box.y * scale, box.height * scale, pane.height),
  };
}

/** The view, moved back so far that some of the drawing is seen. */
export function keptInSight(view: View, drawing: Size, pane: Size): View {
  const { x, y, scale } = view;
  return {
    scale,
    x: clamp(x, inSight - drawing.width * scale, pane.width - inSight),
    y: clamp(y, inSight - drawing.height * scale, pane.height - inSight),
  };
}

/** Where a drawing begins so that a place in it is in the middle of the pane, as far as there is drawing around it. */
function placed(
  place: number,
  length: number,
  room: number,
  scale: number,
): number {
  const rest = room - length * scale;
  if (rest > 0) return rest / 2;
  return clamp(room / 2 - place * scale, rest - margin, margin);
}

function shift(start: number, length: number, room: number): number {
  const end = start + length;
  if (start >= margin && end <= room - margin) return 0;
  const isTooLong = length > room - 2 * margin;
  return start < margin || isTooLong ? margin - start : room - margin - end;
}

function middle([a, b]: readonly [Point, Point]): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance([a, b]: readonly [Point, Point]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(Math.min(min, max), Math.min(max, value));
}
