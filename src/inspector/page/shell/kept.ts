/**
 * What the browser keeps for the next time. One that keeps nothing does no harm.
 *
 * @module
 */

const prefix = "rookery-inspector-";

/** What was kept by that name. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps something by a name. */
export function keep(name: string, text: string): void {
  try {
    localStorage.setItem(prefix + name, text);
  } catch {
    // Storage may be full or forbidden; then it holds until the page is closed.
  }
}
