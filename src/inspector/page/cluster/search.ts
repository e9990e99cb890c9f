/**
 * A part of a long list: what somebody searched, and not more of it than can be shown.
 *
 * @module
 */
import { seekerOf } from "../words/sought.ts";

/** Rows that are shown at once; a search finds the others. */
export const rowsMax = 200;

/** A part of a list. */
export interface Found<Item> {
  /** What is shown. */
  readonly shown: readonly Item[];
  /** How many there are that are not shown since there are too many. */
  readonly more: number;
}

/** Items whose text contains all words of `words`, whatever their case. */
export function search<Item>(
  items: readonly Item[],
  words: string,
  textOf: (item: Item) => string,
): Found<Item> {
  const isSought = seekerOf(words);
  const found = items.filter((item) => isSought(textOf(item)));
  return {
    shown: found.slice(0, rowsMax),
    more: Math.max(0, found.length - rowsMax),
  };
}
