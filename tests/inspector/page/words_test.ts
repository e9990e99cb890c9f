import assert from "node:assert/strict";
import fc from "fast-check";
import { inWords } from "../../../src/inspector/in_words.ts";
import {
  entriesOf,
  foldedCharsMax,
  foldedOf,
  kindOf,
  summaryOf,
} from "../../../src/inspector/page/actor/json_text.ts";
import { Names } from "../../../src/inspector/page/names.ts";
import { Rates } from "../../../src/inspector/page/rates.ts";
import {
  fragmentOf,
  placeIn,
} from "../../../src/inspector/page/shell/fragment_text.ts";
import {
  agoText,
  countOf,
  delayText,
  durationText,
  rateText,
} from "../../../src/inspector/page/words/durations.ts";
import {
  eventText,
  isOwnEvent,
} from "../../../src/inspector/page/words/event_text.ts";
import { stateOf } from "../../../src/inspector/page/words/state_text.ts";
import { isTroubled, toneOf } from "../../../src/inspector/page/words/tone.ts";
import { momentOf, rowOf } from "./rows.ts";

Deno.test("a state is told with dots inwards and commas between what is active at once", () => {
  const state = (value: NonNullable<Parameters<typeof rowOf>[2]>["value"]) =>
    stateOf(rowOf("a", undefined, { ...(value !== undefined && { value }) }));
  assert.equal(state("idle"), "idle");
  assert.equal(state({ open: { bound: "live" } }), "open.bound.live");
  assert.equal(state({ left: "on", right: {} }), "left.on, right");
  assert.equal(state(undefined), "active");
  assert.equal(state({}), "active", "a machine without states");
});

Deno.test("an actor that ended is told by how it ended", () => {
  const state = (status: "done" | "error" | "stopped") =>
    stateOf(rowOf("a", undefined, { status, value: "idle" }));
  assert.deepEqual(
    ["done", "error", "stopped"].map((status) => state(status as "done")),
    [
      "done",
      "crashed",
      "stopped",
    ],
  );
});

Deno.test("a delay is told exactly, in the unit in which it is shortest", () => {
  const texts: readonly (readonly [number, string])[] = [
    ...[[0, "0 ms"], [250, "250 ms"], [999, "999 ms"]] as const,
    ...[[1_000, "1 s"], [1_500, "1.5 s"], [1_234, "1234 ms"]] as const,
    ...[[90_000, "90 s"], [300_000, "5 min"], [90_001, "90001 ms"]] as const,
    ...[[3_600_000, "1 h"], [5_400_000, "90 min"]] as const,
  ];
  for (const [ms, text] of texts) assert.equal(delayText(ms), text);
});

Deno.test("how it fares is told by its end first, then by its tags", () => {
  const row = (more: Parameters<typeof rowOf>[2]) =>
    rowOf("a", undefined, more);
  assert.equal(toneOf(row({ status: "error", tags: ["healthy"] })), "crashed");
  assert.equal(toneOf(row({ status: "stopped" })), "ended");
  assert.equal(toneOf(row({ tags: ["waiting", "troubled"] })), "troubled");
  assert.equal(toneOf(row({ tags: ["waiting"] })), "waiting");
  assert.equal(toneOf(row({ tags: ["healthy"] })), "healthy");
  assert.equal(toneOf(row({})), "plain");
  assert(isTroubled(row({ status: "error" })));
  assert(!isTroubled(row({ status: "done", tags: ["troubled"] })));
});

Deno.test("XState's own events are told as charts tell them, and others as they are", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["xstate.after.900.printer.printing", "after 900 ms"],
    ["xstate.after.3600000.printer.printing", "after 1 h"],
    ["xstate.after.untilSweep.peers.watching", "after untilSweep"],
    ["xstate.done.actor.udp", "done of udp"],
    ["xstate.error.actor.a/b.c", "crash of a/b.c"],
    ["xstate.done.state.a.b", "done"],
    ["xstate.init", "start"],
    ["socket.bound", "socket.bound"],
    ["", ""],
  ];
  for (const [type, text] of texts) assert.equal(eventText(type), text);
  assert.deepEqual(texts.map(([type]) => isOwnEvent(type)), [
    ...Array(7).fill(true),
    false,
    false,
  ]);
});

Deno.test("durations, rates and counts are short", () => {
  assert.deepEqual(
    [-5, 400, 12_900, 90_000, 7_300_000, 2e8].map(durationText),
    [
      "0.0 s",
      "0.4 s",
      "12 s",
      "1 min",
      "2 h",
      "2 d",
    ],
  );
  assert.equal(agoText(700), "just now");
  assert.equal(agoText(3_000), "3.0 s ago");
  assert.deepEqual([0.25, 9.96, 140, 1_240, 88_000].map(rateText), [
    "0.3/s",
    "10/s",
    "140/s",
    "1.2k/s",
    "88k/s",
  ]);
  assert.equal(countOf(1, "actor"), "1 actor");
  assert.equal(countOf(5_120, "actor"), "5,120 actors");
});

