import assert from "node:assert/strict";
import {
  agoText,
  clockText,
  spanText,
} from "../../../src/inspector/page/timeline/times.ts";

Deno.test("lengths of time are said in two units at most", () => {
  const said = [
    [0, "0 ms"],
    [42.4, "42 ms"],
    [999, "999 ms"],
    [1_000, "1.0 s"],
    [9_940, "9.9 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min"],
    [125_000, "2 min 5 s"],
    [3_600_000, "1 h"],
    [12_000_000, "3 h 20 min"],
    [86_400_000, "1 d"],
    [180_000_000, "2 d 2 h"],
  ] as const;
  for (const [ms, text] of said) assert.equal(spanText(ms), text);
});

Deno.test("what was just now, or will be, is now", () => {
  assert.equal(agoText(-900), "now");
  assert.equal(agoText(49), "now");
  assert.equal(agoText(3_100), "3.1 s ago");
});

Deno.test("a time of day is that of the reader, with or without ms", () => {
  const ms = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
  assert.equal(clockText(ms), "03:04:05.006");
  assert.equal(clockText(ms, false), "03:04:05");
});
