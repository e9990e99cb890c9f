/**
 * Who may be connected to, and may connect: names that fit a pattern, `*` standing for any number of characters.
 *
 * @module
 */
import type { AllowSettings } from "./settings.ts";

/** Says of a node's name, `name@host`, whether it is allowed. Without settings everybody is. */
export function allowed(
  allow: AllowSettings | undefined,
): (node: string) => boolean {
  if (!allow) return () => true;
  const nodes = allow.nodes ?? [];
  const hosts = allow.hosts ?? [];
  return (node) =>
    nodes.some((pattern) => fits(node, pattern)) ||
    hosts.some((pattern) => fits(hostOf(node), pattern));
}

/** What comes after the `@` of a node's name. */
export function hostOf(node: string): string {
  return node.slice(node.indexOf("@") + 1);
}

/**
 * Whether `text` fits `pattern`. Takes the leftmost place for each part, which needs no backtracking, so that a stranger's name
 * costs no more than its length times that of the pattern.
 */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const first = parts.shift()!;
  const last = parts.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
