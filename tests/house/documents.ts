/**
 * The project's documents, their links and the examples in them.
 *
 * @module
 */
import { filesUnder, root } from "./source.ts";

/** One Markdown file. */
export interface Document {
  /** Path from the root of the project. */
  readonly path: string;
  /** As it is. */
  readonly text: string;
}

/** A block of code. */
export interface Example {
  /** What stands behind the backticks, e.g. `ts ignore`. */
  readonly language: string;
  /** The code. */
  readonly code: string;
  /** Where, as `path:line`. */
  readonly place: string;
}

/** All documents. */
export function documents(): Document[] {
  return filesUnder(["README.md", "CHANGELOG.md", "docs"], ".md")
    .map((path) => ({
      path,
      text: Deno.readTextFileSync(new URL(path, root)),
    }));
}

/** The blocks of code in a document. */
export function examplesOf({ path, text }: Document): Example[] {
  return [...text.matchAll(/^```([^\n`]*)\n([^]*?)^```$/gm)].map((match) => ({
    language: match[1]!.trim(),
    code: match[2]!,
    place: `${path}:${text.slice(0, match.index).split("\n").length}`,
  }));
}

/** Where the links of a document lead that stay within the project. */
export function linksOf({ text }: Document): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** The names by which the headings of a document can be linked to. */
export function anchorsOf({ text }: Document): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(
      " ",
      "-",
    )
  );
}
