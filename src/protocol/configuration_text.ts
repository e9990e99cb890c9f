/**
 * The text of a settings file, which is JSON with comments and commas before a closing bracket: what it says, and in which
 * line and column.
 *
 * Refuses, and never throws: what is no such text, a name that is there twice (readers differ in which one holds), and
 * what is nested too deeply or too long. What is refused is never quoted: there may be a key in it.
 *
 * @module
 */
import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { printable } from "./reason.ts";

/** Where something is in a text; lines and columns begin with 1, and a column is a UTF-16 unit. */
export interface Place {
  /** The line. */
  readonly line: number;
  /** The column. */
  readonly column: number;
}

/** What is wrong with a settings file, and where. */
export interface Problem extends Place {
  /** `topologies.gossip.port: given "x"; allowed: …`. */
  readonly message: string;
}

/** What a text says. */
export interface ConfigurationText {
  /** The value. */
  readonly value: unknown;
  /** Where the setting is to which these names lead; if it is not there, where it would be. */
  placeOf(path: readonly string[]): Place;
}

/** A text, or all that is wrong with it. */
export type ReadText =
  | { readonly ok: true; readonly value: ConfigurationText }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Longest text, in characters: some thousand overlays; a file that is longer was meant for something else. */
export const textCharsMax = 4_194_304;

/** Deepest nesting: settings have seven levels at most, and the parser calls itself for each. */
export const depthMax = 32;

/** Problems that are told: a text that is no JSON at all has one a word. */
const problemsMax = 32;

/** Token kinds of the scanner, which it exports as types only. */
const openBrace = 1,
  closeBrace = 2,
  openBracket = 3,
  closeBracket = 4,
  end = 17;

/** Reads the text of a settings file. */
export function readText(given: string): ReadText {
  const text = given.replace(/^\uFEFF/, " ");
  const refuse = (message: string, offset = 0): ReadText => ({
    ok: false,
    problems: [{ ...placeAt(text, offset), message }],
  });
  if (text.length > textCharsMax) {
    return refuse(`the file is longer than ${textCharsMax} characters`);
  }
  const tooDeep = offsetTooDeep(text);
  if (tooDeep !== undefined) {
    return refuse(`nested deeper than ${depthMax} levels`, tooDeep);
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (!tree && isEmpty(text)) {
    return refuse("there is nothing in the file: say at least {}");
  }
  const problems = errors.map(({ error, offset }) => ({
    ...placeAt(text, offset),
    message: sentenceOf(printParseErrorCode(error)),
  }));
  if (!tree || problems.length > 0) {
    return { ok: false, problems: firstOfLines(problems) };
  }
  const twice = namesTwice(tree, text);
  if (twice.length > 0) return { ok: false, problems: twice };
  const placeOf = (path: readonly string[]) =>
    placeAt(text, offsetOf(tree, path));
  return { ok: true, value: { value: valueOf(tree), placeOf } };
}

/** What is wrong once is told again for each word that follows. */
function firstOfLines(problems: readonly Problem[]): readonly Problem[] {
  const lines = problems.map(({ line }) => line);
  return problems.filter(({ line }, index) => lines.indexOf(line) === index)
    .slice(0, problemsMax);
}

function isEmpty(text: string): boolean {
  return createScanner(text, true).scan() === end;
}

/** `ValueExpected` as a person says it. */
function sentenceOf(code: string): string {
  const words = code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `no JSON: ${words}`;
}

/** Where the nesting is too deep, if it is. */
function offsetTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === end) return undefined;
    if (kind === openBrace || kind === openBracket) depth++;
    if (kind === closeBrace || kind === closeBracket) depth--;
    if (depth > depthMax) return scanner.getTokenOffset();
  }
}

/** Not the parser's own: that one has `__proto__` set the prototype. */
function valueOf(node: Node): unknown {
  const { type, children = [] } = node;
  if (type === "array") return children.map(valueOf);
  if (type !== "object") return node.value;
  return Object.fromEntries(
    propertiesOf(node).map(([name, value]) => [name.value, valueOf(value)]),
  );
}

function namesTwice(node: Node, text: string): readonly Problem[] {
  const { type, children = [] } = node;
  const inner = type === "object"
    ? propertiesOf(node).map(([, value]) => value)
    : type === "array"
    ? children
    : [];
  const seen = new Set<string>();
  const own = type !== "object" ? [] : propertiesOf(node).flatMap(([name]) => {
    const isTwice = seen.has(name.value);
    seen.add(name.value);
    const shown = printable(String(name.value)).slice(0, 80);
    return isTwice
      ? [{
        ...placeAt(text, name.offset),
        message: `${shown}: it is there twice`,
      }]
      : [];
  });
  return [...own, ...inner.flatMap((each) => namesTwice(each, text))]
    .slice(0, problemsMax);
}

/** The place of the value, of a name that has none, or of what it would be in. */
function offsetOf(root: Node, path: readonly string[]): number {
  let node = root;
  let offset = root.offset;
  for (const step of path) {
    if (node.type === "array") {
      const item = node.children?.[Number(step)];
      if (!item) return offset;
      ({ offset } = node = item);
      continue;
    }
    const property = node.type === "object"
      ? propertiesOf(node).find(([name]) => name.value === step)
      : undefined;
    if (!property) return offset;
    const [name, value] = property;
    node = value;
    offset = name.offset;
  }
  return offset;
}

function propertiesOf({ children = [] }: Node): readonly [Node, Node][] {
  return children.map(({ children: pair = [] }) => [pair[0]!, pair[1]!]);
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
