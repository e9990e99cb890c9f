/**
 * What keys do in a tree, after the pattern of WAI-ARIA.
 *
 * @module
 */
import { parentLine, type TreeLine } from "./tree_lines.ts";

/** Rows that a page key moves by. */
const pageRows = 12;

/** What follows from a key. */
export type TreeMove =
  | { readonly type: "go"; readonly to: number }
  | { readonly type: "open" | "close"; readonly key: string }
  | { readonly type: "choose" };

/** What a key does at a line; nothing if it is not for the tree. */
export function moveOf(
  key: string,
  lines: readonly TreeLine[],
  at: number,
): TreeMove | undefined {
  const line = lines[at];
  if (!line) return undefined;
  switch (key) {
    case "ArrowDown":
      return go(lines, at + 1);
    case "ArrowUp":
      return go(lines, at - 1);
    case "PageDown":
      return go(lines, at + pageRows);
    case "PageUp":
      return go(lines, at - pageRows);
    case "Home":
      return go(lines, 0);
    case "End":
      return go(lines, lines.length - 1);
    case "ArrowRight":
      if (line.isOpen === false) return { type: "open", key: line.key };
      return line.isOpen ? go(lines, at + 1) : undefined;
    case "ArrowLeft": {
      if (line.isOpen) return { type: "close", key: line.key };
      const parent = parentLine(lines, at);
      return parent === undefined ? undefined : go(lines, parent);
    }
    case "Enter":
    case " ":
      return { type: "choose" };
    default:
      return undefined;
  }
}

/** The next line that begins with what was typed, from the one behind `at` on and around; `at` itself comes first while more is typed. */
export function typedAt(
  typed: string,
  lines: readonly TreeLine[],
  at: number,
): number | undefined {
  const wanted = typed.toLowerCase();
  const start = typed.length > 1 ? at : at + 1;
  for (let i = 0; i < lines.length; i++) {
    const place = (start + i) % lines.length;
    const line = lines[place]!;
    const label = line.type === "actor" ? line.row.name : line.label;
    if (label.toLowerCase().startsWith(wanted)) return place;
  }
  return undefined;
}

function go(lines: readonly TreeLine[], to: number): TreeMove {
  return { type: "go", to: Math.max(0, Math.min(to, lines.length - 1)) };
}
