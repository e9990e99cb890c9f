/**
 * How many events a second actors receive, from the counts in their rows.
 *
 * @module
 */
import type { ActorRow } from "../frame.ts";

/** Samples that a rate is taken over: three seconds, so that one busy moment neither hides nor stays. */
const samplesMax = 4;

interface Sample {
  readonly atMs: number;
  readonly events: ReadonlyMap<string, number>;
}

/** Remembers the counts of the last seconds. */
export class Rates {
  readonly #samples: Sample[] = [];

  /** Notes the counts, best once a second, and gives the events a second of each actor that received any lately. */
  sample(
    actors: ReadonlyMap<string, ActorRow>,
    atMs: number,
  ): ReadonlyMap<string, number> {
    const events = new Map<string, number>();
    for (const { id, events: count } of actors.values()) events.set(id, count);
    this.#samples.push({ atMs, events });
    if (this.#samples.length > samplesMax) this.#samples.shift();
    return this.#rates();
  }

  /** Forgets everything: the counts begin anew. */
  clear(): void {
    this.#samples.length = 0;
  }

  #rates(): Map<string, number> {
    const rates = new Map<string, number>();
    const [first, last] = [this.#samples[0]!, this.#samples.at(-1)!];
    const seconds = (last.atMs - first.atMs) / 1_000;
    if (seconds <= 0) return rates;
    for (const [id, count] of last.events) {
      // Of an actor that is new, all events came since the first sample.
      const more = count - (first.events.get(id) ?? 0);
      if (more > 0) rates.set(id, more / seconds);
    }
    return rates;
  }
}
