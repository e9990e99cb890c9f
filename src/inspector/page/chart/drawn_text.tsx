/**
 * Lines of text in a drawing.
 *
 * @module
 */
import type { JSX } from "preact";
import type { DrawnText } from "./drawing.ts";
import { lineHeight, tagPadding } from "./measures.ts";

/** From the upper edge of a line to where its letters stand, in px. */
const baseline = 11;

/** The lines, each piece where it was measured to be. */
export function TextLines({ x, y, lines }: DrawnText): JSX.Element {
  return (
    <>
      {lines.map((line, at) =>
        line.map((piece) => (
          <text
            key={`${at} ${piece.x}`}
            class={`text-${piece.role}`}
            x={x + piece.x + (piece.role === "tag" ? tagPadding : 0)}
            y={y + at * lineHeight + baseline}
          >
            {piece.text}
          </text>
        ))
      )}
    </>
  );
}
