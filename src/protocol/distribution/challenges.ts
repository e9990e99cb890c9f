/**
 * The challenges we gave out lately. A peer that hands one of them back as its own has no cookie: it wants us to answer
 * ourselves, on another connection.
 *
 * @module
 */

/** How long a challenge can be of use to whoever has it, in ms: no handshake lasts longer. */
const keptMs = 60_000;

/** Challenges remembered; strangers are bounded, but come again and again. */
const keptMax = 4_096;

/** Challenges by when they were given out; changes in place. */
export class Challenges {
  readonly #givenAtMs = new Map<number, number>();

  /** Notes one that is given out now. */
  give(challenge: number, nowMs: number): void {
    this.#givenAtMs.delete(challenge);
    this.#givenAtMs.set(challenge, nowMs);
    for (const [old, atMs] of this.#givenAtMs) {
      const isOver = nowMs - atMs >= keptMs ||
        this.#givenAtMs.size > keptMax;
      if (!isOver) return;
      this.#givenAtMs.delete(old);
    }
  }

  /** Whether it is one of ours. */
  has(challenge: number): boolean {
    return this.#givenAtMs.has(challenge);
  }
}
