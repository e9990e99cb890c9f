/**
 * What stands at lanes and marks of a sequence.
 *
 * @module
 */
import type { Lane } from "./lanes.ts";
import type { Mark } from "./story.ts";

const words: Readonly<Record<Mark["type"], string>> = {
  started: "started",
  stopped: "stopped",
  completed: "completed",
  crashed: "crashed",
  gave_up: "gave up",
  restarted: "restarted",
};

/** What a mark says. */
export function markText({ type, cause }: Mark): string {
  return cause === undefined ? words[type] : `${words[type]}: ${cause}`;
}

/** What a lane is called. */
export function laneText({ path, actors }: Lane): string {
  return actors > 1 ? `${path} (${actors})` : path;
}
