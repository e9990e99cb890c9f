/**
 * Text in a Mermaid diagram.
 *
 * @module
 */

/** Characters that mean nothing to Mermaid, nor to the Markdown that it reads in labels. */
const plain = /^[\p{L}\p{N} ./,()[\]?!'=+→…-]$/u;

/** `text` with whatever Mermaid might read as notation as numbered entities, `#58;` for a colon. */
export function escapeLabel(text: string): string {
  return [...text.replace(/\s+/g, " ")]
    .map((char) => plain.test(char) ? char : `#${char.codePointAt(0)};`)
    .join("");
}