Deno.test("rates are of the last three seconds, and of who received something", () => {
  const rates = new Rates();
  const at = (seconds: number, events: number) =>
    rates.sample(
      momentOf(rowOf("a", undefined, { events }), rowOf("idle")).actors,
      seconds * 1_000,
    );
  assert.deepEqual([...at(0, 100)], []);
  assert.deepEqual([...at(1, 110)], [["a", 10]]);
  at(2, 110);
  assert.deepEqual([...at(3, 110)], [["a", 10 / 3]]);
  assert.deepEqual([...at(4, 110)], [], "the ten are too long ago");
  rates.clear();
  assert.deepEqual([...at(5, 500)], []);
});

Deno.test("an actor that is new counts from nothing", () => {
  const rates = new Rates();
  rates.sample(momentOf(rowOf("a")).actors, 0);
  const both = momentOf(rowOf("a"), rowOf("b", undefined, { events: 6 }));
  assert.deepEqual([...rates.sample(both.actors, 2_000)], [["b", 3]]);
});

Deno.test("names of actors that are gone are remembered, the latest 20,000", () => {
  const names = new Names();
  const tell = (from: number, to: number) => {
    const rows = Array.from(
      { length: to - from },
      (_, at) => rowOf(`x:${from + at}`, "root", { name: `a${from + at}` }),
    );
    names.learn(momentOf(rowOf("root"), rowOf("other", "root"), ...rows), rows);
  };
  tell(0, 15_000);
  tell(15_000, 30_000);
  assert.equal(names.get("x:0"), undefined);
  assert.deepEqual(names.get("x:10000"), { name: "a10000", path: "a10000" });
  assert.deepEqual(names.get("x:29999"), { name: "a29999", path: "a29999" });
});

Deno.test("where we are goes into the address and comes out of it again", () => {
  assert.equal(fragmentOf({ path: "a/b c" }), "#path=a/b%20c");
  assert.equal(fragmentOf({}), "");
  const text = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(fc.property(text, text, (node, path) => {
    assert.deepEqual(placeIn(fragmentOf({ node, path })), { node, path });
  }));
});

Deno.test("an address that says something else is not misread", () => {
  assert.deepEqual(placeIn("#%%%&x=1&path="), {});
  assert.deepEqual(placeIn(""), {});
});

Deno.test("a value is told in short, and its entries in order", () => {
  assert.equal(summaryOf("a\nb"), '"a\\nb"');
  assert.equal(summaryOf(null), "null");
  assert.equal(summaryOf([]), "[]");
  assert.equal(summaryOf([1]), "1 entry");
  assert.equal(summaryOf([1, 2]), "2 entries");
  assert.equal(summaryOf({}), "{}");
  assert.equal(summaryOf({ a: 1, b: 2, c: 3, d: 4 }), "a, b, c, …");
  assert.deepEqual(entriesOf(["x"]), [["0", "x"]]);
  assert.equal(entriesOf(7), undefined);
});

Deno.test("words for what JSON cannot say have no quotes, and a text with the same letters has", () => {
  const words = inWords("undefined");
  assert.equal(summaryOf(words), "undefined");
  assert.equal(summaryOf("undefined"), '"undefined"');
  assert.equal(entriesOf(words), undefined, "nothing is within");
  assert.deepEqual(
    [words, "undefined", 1, true, null].map(kindOf),
    ["words", "string", "number", "boolean", "null"],
  );
  assert.deepEqual(entriesOf({ a: words }), [["a", words]]);
});

Deno.test("a long text is folded, and a short one is not", () => {
  const text = "x".repeat(foldedCharsMax);
  assert.equal(foldedOf(text), undefined);
  assert.equal(foldedOf(`${text}y`), `${text}…`);
});

Deno.test("a map and a set are told as what they are", () => {
  assert.equal(summaryOf({ "Map(2)": { a: 1, b: 2 } }), "Map(2)");
  assert.deepEqual(entriesOf({ "Map(1)": { a: 1 } }), [["a", 1]]);
  assert.deepEqual(entriesOf({ "Set(1)": ["x"] }), [["0", "x"]]);
  assert.equal(summaryOf({ "Map(0)": {} }), "Map(0)");
  assert.deepEqual(entriesOf({ "Map(1)": 7 }), [["Map(1)", 7]]);
});
