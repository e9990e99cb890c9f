/**
 * An error and its causes as text that is safe to print.
 *
 * @module
 */

/** Causes followed: a chain is rarely longer. */
const causesMax = 8;

/** Characters of a reason; what a stranger made us throw must not fill a log. */
const reasonCharsMax = 500;

/** `outer: inner: innermost`, without control characters and at most 500 characters long. */
export function reasonOf(error: unknown): string {
  return bounded([...textsOf(error)].join(": "));
}

/** Each error of the chain, outermost first: eight at most, each without control characters and 500 characters long at most. */
export function causesOf(error: unknown): readonly string[] {
  return [...textsOf(error)].map(bounded);
}

function* textsOf(error: unknown): Generator<string, void, void> {
  const seen = new Set<unknown>();
  let next = error;
  while (next !== undefined && seen.size < causesMax && !seen.has(next)) {
    seen.add(next);
    yield textOf(next);
    next = causeOf(next);
  }
}

function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.cause : undefined;
  } catch {
    return undefined;
  }
}

function bounded(text: string): string {
  // Cut before it is searched too, since what was thrown may be of any length.
  return printable(text.slice(0, reasonCharsMax)).slice(0, reasonCharsMax);
}

/** What was thrown may be anything, also what has no text: telling of a crash must not be one. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return `a thrown ${typeof thrown}`;
  }
}

/** `text` with control characters, bidirectional ones included, escaped, so that it cannot forge a line or move a terminal's cursor. */
export function printable(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- these are what is escaped
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
