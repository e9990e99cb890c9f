/**
 * Text that is broken into lines, so that a long guard makes a label higher and not the drawing wider.
 *
 * @module
 */
import type { Piece, Role } from "./words.ts";

/** Width of `text` as it will be drawn, in px. */
export type Measure = (text: string, role: Role) => number;

/** Text in lines. */
export interface Paragraph {
  /** Its lines, from the top; within a line each piece stands behind the one before it. */
  readonly lines: readonly (readonly PlacedPiece[])[];
  /** Width of its longest line, in px. */
  readonly width: number;
}

/** A piece of text and where in its line it begins. */
export interface PlacedPiece extends Piece {
  /** From the left edge of the line, in px. */
  readonly x: number;
}

/** Breaks text into lines of at most `widthMax` px; nothing is left out, and only one character alone may be wider. */
export function paragraphOf(
  pieces: readonly Piece[],
  widthMax: number,
  measure: Measure,
): Paragraph {
  const lines: PlacedPiece[][] = [[]];
  let x = 0;
  let width = 0;
  for (const piece of pieces) {
    let gap = x === 0 ? 0 : measure(" ", piece.role);
    for (const text of chunksOf(piece, widthMax, measure)) {
      const chunkWidth = measure(text.trimEnd(), piece.role);
      if (x > 0 && x + gap + chunkWidth > widthMax) {
        lines.push([]);
        x = 0;
        gap = 0;
      }
      const line = lines.at(-1)!;
      const before = line.at(-1);
      if (before && gap === 0 && before.role === piece.role) {
        line[line.length - 1] = { ...before, text: before.text + text };
        x = before.x + measure(before.text + text, piece.role);
      } else {
        line.push({ text, role: piece.role, x: x + gap });
        x += gap + measure(text, piece.role);
      }
      gap = 0;
      const trailing = measure(text, piece.role) - chunkWidth;
      width = Math.max(width, x - trailing);
    }
  }
  return { lines: lines.map(trimmed), width };
}

/** The parts between which a line may be broken: behind spaces, and where that is not enough behind dots and words. */
function chunksOf(
  { text, role }: Piece,
  widthMax: number,
  measure: Measure,
): string[] {
  const fits = (part: string) => measure(part.trimEnd(), role) <= widthMax;
  const split = (parts: readonly string[], at: RegExp) =>
    parts.flatMap((part) => fits(part) ? [part] : part.split(at));
  const words = text.replace(/[^\S\u00a0]+/g, " ").split(/(?<= )(?!ms\b)/);
  const parts = split(
    split(words, /(?<=[.,:;_([{-])/),
    /(?<=\p{Ll})(?=\p{Lu})/u,
  );
  return parts.flatMap((part) => halves(part, fits));
}

/** What fits of a part that has no place to break it. */
function halves(part: string, fits: (part: string) => boolean): string[] {
  const chars = [...part];
  if (fits(part) || chars.length < 2) return [part];
  const middle = Math.ceil(chars.length / 2);
  return [chars.slice(0, middle), chars.slice(middle)]
    .flatMap((half) => halves(half.join(""), fits));
}

function trimmed(line: readonly PlacedPiece[]): PlacedPiece[] {
  return line.map((piece, at) =>
    at === line.length - 1 ? { ...piece, text: piece.text.trimEnd() } : piece
  );
}
