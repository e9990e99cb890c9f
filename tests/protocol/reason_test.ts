import assert from "node:assert/strict";
import fc from "fast-check";
import { printable, reasonOf } from "../../src/protocol/reason.ts";

Deno.test("a reason is the chain of causes in one line", () => {
  const inner = new Error("the cable is out");
  const middle = new TypeError("no link", { cause: inner });
  const outer = new Error("Cannot send", { cause: middle });
  assert.equal(reasonOf(outer), "Cannot send: no link: the cable is out");
});

Deno.test("whatever is thrown has a reason", () => {
  const hostile = {
    toString(): string {
      throw new Error("gotcha");
    },
  };
  const nameless = Object.defineProperty(new Error(), "message", {
    get: () => {
      throw new Error("gotcha");
    },
  });
  const table: [unknown, string][] = [
    ["text", "text"],
    [42, "42"],
    [null, "null"],
    [undefined, ""],
    [Symbol("s"), "Symbol(s)"],
    [{}, "[object Object]"],
    [Object.create(null), "a thrown object"],
    [hostile, "a thrown object"],
    [nameless, "a thrown object"],
    [new Error("a", { cause: "b" }), "a: b"],
    [new Error("a", { cause: null }), "a: null"],
  ];
  for (const [thrown, reason] of table) assert.equal(reasonOf(thrown), reason);
});

Deno.test("a cycle of causes ends where it closes", () => {
  const a = new Error("a");
  const b = new Error("b", { cause: a });
  a.cause = b;
  assert.equal(reasonOf(a), "a: b");
  const self = new Error("self");
  self.cause = self;
  assert.equal(reasonOf(self), "self");
});

Deno.test("a long chain of causes is followed eight deep", () => {
  let error = new Error("0");
  for (let i = 1; i < 100; i++) error = new Error(`${i}`, { cause: error });
  assert.equal(reasonOf(error), "99: 98: 97: 96: 95: 94: 93: 92");
});

Deno.test("control characters and those that turn text around are escaped", () => {
  const table: [string, string][] = [
    ["a\nb", "a\\u000ab"],
    ["\x1b[2J", "\\u001b[2J"],
    ["\x7f", "\\u007f"],
    ["\x9b2J", "\\u009b2J"],
    ["a\u2028b", "a\\u2028b"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["\u2066x\u2069", "\\u2066x\\u2069"],
    ["\u200f\u200e\u061c", "\\u200f\\u200e\\u061c"],
    ["Grüße, 世界 🦜", "Grüße, 世界 🦜"],
  ];
  for (const [text, shown] of table) {
    assert.equal(printable(text), shown);
    assert.equal(reasonOf(new Error(text)), shown);
  }
});

Deno.test("a reason is one line of at most 500 characters, whatever was thrown", () => {
  const text = fc.string({ unit: "binary", maxLength: 1_000 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const error = texts.reduce<Error | undefined>(
        (cause, message) => new Error(message, { cause }),
        undefined,
      );
      const reason = reasonOf(error);
      assert.ok(reason.length <= 500);
      assert.doesNotMatch(reason, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }),
  );
  assert.equal(reasonOf(new Error("x".repeat(10_000_000))).length, 500);
});
