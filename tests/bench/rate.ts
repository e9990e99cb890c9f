/**
 * How often a second something that takes microseconds can be done.
 *
 * @module
 */
import type { Row } from "./table.ts";

const rounds = 7;
const roundMs = 150;
const callsBetweenLooks = 100;

/** The rate of the best of several rounds, since others share the cores; one call does `each` of what is counted. */
export function perSecond(name: string, work: () => unknown, each = 1): Row {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let calls = 0;
    let tookMs = 0;
    while (tookMs < roundMs) {
      for (let i = 0; i < callsBetweenLooks; i++) work();
      calls += callsBetweenLooks;
      tookMs = performance.now() - start;
    }
    best = Math.max(best, calls * each / tookMs * 1_000);
  }
  return { name, value: best, unit: "/s" };
}
