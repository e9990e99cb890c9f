import assert from "node:assert/strict";
import { roomOf } from "./rooms.ts";
import { filesUnder, placesOf, readSource, scan } from "./source.ts";

const sources = filesUnder(["actors", "src", "mod.ts", "main.ts"])
  .map(readSource);

/** What is drawn in JSX, whose words are not code; the page's own check lints it. */
const drawn = filesUnder(["src/inspector/page"], ".tsx").map(readSource);

/** All that a person wrote. */
const written = [...sources, ...drawn]
  .filter(({ path }) => roomOf(path) !== "bundles");

/** Rooms in which the same events must always have the same effects. */
const pureRooms = new Set(["actors", "wire", "protocol"]);

/** How the world looks in code: the clock, chance, timers, and everything that the runtime reaches. */
const world =
  /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))|\bDate\s*\(\s*\)|\bperformance\b|\bMath\s*\.\s*random\b|(?<![\w$."'-])crypto\s*[.[]|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bDeno\b|\bprocess\s*[.[]|\bglobalThis\b|\bfetch\s*\(|\bnew\s+(?:WebSocket|Worker|EventSource|BroadcastChannel)\b|\blocalStorage\b|\bnavigator\b/g;

/** The word `any` where a type stands. */
const anyType = /(?<![\w$.])any(?![\w$]|\s*\()/g;

/** Files outside src/otp that may say `any`, and why. */
const anyAllowed: Readonly<Record<string, string>> = {
  "src/ports/world.ts": "a Clock is also an XState Clock, whose timers are any",
};

/** The most lines of a file, and of those that grew longer before this test was there. */
const linesMax = 300;
const longFiles: Readonly<Record<string, number>> = {
  "actors/socket.ts": 400,
  "src/node.ts": 350,
  "src/otp/supervisor.ts": 350,
};

Deno.test("nothing but ports touches the world", () => {
  const impure = sources.filter(({ path }) => pureRooms.has(roomOf(path)))
    .flatMap((source) => placesOf(source, world));
  assert.deepEqual(
    impure,
    [],
    "Time, chance and identity come as events or through Ambient (docs/architecture.md)",
  );
});

Deno.test("any stays inside src/otp", () => {
  const places = sources
    .filter(({ path }) => roomOf(path) !== "otp" && !(path in anyAllowed))
    .flatMap((source) => placesOf(source, anyType));
  assert.deepEqual(places, [], "Say unknown, and find out what it is");
});

Deno.test("only the command line prints", () => {
  const places = sources.filter(({ path }) => roomOf(path) !== "cli")
    .flatMap((source) => placesOf(source, /\bconsole\b/g));
  assert.deepEqual(places, [], "A library tells by events what happens");
});

Deno.test("nothing is left to do in a comment", () => {
  const word = new RegExp(["TODO", "FIXME", "XXX", "HACK"].join("|"), "g");
  const places = written.flatMap((source) =>
    placesOf({ ...source, code: source.text }, word)
  );
  assert.deepEqual(places, [], "Do it, or open an issue");
});

Deno.test("every file opens with what it is", () => {
  const silent = [...sources, ...drawn].filter(({ text }) => {
    const opening = /^(?:#!.*\n)?\/\*\*[^]*?\*\//.exec(text)?.[0];
    return !opening || !/^ \* @module\b/m.test(opening);
  });
  assert.deepEqual(silent.map(({ path }) => path), []);
});

Deno.test("no file is longer than a person reads at once", () => {
  const long = written.map(({ path, text }) => ({
    path,
    lines: text.trimEnd().split("\n").length,
  })).filter(({ path, lines }) => lines > (longFiles[path] ?? linesMax));
  assert.deepEqual(
    long.map(({ path, lines }) => `${path}: ${lines} lines`),
    [],
    "Look for the second idea in it",
  );
});

Deno.test("the list of long files only shrinks", () => {
  const lengths = new Map(sources.map(({ path, text }) => [
    path,
    text.trimEnd().split("\n").length,
  ]));
  const mended = Object.keys(longFiles)
    .filter((path) => (lengths.get(path) ?? 0) <= linesMax);
  assert.deepEqual(mended, [], "Take these off the list");
});

Deno.test("what touches the world is noticed, and what only looks so is not", () => {
  const touches = [
    "Date.now()",
    "new Date()",
    "new Date;",
    "performance.now()",
    "Math.random()",
    "crypto.randomUUID()",
    "globalThis.crypto.subtle",
    "setTimeout(f, 1)",
    "const wait = setInterval;",
    "Deno.readFile(x)",
    "process.env.HOME",
    "await fetch(url)",
    "`${Date.now()}`",
  ];
  const innocent = [
    "// Date.now()",
    '"Date.now()"',
    "new Date(atMs).toISOString()",
    "context.ambient.nowMs()",
    "ambient.random()",
    'import { createHash } from "node:crypto";',
    "Math.floor(x)",
    "processed.push(x)",
  ];
  const hits = (text: string) => placesOf(scan("x.ts", text), world).length;
  assert.deepEqual(touches.filter((text) => hits(text) === 0), []);
  assert.deepEqual(innocent.filter((text) => hits(text) > 0), []);
});

Deno.test("any is noticed as a type, and not as a word", () => {
  const hits = (text: string) => placesOf(scan("x.ts", text), anyType).length;
  const typed = ["let a: any;", "f<any>()", "a as any[]", "Map<string, any>"];
  const words = ["// any", '"any"', "many", "company", "Promise.any(x)"];
  assert.deepEqual(typed.filter((text) => hits(text) === 0), []);
  assert.deepEqual(words.filter((text) => hits(text) > 0), []);
});
