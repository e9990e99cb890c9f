/**
 * Texts that are cut where there is no more room.
 *
 * @module
 */

/** The end of a path that has room, whole names if possible: `…/town`. */
export function pathEnd(path: string, charsMax: number): string {
  if (path.length <= charsMax) return path;
  const end = path.slice(-Math.max(0, charsMax - 1));
  const slash = end.indexOf("/");
  return `…${slash < 0 ? end : end.slice(slash)}`;
}

/** The beginning of a text that has room. */
export function textStart(text: string, charsMax: number): string {
  return text.length > charsMax
    ? `${text.slice(0, Math.max(0, charsMax - 1))}…`
    : text;
}
