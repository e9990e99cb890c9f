/**
 * Values that stand in a chart (parameters, events, state values), as short text.
 *
 * @module
 */

/** Characters of a value; a chart shows what it is, not all of it. */
export const valueCharsMax = 120;

/** What stands for what has no text of its own: a function, a cycle. */
export const unsaid = "…";

/** `value` as JSON, cut where it is long. Never throws. */
export function valueText(value: unknown): string {
  if (typeof value === "function") return unsaid;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    return unsaid;
  }
  if (text === undefined) return unsaid;
  return text.length > valueCharsMax
    ? text.slice(0, valueCharsMax - 1) + unsaid
    : text;
}
