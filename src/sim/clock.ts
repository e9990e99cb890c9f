/**
 * Virtual time: it stands still until a test moves it.
 *
 * `advance` visits every deadline on the way in order, at its own time, so a timer re-armed on the
 * way still fires when it should. (XState's `SimulatedClock` jumps to the end instead.)
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Clock } from "../ports/world.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";

/** Where virtual time begins: 2025-01-01T00:00:00Z, so that every run sees the same dates. */
export const VIRTUAL_EPOCH_MS: number = Date.UTC(2025, 0, 1);

/** More timers at one instant than any simulation needs: beyond it, something re-arms itself without delay. */
export const TIMERS_AT_ONCE_MAX = 1_000_000;

/** How a virtual clock is set up. */
export interface VirtualClockOptions {
  /** Where time begins; `VIRTUAL_EPOCH_MS` without it. */
  readonly startMs?: number;
  /** How many timers may fire at one instant; `TIMERS_AT_ONCE_MAX` without it. */
  readonly timersAtOnceMax?: number;
}

/**
 * A clock that a test moves by hand; also an XState `Clock`.
 *
 * @example
 * ```ts
 * import { VirtualClock } from "@rookery/rookery/sim";
 * import assert from "node:assert/strict";
 *
 * const clock = new VirtualClock();
 * const seen: number[] = [];
 * clock.setTimeout(() => seen.push(2), 20);
 * clock.setTimeout(() => seen.push(1), 10);
 * clock.advance(15);
 * assert.deepEqual(seen, [1]);
 * clock.advance(5);
 * assert.deepEqual(seen, [1, 2]);
 * ```
 */
export class VirtualClock implements Clock {
  readonly #deadlines = new Deadlines();
  readonly #timersAtOnceMax: number;
  #nowMs: number;
  #armed = 0;
  #advancing = false;

  /** A clock that stands at the start. */
  constructor(options: VirtualClockOptions = {}) {
    this.#nowMs = options.startMs ?? VIRTUAL_EPOCH_MS;
    this.#timersAtOnceMax = options.timersAtOnceMax ?? TIMERS_AT_ONCE_MAX;
  }

  /** Milliseconds since the Unix epoch, in virtual time. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** How many timers wait: 0 after everything was closed, or something leaks. */
  get timersWaiting(): number {
    return this.#deadlines.size;
  }

  /** Calls `fire` once, `delayMs` from now; without delay still in a later event. Returns what `clearTimeout` takes. */
  setTimeout(fire: () => void, delayMs: number): object {
    const dueMs = this.#nowMs + (delayMs > 0 ? delayMs : 0);
    const deadline: Deadline = { dueMs, age: this.#armed++, fire, place: -1 };
    this.#deadlines.add(deadline);
    return deadline;
  }

  /** Forgets a timer; an unknown or fired one is ignored. */
  clearTimeout(timer: object | undefined): void {
    if (timer) this.#deadlines.remove(timer as Deadline);
  }

  /**
   * Moves time forward by `ms`, firing what falls due, by deadline and then by age.
   *
   * @throws What a timer throws, with time standing at that timer; and when time is being moved already.
   */
  advance(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  /** Moves time forward to `atMs`, like `advance`. */
  advanceTo(atMs: number): void {
    for (const _fired of this.#fireUntil(atMs));
  }

  /**
   * Moves time forward until `holds()`, asked after each timer, but no more than `limitMs`; says
   * whether it came to hold.
   */
  runUntil(holds: () => boolean, limitMs: number): boolean {
    if (holds()) return true;
    for (const _fired of this.#fireUntil(this.#nowMs + limitMs)) {
      if (holds()) return true;
    }
    return false;
  }

  /** Like `advance`, but lets promises settle before, and after each timer: for code that awaits. */
  async advanceAsync(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await promisesSettle();
    for (const _fired of this.#fireUntil(endMs)) await promisesSettle();
  }

  /** Like `runUntil`, but lets promises settle before, and after each timer. */
  async runUntilAsync(holds: () => boolean, limitMs: number): Promise<boolean> {
    const endMs = this.#nowMs + limitMs;
    await promisesSettle();
    if (holds()) return true;
    for (const _fired of this.#fireUntil(endMs)) {
      await promisesSettle();
      if (holds()) return true;
    }
    return false;
  }

  /** Fires one timer after the other, and gives the caller a turn after each. */
  *#fireUntil(endMs: number): Generator<void> {
    if (this.#advancing) {
      throw new Error(
        "Cannot advance the clock: it is advancing already, perhaps in a timer's call",
      );
    }
    this.#advancing = true;
    try {
      let firedAtOnce = 0;
      for (let due = this.#takeDue(endMs); due; due = this.#takeDue(endMs)) {
        firedAtOnce = due.dueMs > this.#nowMs ? 1 : firedAtOnce + 1;
        if (firedAtOnce > this.#timersAtOnceMax) throw this.#standsStill();
        this.#nowMs = due.dueMs;
        due.fire();
        yield;
      }
      this.#nowMs = Math.max(this.#nowMs, endMs);
    } finally {
      this.#advancing = false;
    }
  }

  #takeDue(endMs: number): Deadline | undefined {
    const { first } = this.#deadlines;
    if (!first || first.dueMs > endMs) return undefined;
    this.#deadlines.remove(first);
    return first;
  }

  #standsStill(): Error {
    return new Error(
      `Cannot advance the clock: ${this.#timersAtOnceMax} timers fired at one instant. Does one re-arm itself without delay?`,
    );
  }
}

/** A turn of the real event loop comes only after every promise that could settle has. */
function promisesSettle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
