/**
 * Words that somebody looks for, wherever on the page.
 *
 * @module
 */

/** Tells which texts have all words of `query`, whatever their case; without words it is every text. */
export function seekerOf(query: string): (text: string) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return (text) => {
    if (words.length === 0) return true;
    const folded = text.toLowerCase();
    return words.every((word) => folded.includes(word));
  };
}
