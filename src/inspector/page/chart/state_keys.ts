/**
 * How the keyboard goes through the states of a drawing.
 *
 * @module
 */
import type { Drawing } from "./drawing.ts";

/**
 * Where a key leads: to the state of that id, out of the states (null), or nowhere since it means something else here
 * (undefined).
 */
export function stateAfter(
  { states }: Drawing,
  current: string,
  key: string,
  isAtState: boolean,
): string | null | undefined {
  const ids = states.map(({ node }) => node.id);
  if (!isAtState) return key === "Enter" ? current : undefined;
  const at = ids.indexOf(current);
  switch (key) {
    case "Escape":
      return null;
    case "ArrowDown":
    case "ArrowRight":
      return ids[Math.min(at + 1, ids.length - 1)];
    case "ArrowUp":
    case "ArrowLeft":
      return ids[Math.max(at - 1, 0)];
    case "Home":
      return ids[0];
    case "End":
      return ids.at(-1);
    default:
      return undefined;
  }
}
