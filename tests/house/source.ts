/**
 * Source files with their comments and texts told apart, so that a rule about code is not broken by a sentence
 * about it.
 *
 * A scanner of a few states, not a parser: it knows comments, the three kinds of quotes, templates with code in them,
 * and regular expressions. Blanked characters become spaces, so positions and lines stay.
 *
 * @module
 */

/** One file. */
export interface Source {
  /** Path from the root of the project, e.g. `src/otp/mod.ts`. */
  readonly path: string;
  /** As it is. */
  readonly text: string;
  /** Without comments. */
  readonly uncommented: string;
  /** Without comments and without what stands in quotes and regular expressions. */
  readonly code: string;
}

/** One import or re-export. */
export interface Import {
  /** What is imported, as written. */
  readonly from: string;
  /** Whether only types are: nothing of them is left when the program runs. */
  readonly isTypeOnly: boolean;
  /** Where. */
  readonly line: number;
}

/** Root of the project. */
export const root = new URL("../../", import.meta.url);

/** All files of ours under `folders` (or files) whose names end in `extension`, in order of their paths. */
export function filesUnder(
  folders: readonly string[],
  extension = ".ts",
): string[] {
  const found: string[] = [];
  for (const path of folders) {
    const { isFile } = Deno.statSync(new URL(path, root));
    if (isFile) {
      if (path.endsWith(extension)) found.push(path);
      continue;
    }
    const entries = [...Deno.readDirSync(new URL(path, root))];
    const inside = entries.filter(({ name }) => name !== "node_modules")
      .map(({ name }) => `${path}/${name}`);
    found.push(...filesUnder(inside, extension));
  }
  return found.sort();
}

/** Reads and scans one file. */
export function readSource(path: string): Source {
  return scan(path, Deno.readTextFileSync(new URL(path, root)));
}

/** The line of a position, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** Every place in `code` where `pattern` (which must be global) matches, as `path:line`. */
export function placesOf(
  { path, code }: Source,
  pattern: RegExp,
): string[] {
  return [...code.matchAll(pattern)].map(({ index }) =>
    `${path}:${lineAt(code, index)}`
  );
}

// In `code` the quotes stay and what is between them is blank, so a specifier is where `code` has an empty one.
const specifier = /["'](?<NAME> *)["']/.source;
const importPattern = new RegExp(
  [
    /\b(?:import|export)\b(?<what>[^;"'`=]*?)\bfrom\s*/.source +
    specifier.replace("NAME", "named"),
    /\bimport\s*\(?\s*/.source + specifier.replace("NAME", "bare"),
  ].join("|"),
  "g",
);

/** What a file imports and exports from elsewhere, dynamic imports of a plain text included. */
export function importsOf({ code, uncommented }: Source): Import[] {
  return [...code.matchAll(importPattern)].map((match) => {
    const { what = "", named, bare } = match.groups!;
    const end = match.index + match[0].length - 1;
    const start = end - (named ?? bare ?? "").length;
    return {
      from: uncommented.slice(start, end),
      isTypeOnly: isTypeOnly(what),
      line: lineAt(code, match.index),
    };
  });
}

function isTypeOnly(what: string): boolean {
  if (/^\s+type\b(?!\s*,|\s+from)/.test(what)) return true;
  const named = /^\s*\{([^}]*)\}\s*$/.exec(what)?.[1];
  const names = named?.split(",").map((name) => name.trim()).filter(Boolean);
  return names !== undefined && names.length > 0 &&
    names.every((name) => name.startsWith("type "));
}

/** Tells comments, texts and code of `text` apart. */
export function scan(path: string, text: string): Source {
  const comments = new Blanker(text);
  const quotes = new Blanker(text);
  /** Depths of braces at which a template goes on. */
  const templates: number[] = [];
  let depth = 0;
  /** The last characters of code, which tell a regular expression from a division. */
  let before = "";
  let i = 0;
  while (i < text.length) {
    const char = text[i]!;
    const end = endOfComment(text, i);
    const isComment = end > i;
    if (isComment) {
      comments.blank(i, end);
      i = end;
    } else if (char === '"' || char === "'") {
      const close = endOfText(text, i, char);
      quotes.blank(i + 1, close - 1);
      i = close;
    } else if (char === "`" || (char === "}" && templates.at(-1) === depth)) {
      if (char === "}") templates.pop();
      const close = endOfTemplatePart(text, i + 1);
      const opensCode = text[close - 1] === "{";
      quotes.blank(i + 1, close - (opensCode ? 2 : 1));
      if (opensCode) templates.push(depth);
      i = close;
    } else if (char === "/" && regexpMayFollow(before)) {
      const close = endOfRegExp(text, i);
      quotes.blank(i + 1, close - 1);
      i = close;
    } else {
      if (char === "{") depth++;
      if (char === "}") depth--;
      i++;
    }
    if (!isComment) before = (before + text[i - 1]).slice(-longestWord);
  }
  const uncommented = comments.toString();
  return { path, text, uncommented, code: quotes.over(uncommented) };
}

/** Notes what to blank. */
class Blanker {
  readonly #text: string;
  readonly #ranges: [number, number][] = [];

  constructor(text: string) {
    this.#text = text;
  }

  blank(from: number, to: number): void {
    this.#ranges.push([from, to]);
  }

  over(text: string): string {
    let blanked = "";
    let at = 0;
    for (const [from, to] of this.#ranges) {
      blanked += text.slice(at, from) +
        text.slice(from, to).replace(/[^\n]/g, " ");
      at = to;
    }
    return blanked + text.slice(at);
  }

  toString(): string {
    return this.over(this.#text);
  }
}

function endOfComment(text: string, at: number): number {
  if (text.startsWith("//", at)) {
    const end = text.indexOf("\n", at);
    return end < 0 ? text.length : end;
  }
  if (!text.startsWith("/*", at)) return at;
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
}

function endOfText(text: string, at: number, quote: string): number {
  let i = at + 1;
  while (i < text.length && text[i] !== quote) i += text[i] === "\\" ? 2 : 1;
  return i + 1;
}

/** Just behind the closing backtick, or behind the brace that opens code. */
function endOfTemplatePart(text: string, at: number): number {
  let i = at;
  while (i < text.length && text[i] !== "`") {
    if (text.startsWith("${", i)) return i + 2;
    i += text[i] === "\\" ? 2 : 1;
  }
  return i + 1;
}

function endOfRegExp(text: string, at: number): number {
  let isInClass = false;
  let i = at + 1;
  while (i < text.length && text[i] !== "\n") {
    if (text[i] === "/" && !isInClass) return i + 1;
    if (text[i] === "[") isInClass = true;
    if (text[i] === "]") isInClass = false;
    i += text[i] === "\\" ? 2 : 1;
  }
  return at + 1;
}

/** Characters of code remembered: enough for `return` and a few spaces. */
const longestWord = 40;

/** Whether a slash after `code` begins a regular expression and does not divide. */
function regexpMayFollow(code: string): boolean {
  const before = code.trimEnd();
  return before === "" || /[(,=:[!&|?{};+\-*%<>~^]$/.test(before) ||
    /(?<![\w$.])(?:return|typeof|case|in|of|void|throw|await|yield)$/
      .test(before);
}
