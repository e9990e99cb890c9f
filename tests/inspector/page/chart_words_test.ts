import assert from "node:assert/strict";
import fc from "fast-check";
import { chartOf } from "../../../src/inspector/chart.ts";
import type { ActorRow } from "../../../src/inspector/frame.ts";
import { crowdOf } from "../../../src/inspector/page/chart/crowd_states.ts";
import { activeIn, Kin } from "../../../src/inspector/page/chart/kin.ts";
import { layoutOf } from "../../../src/inspector/page/chart/layout.ts";
import { paragraphOf } from "../../../src/inspector/page/chart/paragraph.ts";
import { spokenState } from "../../../src/inspector/page/chart/spoken.ts";
import { stateAfter } from "../../../src/inspector/page/chart/state_keys.ts";
import type { Piece } from "../../../src/inspector/page/chart/words.ts";
import { everythingMachine } from "../everything.ts";
import { elkHere, evenly } from "./elk.ts";

const everything = chartOf(everythingMachine)!;
const kin = new Kin(everything);
const piece = fc.record({
  text: fc.oneof(
    fc.string({ minLength: 1 }),
    fc.lorem(),
    fc.stringMatching(/^[a-z.A-Z_(){}:]{1,80}$/),
  ),
  role: fc.constantFrom<Piece["role"]>("trigger", "guard", "action"),
});

Deno.test("a text is broken into lines that are narrow enough, and nothing of it is lost", () => {
  fc.assert(fc.property(
    fc.array(piece, { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 20, max: 300 }),
    (pieces, widthMax) => {
      const { lines, width } = paragraphOf(pieces, widthMax, evenly);
      assert(width <= widthMax + 1e-9, `${width} > ${widthMax}`);
      for (const line of lines) {
        const last = line.at(-1);
        if (!last) continue;
        assert(last.x + evenly(last.text, last.role) <= width + 1e-9);
      }
      const bare = (texts: readonly { text: string }[]) =>
        texts.map(({ text }) => text).join("").replace(/\s/g, "");
      assert.equal(bare(lines.flat()), bare(pieces));
    },
  ));
});

Deno.test("pieces in a line do not lie over each other", () => {
  fc.assert(fc.property(
    fc.array(piece, { minLength: 1, maxLength: 5 }),
    (pieces) => {
      for (const line of paragraphOf(pieces, 200, evenly).lines) {
        line.slice(1).forEach(({ x }, at) => {
          const before = line[at]!;
          assert(
            before.x + evenly(before.text.trimEnd(), before.role) <= x + 1e-9,
          );
        });
      }
    },
  ));
});

Deno.test("a line is broken between words, and within one only if it must be", () => {
  const lines = (text: string, chars: number) =>
    paragraphOf([{ text, role: "action" }], chars * 6.4, evenly).lines
      .map((line) => line.map(({ text }) => text).join("|"));
  assert.deepEqual(lines("tell them, note it", 11), ["tell them,", "note it"]);
  assert.deepEqual(lines("after a (1000 ms)", 10), ["after a", "(1000 ms)"]);
  assert.deepEqual(lines("rememberSubscription", 12), [
    "remember",
    "Subscription",
  ]);
  assert.deepEqual(lines("a.b.c.d", 4), ["a.b.", "c.d"]);
  assert.deepEqual(lines("/\u00a0note it", 7), ["/\u00a0note", "it"]);
});

Deno.test("the active states are those of the value, from the machine inwards", () => {
  const ids = (value: Parameters<typeof activeIn>[1]) =>
    activeIn(everything, value).map(({ id }) => id);
  assert.deepEqual(ids("idle"), ["everything", "everything.idle"]);
  assert.deepEqual(ids({ both: { left: "a", right: "b" } }), [
    "everything",
    "twin",
    "everything.both.left",
    "everything.both.left.a",
    "everything.both.right",
    "everything.both.right.b",
  ]);
  assert.deepEqual(ids("toString"), ["everything"]);
  assert.deepEqual(ids(undefined), ["everything"]);
});

Deno.test("a state is told in sentences", () => {
  const say = (id: string, isActive: boolean) =>
    spokenState(kin.node(id), kin, isActive);
  assert.equal(
    say("everything.idle", true),
    "State idle, active, in everything, where it begins. Nothing yet. " +
      "Tagged healthy, waiting. On go, if early and not never, to work. " +
      'On go, if atLeast({"steps":4}) or never, stays. ' +
      "On go, to idle, left and entered again, doing arrive, leave. " +
      "On note.lost, stays. On back, to hist.",
  );
  assert.equal(
    say("everything.hist", false),
    "State hist, not active, deep history, in everything. Where we were.",
  );
  assert(
    say("everything", true).startsWith(
      "Machine everything, active, with 5 states in it. A machine that has it all.",
    ),
  );
  assert(say("twin", false).includes("in all of its 2 regions at once"));
});

Deno.test("keys go through the states and out again", async () => {
  const drawing = await layoutOf(everything, elkHere, evenly);
  const ids = drawing.states.map(({ node }) => node.id);
  const [root, second] = ids;
  const after = (key: string, at: string, isAtState = true) =>
    stateAfter(drawing, at, key, isAtState);
  assert.equal(after("Enter", second!, false), second);
  assert.equal(after("ArrowDown", second!, false), undefined);
  assert.equal(after("ArrowDown", root!), second);
  assert.equal(after("ArrowUp", second!), root);
  assert.equal(after("ArrowLeft", root!), root);
  assert.equal(after("End", root!), ids.at(-1));
  assert.equal(after("ArrowRight", ids.at(-1)!), ids.at(-1));
  assert.equal(after("Home", second!), root);
  assert.equal(after("Escape", second!), null);
  assert.equal(after("+", second!), undefined);
});

Deno.test("children are counted by the states that they are in, most of them first", () => {
  const row = (id: string, rest: Partial<ActorRow>): [string, ActorRow] => [
    id,
    {
      id,
      name: id,
      kind: "machine",
      status: "active",
      events: 0,
      restarts: 0,
      ...rest,
    },
  ];
  const actors = new Map([
    row("a", { value: "away", tags: ["troubled"] }),
    row("b", { value: { up: "ready" } }),
    row("c", { value: { up: "ready" } }),
    row("d", { status: "error" }),
  ]);
  assert.deepEqual(crowdOf(["a", "b", "c", "d", "gone"], actors), [
    { state: "up.ready", tone: "plain", count: 2, first: "b" },
    { state: "away", tone: "troubled", count: 1, first: "a" },
    { state: "crashed", tone: "crashed", count: 1, first: "d" },
  ]);
});
