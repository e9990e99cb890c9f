/**
 * How much crosses a bridge a second, from the counts that facts carry.
 *
 * @module
 */
import type { OverlayFacts } from "../../frame.ts";
import type { PastTraffic } from "../timeline/facts_history.ts";

/** What rates are taken over, in ms: one busy second neither hides nor stays long. */
export const trafficSpanMs = 5_000;

/** One kind of traffic. */
export interface Traffic {
  /** What is counted, e.g. `to_group`. */
  readonly kind: string;
  /** How much there was since the node began. */
  readonly count: number;
  /** How much there is a second; undefined before there are two counts to compare. */
  readonly perSecond?: number;
}

/** What is counted, in words: events, and not what members say to keep in touch. */
export function trafficName(kind: string): string {
  return kind.replace(/^(to|from)_(group|clients)$/, "events $1 the $2")
    .replaceAll("_", " ");
}

/** An overlay's traffic as of `ms`, from what was told until then, oldest first. */
export function trafficOf(
  { name, traffic }: OverlayFacts,
  past: readonly PastTraffic[],
  ms: number,
): readonly Traffic[] {
  const told = past.filter(({ atMs }) =>
    atMs > ms - trafficSpanMs && atMs <= ms
  );
  const first = told[0];
  const before = first?.overlays.find((other) => other.name === name)
    ?.traffic;
  // Facts that did not change are not told again: the latest hold until now.
  const seconds = first && told.length > 1 ? (ms - first.atMs) / 1_000 : 0;
  return Object.entries(traffic).map(([kind, count]) => {
    const more = before?.[kind] === undefined ? -1 : count - before[kind];
    // A count that went back is another node's, or of another life.
    if (seconds <= 0 || more < 0) return { kind, count };
    return { kind, count, perSecond: more / seconds };
  });
}
