import assert from "node:assert/strict";
import fc from "fast-check";
import { createActor, createMachine, fromPromise } from "xstate";
import type { Json } from "../../src/inspector/frame.ts";
import { inWords, wordsOf } from "../../src/inspector/in_words.ts";
import {
  depthMax,
  entriesMax,
  jsonOf,
  textCharsMax,
  totalCharsMax,
} from "../../src/inspector/json_value.ts";
import { fromPort, supervisor } from "../../src/otp/mod.ts";
import { Secret } from "../../src/wire/secret.ts";

Deno.test("what JSON can say is said as it is", () => {
  const value = { a: [1, "two", null, true, { b: -0.5 }], __proto__x: {} };
  assert.deepEqual(jsonOf(value), value);
});

Deno.test("what JSON cannot say is said in words", () => {
  const cause = new TypeError("inner", { cause: 12n });
  const trials: [value: unknown, json: unknown][] = [
    [undefined, inWords("undefined")],
    [NaN, inWords("NaN")],
    [-Infinity, inWords("-Infinity")],
    [12n, inWords("12n")],
    [Symbol("it"), inWords("Symbol(it)")],
    [function retry() {}, inWords("function retry")],
    [(() => () => {})(), inWords("function")],
    [new Date(0), inWords("1970-01-01T00:00:00.000Z")],
    [new Date(NaN), inWords("no date")],
    [/^a/, inWords("regular expression ^a")],
    [new Uint8Array(4), inWords("Uint8Array(4 bytes)")],
    [new Uint16Array(4), inWords("Uint16Array(8 bytes)")],
    [new ArrayBuffer(4), inWords("ArrayBuffer(4 bytes)")],
    [new Secret("hush"), "protected"],
    [new WeakMap(), inWords("WeakMap")],
    [Promise.resolve(), inWords("Promise")],
    [new Set([1, new Set()]), { "Set(2)": [1, { "Set(0)": [] }] }],
    [
      new Map<unknown, unknown>([["a", 1], [{}, 2], [3, new Map()]]),
      { "Map(3)": { a: 1, "…": 2, "3": { "Map(0)": {} } } },
    ],
    [new RangeError("outer", { cause }), {
      error: "RangeError: outer",
      cause: { error: "TypeError: inner", cause: inWords("12n") },
    }],
    [Object.create(null), {}],
    [new (class Thing {})(), inWords("Thing")],
    [
      new (class Thing {
        a = 1;
      })(),
      { a: 1 },
    ],
  ];
  for (const [value, json] of trials) assert.deepEqual(jsonOf(value), json);
});

Deno.test("words are told from a text with the same letters", () => {
  for (const value of [undefined, NaN, 12n, new Date(0), () => {}]) {
    const words = wordsOf(jsonOf(value));
    assert(words !== undefined);
    assert.equal(jsonOf(words), words);
    assert.equal(wordsOf(words), undefined);
  }
  const plain: readonly Json[] = [null, 1, true, "$", [], ["$"], {}, { $: 1 }, {
    a: "b",
  }];
  for (const value of plain) assert.equal(wordsOf(value), undefined);
  assert.equal(wordsOf({ $: "b", a: "b" }), undefined);
});

Deno.test("an actor is said by its name", () => {
  const actor = createActor(createMachine({}), { id: "lamp" });
  assert.deepEqual(jsonOf({ actor }), {
    actor: inWords(`actor lamp (${actor.sessionId})`),
  });
});

Deno.test("what an actor runs is said by its kind and its name", () => {
  const lamp = createMachine({ id: "lamp" });
  const made = { ...fromPromise(() => Promise.resolve()) };
  const strategy = "one_for_one";
  assert.deepEqual(
    jsonOf([
      lamp,
      supervisor({ id: "app", strategy }),
      fromPort(() => ({ [Symbol.dispose]() {} })),
      made,
      createActor(lamp).getSnapshot().machine,
      { transition() {} },
    ]),
    [
      ...["machine lamp", "supervisor app", "port", "promise", "machine lamp"]
        .map(inWords),
      { transition: inWords("function transition") },
    ],
  );
});

Deno.test("no getter is asked, and no toJSON", () => {
  let asked = 0;
  const value = {
    get getter() {
      asked++;
      return 1;
    },
    toJSON() {
      asked++;
      return "mine";
    },
  };
  assert.deepEqual(jsonOf(value), {
    getter: inWords("not asked, since it is a getter"),
    toJSON: inWords("function toJSON"),
  });
  assert.equal(asked, 0);
});

