import assert from "node:assert/strict";
import fc from "fast-check";
import { exposition } from "../../src/metrics/exposition.ts";
import {
  Counter,
  durationBounds,
  type Family,
  Histogram,
  seriesMax,
} from "../../src/metrics/registry.ts";

const heard = {
  name: "heard_total",
  help: "Heard, \\ and\nseen.",
  labels: ["who", "how"],
};

Deno.test("a counter is exposed with HELP, TYPE and a line for each series", () => {
  const counter = new Counter(heard);
  counter.add(["a", "loud"]);
  counter.add(["a", "loud"], 2);
  counter.add(["b", "soft"]);
  assert.equal(
    exposition([counter]),
    [
      "# HELP heard_total Heard, \\\\ and\\\\u000aseen.",
      "# TYPE heard_total counter",
      'heard_total{who="a",how="loud"} 3',
      'heard_total{who="b",how="soft"} 1',
      "",
    ].join("\n"),
  );
});

Deno.test("a metric without labels and without a series is exposed too", () => {
  const gauge: Family = {
    name: "actors",
    help: "Actors.",
    type: "gauge",
    labels: [],
    samples: [{ labels: [], value: 7 }],
  };
  assert.equal(
    exposition([gauge, new Counter(heard)]).split("\n").filter((line) =>
      !line.startsWith("# HELP")
    ).join("\n"),
    "# TYPE actors gauge\nactors 7\n# TYPE heard_total counter\n",
  );
});

Deno.test("a histogram's buckets add up, the last of them to its count", () => {
  const histogram = new Histogram({ name: "step", help: "Steps.", labels: [] });
  for (const seconds of [0, 0.0001, 0.002, 0.002, 11]) {
    histogram.observe([], seconds);
  }
  const lines = exposition([histogram]).trimEnd().split("\n").slice(2);
  assert.equal(lines[0], 'step_bucket{le="0.0001"} 2');
  assert.equal(lines[3], 'step_bucket{le="0.0025"} 4');
  assert.equal(lines.at(-3), 'step_bucket{le="+Inf"} 5');
  assert.equal(lines.at(-2), "step_sum 11.0041");
  assert.equal(lines.at(-1), "step_count 5");
  assert.equal(lines.length, durationBounds.length + 3);
});

Deno.test("what strangers are called is read back as one label, and forges no line", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    const counter = new Counter({ ...heard, help: "Heard." });
    counter.add([name, "x"]);
    const lines = exposition([counter]).trimEnd().split("\n");
    assert.equal(lines.length, 3);
    const value = /^heard_total\{who="((?:[^"\\]|\\[\\"n])*)",how="x"\} 1$/;
    assert.match(lines[2]!, value);
  }));
});

Deno.test("beyond so many series everything is counted as other", () => {
  const counter = new Counter({ ...heard, labels: ["who"] });
  for (let i = 0; i < seriesMax + 10; i++) counter.add([`stranger ${i}`]);
  counter.add(["stranger 0"]);
  const samples = [...counter.samples];
  assert.equal(samples.length, seriesMax + 1);
  assert.equal(samples.at(-1)?.value, 10);
  assert.deepEqual(samples.at(-1)?.labels, ["other"]);
  assert.equal(samples[0]?.value, 2);
});
