import assert from "node:assert/strict";
import fc from "fast-check";
import {
  headPath,
  linePath,
} from "../../../src/inspector/page/chart/course.ts";
import type { Point } from "../../../src/inspector/page/chart/drawing.ts";
import {
  first,
  fitted,
  keptInSight,
  moved,
  pinched,
  revealing,
  type View,
  zoomed,
} from "../../../src/inspector/page/chart/view.ts";

const pane = { width: 700, height: 450 };
const number = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true });
const point = fc.record({ x: number(-900, 900), y: number(-900, 900) });
const view = fc.record({
  x: number(-900, 900),
  y: number(-900, 900),
  scale: number(0.1, 3),
});
const size = fc.record({ width: number(1, 5_000), height: number(1, 5_000) });
const seen = (at: Point, { x, y, scale }: View) => ({
  x: x + at.x * scale,
  y: y + at.y * scale,
});
const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-6;

Deno.test("a fitted drawing is all in the pane, in its middle", () => {
  fc.assert(fc.property(size, (drawing) => {
    const { x, y, scale } = fitted(drawing, pane);
    assert(x >= 0 && y >= 0);
    assert(isNear(2 * x + drawing.width * scale, pane.width));
    assert(isNear(2 * y + drawing.height * scale, pane.height));
  }));
});

Deno.test("a small drawing is not blown up", () => {
  assert.equal(fitted({ width: 50, height: 50 }, pane).scale, 1.25);
});

Deno.test("what is under the pointer stays there while it zooms", () => {
  fc.assert(fc.property(view, point, number(0.5, 2), (view, at, factor) => {
    const to = zoomed(view, factor, at);
    const under = {
      x: (at.x - view.x) / view.scale,
      y: (at.y - view.y) / view.scale,
    };
    const after = seen(under, to);
    assert(isNear(after.x, at.x) && isNear(after.y, at.y));
  }));
});

Deno.test("zooming ends somewhere, in both directions", () => {
  const at = { x: 0, y: 0 };
  const start = fitted(pane, pane);
  assert.equal(zoomed(start, 1e9, at).scale, 4);
  assert.equal(zoomed(start, 1e-9, at).scale, 0.05);
});

Deno.test("what was between two fingers still is when they moved apart", () => {
  const start: View = { x: 0, y: 0, scale: 1 };
  const to = pinched(
    start,
    [{ x: 100, y: 100 }, { x: 200, y: 100 }],
    [{ x: 100, y: 300 }, { x: 300, y: 300 }],
  );
  assert.equal(to.scale, 2);
  assert.deepEqual(seen({ x: 150, y: 100 }, to), { x: 200, y: 300 });
});

Deno.test("a box is revealed by the least move, and one that is seen by none", () => {
  const start: View = { x: 0, y: 0, scale: 1 };
  const box = { x: 100, y: 100, width: 80, height: 40 };
  assert.deepEqual(revealing(start, box, pane), start);
  const below = revealing(start, { ...box, y: 500 }, pane);
  assert.deepEqual(below, { x: 0, y: 450 - 10 - 540, scale: 1 });
  const left = revealing(start, { ...box, x: -300 }, pane);
  assert.deepEqual(left, { x: 310, y: 0, scale: 1 });
  const large = revealing(start, { ...box, width: 2_000, x: 50 }, pane);
  assert.equal(large.x, -40);
});

Deno.test("a drawing cannot be moved out of sight", () => {
  fc.assert(fc.property(view, size, (view, drawing) => {
    const { x, y, scale } = keptInSight(
      moved(view, { x: 9e4, y: -9e4 }),
      drawing,
      pane,
    );
    const isSeen = x < pane.width && y < pane.height &&
      x + drawing.width * scale > 0 && y + drawing.height * scale > 0;
    assert(isSeen);
  }));
});

Deno.test("at first all is shown, or what is of interest where that would be too small", () => {
  const of = { x: 300, y: 1_200, width: 120, height: 50 };
  const small = { width: 800, height: 500 };
  assert.deepEqual(first(small, pane, of), fitted(small, pane));
  fc.assert(fc.property(
    fc.record({ width: number(900, 4_000), height: number(1_300, 4_000) }),
    (large) => {
      const shown = first(large, pane, of);
      assert(shown.scale >= 0.62);
      const start = seen(of, shown);
      const end = seen({ x: of.x + of.width, y: of.y + of.height }, shown);
      assert(start.x >= 9 && start.y >= 9);
      assert(end.x <= pane.width - 9 && end.y <= pane.height - 9);
    },
  ));
});

Deno.test("an arrow begins where it starts, turns in curves and ends in a head", () => {
  const points = [{ x: 0, y: 0 }, { x: 40, y: 0 }, { x: 40, y: 60 }];
  assert.equal(linePath(points), "M0,0L34,0Q40,0 40,6L40,53");
  assert.equal(headPath(points), "M40,60L44,52L36,52Z");
});

Deno.test("a course may be short, or stand still", () => {
  const still = [{ x: 5, y: 5 }, { x: 5, y: 5 }];
  for (const path of [linePath(still), headPath(still)]) {
    assert(!/NaN|Infinity/.test(path), path);
  }
});
