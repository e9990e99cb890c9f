/**
 * How an actor fares, which a mark of its own shape says.
 *
 * @module
 */
import type { ActorRow } from "../../frame.ts";

/** How an actor fares. */
export type Tone =
  | "healthy"
  | "waiting"
  | "troubled"
  | "crashed"
  | "ended"
  | "plain";

/** How an actor fares, by how it ended and by what its states are tagged. */
export function toneOf({ status, tags }: ActorRow): Tone {
  if (status === "error") return "crashed";
  if (status !== "active") return "ended";
  if (tags?.includes("troubled")) return "troubled";
  if (tags?.includes("waiting")) return "waiting";
  if (tags?.includes("healthy")) return "healthy";
  return "plain";
}

/** Whether somebody should have a look. */
export function isTroubled(row: ActorRow): boolean {
  const tone = toneOf(row);
  return tone === "troubled" || tone === "crashed";
}
