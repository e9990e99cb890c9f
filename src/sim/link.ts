/**
 * What happens to datagrams on their way from one host to another: loss, delay, duplication,
 * reordering.
 *
 * @module
 */

import type { Random } from "../ports/world.ts";

/** How a link treats datagrams. Rates are probabilities from 0 to 1. */
export interface LinkConditions {
  /** How often a datagram is lost. */
  readonly lossRate: number;
  /** How often it arrives twice. */
  readonly duplicateRate: number;
  /** How often it is held back, so that later ones pass it. All others arrive in order. */
  readonly reorderRate: number;
  /** How long at most one is held back. */
  readonly reorderMsMax: number;
  /** Shortest time on the way. */
  readonly delayMsMin: number;
  /** Longest time on the way. */
  readonly delayMsMax: number;
}

/** A good local network: nothing lost, nothing twice, in order, within a millisecond. */
export const LAN: LinkConditions = {
  lossRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  reorderMsMax: 50,
  delayMsMin: 0.1,
  delayMsMax: 1,
};

/** One direction between two hosts. */
export class Link {
  readonly #random: Random;
  #lastArrivalMs = 0;

  /** `random` is this link's own stream. */
  constructor(random: Random) {
    this.#random = random;
  }

  /** When the copies of a datagram that leaves at `nowMs` arrive: none, one or two. */
  transmit(nowMs: number, conditions: LinkConditions): readonly number[] {
    // As many draws whatever the conditions: a changed rate changes no other datagram's fate.
    const [loss, duplicate, reorder, hold, delay, delayAgain] = this.#draw6();
    if (loss < conditions.lossRate) return [];
    const held = reorder < conditions.reorderRate
      ? hold * conditions.reorderMsMax
      : undefined;
    const arrivals = [this.#arrival(nowMs, delay, held, conditions)];
    if (duplicate < conditions.duplicateRate) {
      arrivals.push(this.#arrival(nowMs, delayAgain, undefined, conditions));
    }
    return arrivals;
  }

  #arrival(
    nowMs: number,
    delay: number,
    heldMs: number | undefined,
    { delayMsMin, delayMsMax }: LinkConditions,
  ): number {
    const atMs = nowMs + delayMsMin + delay * (delayMsMax - delayMsMin);
    if (heldMs !== undefined) return atMs + heldMs;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, atMs);
    return this.#lastArrivalMs;
  }

  #draw6(): readonly [number, number, number, number, number, number] {
    const draw = () => this.#random.next();
    return [draw(), draw(), draw(), draw(), draw(), draw()];
  }
}
