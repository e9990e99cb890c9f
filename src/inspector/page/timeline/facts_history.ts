/**
 * What a node was in the middle of, as far as it is recorded. Facts say everything each time, and of 5,000 members that is
 * half a megabyte a second, which would leave a recording with a minute: so large facts are kept seldom, and of the others
 * only the traffic, which is what one compares from second to second.
 *
 * @module
 */
import type { Frame, OverlayFacts } from "../../frame.ts";

/** What facts may take of a recording, in bytes of JSON a second. */
export const factsBytesPerSecondMax = 10_000;

/** Overlays' traffic as it was told. */
export interface PastTraffic {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** The overlays, without their members. */
  readonly overlays: readonly Pick<OverlayFacts, "name" | "traffic">[];
}

/** Keeps facts within bounds. */
export class FactsHistory {
  readonly #bytesPerSecondMax: number;
  #traffic: PastTraffic[] = [];
  #nextAtMs = -Infinity;

  /** Keeps as much as `bytesPerSecondMax`; smaller ones, which come once a second, are all kept. */
  constructor(bytesPerSecondMax: number) {
    this.#bytesPerSecondMax = bytesPerSecondMax;
  }

  /** The traffic told after `fromMs` and until `toMs`, oldest first. */
  traffic(fromMs: number, toMs: number): readonly PastTraffic[] {
    const end = this.#traffic.findLastIndex(({ atMs }) => atMs <= toMs) + 1;
    const start = this.#traffic.findLastIndex(({ atMs }) => atMs <= fromMs) + 1;
    return this.#traffic.slice(start, end);
  }

  /** A frame as it is recorded, without facts that came too soon, and the bytes of it that are left of `length`. */
  thin(
    frame: Frame,
    length: number,
    atMs: number,
  ): { readonly frame: Frame; readonly bytes: number } {
    const { facts, ...rest } = frame;
    if (!facts) return { frame, bytes: length };
    const overlays = facts.overlays.map(({ name, traffic }) => ({
      name,
      traffic,
    }));
    this.#traffic.push({ atMs, overlays });
    const bytes = JSON.stringify(facts).length;
    // Whoever begins to look must see what there is.
    if (atMs < this.#nextAtMs && !frame.all) {
      return { frame: rest, bytes: Math.max(0, length - bytes) };
    }
    const isLarge = bytes > this.#bytesPerSecondMax;
    const pauseMs = isLarge ? bytes / this.#bytesPerSecondMax * 1_000 : 0;
    this.#nextAtMs = atMs + pauseMs;
    return { frame, bytes: length };
  }

  /** Forgets what was before a time. */
  forgetBefore(ms: number): void {
    this.#traffic = this.#traffic.filter(({ atMs }) => atMs >= ms);
  }
}
