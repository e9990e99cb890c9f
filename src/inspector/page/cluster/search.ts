/**
 * A part of a long list: what somebody searched, and not more of it than can be shown.
 *
 * @module
 */

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
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = wanted.length === 0 ? items : items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return {
    shown: found.slice(0, rowsMax),
    more: Math.max(0, found.length - rowsMax),
  };
}
