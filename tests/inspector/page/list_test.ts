import assert from "node:assert/strict";
import fc from "fast-check";
import { scrollTo, windowOf } from "../../../src/inspector/page/list/window.ts";

Deno.test("every row that can be seen is drawn, and not many more", () => {
  const size = fc.integer({ min: 1, max: 2_000 });
  fc.assert(fc.property(
    fc.nat({ max: 100_000 }),
    fc.integer({ min: 10, max: 60 }),
    size,
    fc.integer({ min: -500, max: 8_000_000 }),
    (count, rowPx, viewPx, wantedPx) => {
      const scrollPx = Math.min(
        wantedPx,
        Math.max(0, count * rowPx - viewPx),
      );
      const { first, end } = windowOf(count, rowPx, viewPx, scrollPx);
      assert(0 <= first && first <= end && end <= count);
      assert(end - first <= viewPx / rowPx + 18);
      const seenFrom = Math.floor(Math.max(0, scrollPx) / rowPx);
      const seenTo = Math.ceil((Math.max(0, scrollPx) + viewPx) / rowPx);
      assert(first <= seenFrom);
      assert(end >= Math.min(seenTo, count));
    },
  ));
});

Deno.test("a row is brought into view, and what is in view does not move", () => {
  assert.equal(scrollTo(0, 20, 100, 50), 0, "above: to its top");
  assert.equal(scrollTo(9, 20, 100, 50), 100, "below: to its bottom");
  assert.equal(scrollTo(4, 20, 100, 50), 50, "in view");
  assert.equal(scrollTo(50, 20, 100, 50), 960, "far below: to the middle");
  assert.equal(scrollTo(1, 20, 100, 500), 0, "far above, near the beginning");
});
