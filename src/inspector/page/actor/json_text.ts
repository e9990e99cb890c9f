/**
 * A value of JSON in words.
 *
 * @module
 */
import type { Json } from "../../frame.ts";
import { wordsOf } from "../../in_words.ts";

/** Characters of a text that are seen before it is unfolded: about five lines of the panel. */
export const foldedCharsMax = 200;

/** The values in a value, with their keys; nothing if it can have none. */
export function entriesOf(value: Json): readonly [string, Json][] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (wordsOf(value) !== undefined) return undefined;
  const entries = Object.entries(value);
  return isCollection(entries) ? entriesOf(entries[0]![1]) : entries;
}

/** A plain value as it is written, words without quotes, `3 entries` of a list, `Map(3)` of a map, and of a record its first keys. */
export function summaryOf(value: Json): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? "[]"
      : `${value.length} ${value.length === 1 ? "entry" : "entries"}`;
  }
  const entries = entriesOf(value);
  if (!entries) return wordsOf(value) ?? JSON.stringify(value);
  const own = Object.entries(value as object);
  if (isCollection(own)) return own[0]![0];
  if (entries.length === 0) return "{}";
  const keys = entries.slice(0, 3).map(([key]) => key).join(", ");
  return entries.length > 3 ? `${keys}, …` : keys;
}

/** What kind of value it is, for its colour: `words` stand for what JSON cannot say. */
export function kindOf(value: Json): string {
  if (wordsOf(value) !== undefined) return "words";
  return value === null ? "null" : typeof value;
}

/** The beginning of a text that is long enough to be folded. */
export function foldedOf(text: string): string | undefined {
  if (text.length <= foldedCharsMax) return undefined;
  return `${text.slice(0, foldedCharsMax)}…`;
}

/** Whether it is how a map or a set is told: a record with one key that says which of them, and how large it is. */
function isCollection(entries: readonly [string, Json][]): boolean {
  const [first] = entries;
  return entries.length === 1 && /^(?:Map|Set)\(\d+\)$/.test(first![0]) &&
    typeof first![1] === "object" && first![1] !== null;
}
