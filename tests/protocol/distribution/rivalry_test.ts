import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Rivals,
  type Verdict,
  verdictOn,
} from "../../../src/protocol/distribution/rivalry.ts";

const us = { node: "m@h", creation: 5 };
const free: Rivals = {
  us,
  isAllowed: true,
  isConnected: false,
  isDialled: false,
};
const claim = (node: string, creation = 9, isCapable = true) => ({
  ...{ node, creation, isCapable },
});

const table: [string, ReturnType<typeof claim>, Partial<Rivals>, Verdict][] = [
  ["a stranger goes on", claim("a@h"), {}, "ok"],
  [
    "one that is not allowed does not",
    claim("a@h"),
    { isAllowed: false },
    "not_allowed",
  ],
  [
    "one that lacks what is demanded does not",
    claim("a@h", 9, false),
    {},
    "not_allowed",
  ],
  ["one that is connected is asked about that", claim("a@h"), {
    isConnected: true,
  }, "alive"],
  ["a lesser name than ours makes way for our attempt", claim("a@h"), {
    isDialled: true,
  }, "nok"],
  ["our attempt makes way for a greater name", claim("z@h"), {
    isDialled: true,
  }, "ok_simultaneous"],
  ["ourselves go on, to find out", claim("m@h", 5), {}, "ok"],
  ["another of our name does not", claim("m@h", 6), {}, "not_allowed"],
  ["an old connection comes before an attempt", claim("z@h"), {
    isConnected: true,
    isDialled: true,
  }, "alive"],
];

for (const [name, claimed, rivals, verdict] of table) {
  Deno.test(`rivalry: ${name}`, () => {
    assert.equal(verdictOn(claimed, { ...free, ...rivals }), verdict);
  });
}

Deno.test("rivalry: of two that dial each other exactly one goes on", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (x, y) => {
    fc.pre(x !== y);
    const seenBy = (own: string, other: string) =>
      verdictOn(claim(other), {
        ...free,
        us: { node: own, creation: 5 },
        isDialled: true,
      });
    const verdicts = [seenBy(x, y), seenBy(y, x)].sort();
    assert.deepEqual(verdicts, ["nok", "ok_simultaneous"]);
  }));
});
