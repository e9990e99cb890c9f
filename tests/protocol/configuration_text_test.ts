import assert from "node:assert/strict";
import fc from "fast-check";
import {
  depthMax,
  readText,
  textCharsMax,
} from "../../src/protocol/configuration_text.ts";

function problemsOf(text: string): readonly string[] {
  const read = readText(text);
  assert(!read.ok, "it was read");
  return read.problems.map(({ line, column, message }) =>
    `${line}:${column} ${message}`
  );
}

Deno.test("what JSON says is read, whatever it is", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
    const read = readText(JSON.stringify(value, null, indent));
    assert(read.ok);
    assert.deepEqual(read.value.value, JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("comments, commas before a closing bracket and a byte order mark are allowed", () => {
  const read = readText('\uFEFF// one\n{ /* two */ "a": [1, 2,], }');
  assert(read.ok);
  assert.deepEqual(read.value.value, { a: [1, 2] });
});

const wrong: [what: string, text: string, ...problems: string[]][] = [
  ["nothing", "", "1:1 there is nothing in the file: say at least {}"],
  [
    "only a comment",
    "// none\n",
    "1:1 there is nothing in the file: say at least {}",
  ],
  ["a word", "\n  tru", "2:3 no JSON: invalid symbol"],
  ["half an object", '{\n  "a": 1', "2:9 no JSON: close brace expected"],
  ["a missing comma", '{"a": 1\n "b": 2}', "2:2 no JSON: comma expected"],
  ["two values", "{}\r\n{}", "2:1 no JSON: end of file expected"],
  ["a name twice", '{"a": 1,\n\n "a": 2}', "3:2 a: it is there twice"],
  [
    "a name twice deep down",
    '{"a": [{"b": 1, "b": 2}]}',
    "1:17 b: it is there twice",
  ],
];

for (const [what, text, ...problems] of wrong) {
  Deno.test(`${what} is refused with line and column`, () => {
    assert.deepEqual(problemsOf(text), problems);
  });
}

Deno.test("a name is a name, even where objects inherit one of that name", () => {
  const read = readText('{"__proto__": {"a": 1}, "constructor": 2}');
  assert(read.ok);
  const value = read.value.value as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("nesting is bounded, before anything calls itself that deep", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  assert(readText(nested(depthMax)).ok);
  assert.deepEqual(problemsOf(nested(depthMax + 1)), [
    `1:${depthMax + 1} nested deeper than ${depthMax} levels`,
  ]);
  assert.equal(problemsOf("[{".repeat(500_000)).length, 1);
});

Deno.test("length is bounded", () => {
  const long = `"${"x".repeat(textCharsMax)}"`;
  assert.match(problemsOf(long)[0]!, /^1:1 the file is longer than/);
});

Deno.test("no text throws, has too many problems, or is quoted", () => {
  const letters = fc.constantFrom(
    ...'{}[]",:/*\\ \n\r\t0e-.tfnu\u0000\u2028é'.split(""),
  );
  const text = fc.oneof(
    fc.string({ unit: letters, maxLength: 200 }),
    fc.string({ maxLength: 200 }),
    fc.jsonValue().map((value) => JSON.stringify(value).slice(0, -1)),
  );
  fc.assert(
    fc.property(text, (given) => {
      const read = readText(`horse${given}`);
      assert(!read.ok);
      assert(read.problems.length <= 32);
      for (const { line, column, message } of read.problems) {
        assert(line >= 1 && column >= 1);
        assert.doesNotMatch(message, /horse/);
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a setting's place is that of its name, or of what it is missing in", () => {
  const read = readText(
    '{\n  "a": {\n    "b": [\n      1,\n      {"c": 2}\n    ]\n  }\n}',
  );
  assert(read.ok);
  const at = (...path: string[]) => {
    const { line, column } = read.value.placeOf(path);
    return `${line}:${column}`;
  };
  assert.equal(at(), "1:1");
  assert.equal(at("a"), "2:3");
  assert.equal(at("a", "b"), "3:5");
  assert.equal(at("a", "b", "0"), "4:7");
  assert.equal(at("a", "b", "1", "c"), "5:8");
  assert.equal(at("a", "missing"), "2:3");
  assert.equal(at("a", "b", "7"), "3:5");
  assert.equal(at("a", "b", "0", "deeper"), "4:7");
  assert.equal(at("missing", "deeper"), "1:1");
});