Deno.test("a value within itself is noticed, and one that is there twice is no cycle", () => {
  const twice = { a: 1 };
  const value: Record<string, unknown> = { left: twice, right: twice };
  value["self"] = [value];
  assert.deepEqual(jsonOf(value), {
    left: twice,
    right: twice,
    self: [inWords("↺")],
  });
});

Deno.test("depth, breadth, texts and the whole are bounded", () => {
  let deep: unknown = "bottom";
  for (let at = 0; at < 100_000; at++) deep = { deep };
  assert.equal(JSON.stringify(jsonOf(deep)).split("deep").length - 1, depthMax);

  const wide = jsonOf(Array.from({ length: 1e6 }, (_, at) => at)) as unknown[];
  assert.equal(wide.length, entriesMax + 1);
  assert.deepEqual(wide.at(-1), inWords(`${1e6 - entriesMax} more`));

  const record = Object.fromEntries(wide.map((_, at) => [`k${at}`, at]));
  assert.deepEqual(
    (jsonOf(record) as Record<string, unknown>)["…"],
    inWords("1 more"),
  );

  const text = jsonOf("x".repeat(1e6)) as string;
  assert.equal(text.length, textCharsMax + 1);

  const list = Array.from({ length: entriesMax }, () => "y".repeat(1e6));
  const all = JSON.stringify(jsonOf([list, list, list]));
  assert(all.length <= totalCharsMax + 2 * textCharsMax, `${all.length}`);
});

Deno.test("a key that means something to JavaScript is a key like any other", () => {
  const json = jsonOf(JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'));
  assert.equal(JSON.stringify(json), '{"__proto__":{"a":1},"constructor":2}');
});

Deno.test("a number of a million digits is not written down", () => {
  assert.deepEqual(
    jsonOf(1n << 4_000_000n),
    inWords("a bigint of more than 256 bits"),
  );
});

const throwing = () => {
  throw new Error("hands off");
};

/** Objects that are as hard to look at as an object can be. */
const nasty = fc.constantFrom<() => unknown>(
  () => new Proxy({}, { ownKeys: throwing }),
  () => new Proxy({}, { getPrototypeOf: throwing }),
  () => new Proxy([1, 2], { getOwnPropertyDescriptor: throwing }),
  () => new Proxy(new Map(), {}),
  () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  () => Object.defineProperty({}, "a", { get: throwing, enumerable: true }),
  () => Object.defineProperty([1], "0", { get: throwing, enumerable: true }),
  () => new Date(NaN),
  () => Object.create(Date.prototype),
  () => Object.create(Map.prototype, { a: { value: 1, enumerable: true } }),
  () => Object.assign(new Error("e"), { cause: throwing, name: Symbol("n") }),
  () => {
    const error = new Error("loop");
    error.cause = error;
    return error;
  },
  () => new Array(2 ** 32 - 1),
  () => "\ud800\u0000\u202e".repeat(9_999),
  () => Symbol.iterator,
  () => 2n ** 9_999n,
  () => globalThis,
  () => {
    class Endless extends Set<number> {
      override *values(): SetIterator<number> {
        while (true) yield 1;
      }
    }
    return new Endless([1]);
  },
  () => new Int8Array(1_000_000),
  () => new SharedArrayBuffer(8),
  () => ({ sessionId: "x:1", send: throwing, id: Object.create(null) }),
);

Deno.test("whatever the value is, it is written, bounded, and read again", () => {
  const plain = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 4,
  });
  // Made only when it is needed: fast-check itself touches what it makes.
  const leaves = fc.oneof(plain.map((value) => () => value), nasty);
  const values = fc.oneof(
    leaves,
    fc.array(leaves, { maxLength: 300 }).map((makes) => () =>
      makes.map((make) => make())
    ),
    fc.dictionary(fc.string(), leaves).map((makes) => () =>
      Object.fromEntries(
        Object.entries(makes).map(([key, make]) => [key, make()]),
      )
    ),
    fc.array(fc.tuple(leaves, leaves)).map((makes) => () =>
      new Map(makes.map(([key, value]) => [key(), value()]))
    ),
  );
  fc.assert(
    fc.property(values, (make) => {
      const text = JSON.stringify(jsonOf(make()));
      assert.equal(typeof text, "string");
      // A character of text takes six where it is escaped.
      assert(text.length <= 6 * (totalCharsMax + 2 * textCharsMax));
      JSON.parse(text);
    }),
    { numRuns: 2_000 },
  );
});
