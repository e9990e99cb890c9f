import assert from "node:assert/strict";
import { exceptions, roomOf, rooms, typesOnly } from "./rooms.ts";
import {
  filesUnder,
  type Import,
  importsOf,
  readSource,
  root,
  scan,
  type Source,
} from "./source.ts";

const sources = [
  ...filesUnder(["actors", "src", "mod.ts", "main.ts"]),
  ...filesUnder(["src/inspector/page"], ".tsx"),
].map(readSource);

Deno.test("imports point only where the rooms allow it", () => {
  const wrong = sources.flatMap(wrongImports);
  assert.deepEqual(wrong, [], advice(wrong));
});

Deno.test("what is allowed is needed", () => {
  const files = [...Object.keys(exceptions), ...Object.keys(typesOnly)];
  const paths = new Set(sources.map(({ path }) => path));
  assert.deepEqual(
    files.filter((path) => !paths.has(path)),
    [],
    "tests/house/rooms.ts has a line for a file that is gone",
  );
  for (const path of files) {
    const { outside, ours } = exceptions[path] ?? { outside: [], ours: [] };
    const imports = importsOf(sources.find((source) => source.path === path)!)
      .map(({ from }) => from.startsWith(".") ? targetOf(path, from) : from);
    const unused = [...outside, ...ours].filter((allowed) =>
      !imports.some((target) =>
        target === allowed || roomOf(target) === allowed
      )
    );
    assert.deepEqual(unused, [], `${path} no longer needs this`);
  }
});

Deno.test("an arrow against the rules is noticed, in whatever form", () => {
  const trials: [path: string, text: string, isWrong: boolean][] = [
    ["src/wire/x.ts", 'import { a } from "../protocol/a.ts";', true],
    ["src/wire/x.ts", 'export * from "../protocol/a.ts";', true],
    ["src/wire/x.ts", 'import type { A } from "../protocol/a.ts";', true],
    ["src/wire/etf/x.ts", 'import { a } from "../reader.ts";', false],
    ["actors/x.ts", 'const a = await import("../src/ports/udp.ts");', true],
    ["actors/x.ts", 'import "../src/node.ts";', true],
    ["actors/x.ts", 'import dgram from "node:dgram";', true],
    ["actors/x.ts", '// import dgram from "node:dgram";', false],
    ["src/sim/x.ts", 'import type { A } from "../ports/world.ts";', false],
    ["src/sim/x.ts", 'import { a } from "../ports/udp.ts";', true],
    ["src/cli/x.ts", 'import { a } from "../ports/udp.ts";', true],
    ["src/node_news.ts", 'import type { A } from "../actors/a.ts";', false],
    ["src/node_news.ts", 'import { a } from "../actors/a.ts";', true],
    ["src/node_events.ts", 'import type { A } from "../actors/a.ts";', true],
    ["src/otp/x.ts", 'import { match } from "ts-pattern";', true],
    ["src/inspector/x.ts", 'import { a } from "./page/a.ts";', true],
    ["src/inspector/page/x.ts", 'import { a } from "../frame.ts";', false],
    ["src/inspector/page/x.ts", 'import { a } from "../../otp/a.ts";', true],
    ["src/new/x.ts", 'import "xstate";', true],
  ];
  for (const [path, text, isWrong] of trials) {
    assert.equal(wrongImports(scan(path, text)).length > 0, isWrong, text);
  }
});

function wrongImports(source: Source): string[] {
  return importsOf(source)
    .filter((imported) => !isAllowed(source.path, imported))
    .map(({ from, line }) => `${source.path}:${line} imports ${from}`);
}

function isAllowed(path: string, { from, isTypeOnly }: Import): boolean {
  const room = roomOf(path);
  const more = exceptions[path];
  if (!from.startsWith(".")) {
    return [...rooms[room]?.outside ?? [], ...more?.outside ?? []]
      .includes(from);
  }
  const target = targetOf(path, from);
  const targetRoom = roomOf(target);
  if (targetRoom === room) return true;
  if (isTypeOnly && typesOnly[path] === targetRoom) return true;
  return [...rooms[room]?.ours ?? [], ...more?.ours ?? []]
    .some((allowed) => allowed === targetRoom || allowed === target);
}

function targetOf(path: string, from: string): string {
  const url = new URL(from, new URL(path, root));
  return url.href.slice(root.href.length);
}

function advice(wrong: readonly string[]): string {
  return [
    "These arrows are against docs/architecture.md:",
    ...wrong,
    "Move what is imported to a room below, hand it in from src/node.ts, or change tests/house/rooms.ts and say why.",
  ].join("\n");
}
