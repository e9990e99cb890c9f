/**
 * Words in the place of a value that JSON cannot say, told apart from a text with the same letters: `{"$": "undefined"}`
 * is nothing, and `"undefined"` somebody's text. The server writes them, and the page shows them without quotes.
 *
 * A record whose only entry is a text called `$` looks the same; all that costs it is that it is shown by its text.
 *
 * @module
 */
import type { Json } from "./frame.ts";

/** The words as JSON. */
export function inWords(words: string): Json {
  return { $: words };
}

/** The words that a value of JSON is; nothing if it is itself what is meant. */
export function wordsOf(value: Json): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const [first, ...others] = Object.entries(value);
  if (!first || others.length > 0 || first[0] !== "$") return undefined;
  return typeof first[1] === "string" ? first[1] : undefined;
}
