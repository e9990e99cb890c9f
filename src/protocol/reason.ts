/**
 * An error and its causes as one line that is safe to print.
 *
 * @module
 */

/** Causes followed: a chain is rarely longer, and a cycle must end. */
const causesMax = 8;

/** Characters of a reason; what a stranger made us throw must not fill a log. */
const reasonCharsMax = 500;

/** `outer: inner: innermost`, without control characters and at most 500 characters long. */
export function reasonOf(error: unknown): string {
  const parts: string[] = [];
  let next = error;
  for (let i = 0; i < causesMax && next !== undefined; i++) {
    parts.push(next instanceof Error ? next.message : String(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return printable(parts.join(": ")).slice(0, reasonCharsMax);
}

/** `text` with control characters escaped, so that it cannot forge a line or move a terminal's cursor. */
export function printable(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- these are what is escaped
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
