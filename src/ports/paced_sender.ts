/**
 * Sends datagrams one after the other, and leaves room for receiving in between.
 *
 * Sends issued together may leave in any order, so one is in flight at a time and the others wait. But a chain of
 * sends completes without one turn of Deno's event loop; nothing would be received meanwhile, and the
 * kernel's small buffer (about 160 datagrams) would run over. So the chain gives way after every few, unless as many
 * were received: answers keep up with what they answer.
 *
 * @module
 */

import { clearImmediate, setImmediate } from "node:timers";
import { WaitingQueue } from "./waiting_queue.ts";
import type { Endpoint, NetworkFailure } from "./world.ts";

/** Some 50 to 100 ms of sending at full speed: what waits longer is stale. */
export const SENDS_WAITING_MAX = 4_096;

/**
 * Sends in one turn of the event loop that follow from nothing received. With 2, a socket that floods itself hears
 * 4,000 of 4,000 datagrams; with 8, 1,560 of them; without a pause 166, which is what the kernel holds.
 */
const SENDS_A_TURN_MAX = 2;

/** As many as Deno receives in one turn while more are waiting. */
const ANSWERS_A_TURN_MAX = 128;

/** A datagram waiting to be sent. */
export interface WaitingSend {
  /** Its bytes. */
  readonly bytes: Uint8Array;
  /** Where it goes. */
  readonly to: Endpoint;
}

/** What a sender does its work with. */
export interface PacedSenderParts {
  /** Hands one datagram to the platform, and calls `sent` later, never at once. */
  transmit(send: WaitingSend, sent: () => void): void;
  /** Tells the owner that datagrams were dropped. */
  overloaded(failure: NetworkFailure): void;
}

/** The way out of one socket. */
export class PacedSender {
  readonly #parts: PacedSenderParts;
  readonly #waiting = new WaitingQueue<WaitingSend>(SENDS_WAITING_MAX);
  #state: "held" | "idle" | "sending" | "stopped" = "held";
  #sentThisTurn = 0;
  /** Datagrams received and not answered so far. */
  #unanswered = 0;
  #pause: NodeJS.Immediate | undefined;
  #droppedInBurst = 0;
  #droppedUntold = 0;
  #finished: (() => void) | undefined;

  /** Holds everything back until `start`. */
  constructor(parts: PacedSenderParts) {
    this.#parts = parts;
  }

  /** Sends what waits. */
  start(): void {
    if (this.#state !== "held") return;
    this.#state = "idle";
    this.#next();
  }

  /** Notes that a datagram was received, which one send may follow without giving way. */
  received(): void {
    if (this.#unanswered < ANSWERS_A_TURN_MAX) this.#unanswered++;
  }

  /** Sends a datagram when its turn comes; when too many wait, the oldest is dropped. */
  send(send: WaitingSend): void {
    if (this.#state === "stopped") return;
    if (this.#waiting.push(send)) this.#dropped();
    if (this.#state === "idle") this.#next();
  }

  /** Calls `done` once all that waits is sent; at once if nothing does, or if it never started. */
  finish(done: () => void): void {
    if (this.#state !== "sending") done();
    else this.#finished = done;
  }

  /** Forgets what waits, and sends no more. */
  stop(): void {
    this.#state = "stopped";
    this.#waiting.clear();
    clearImmediate(this.#pause);
  }

  #next(): void {
    const send = this.#waiting.take();
    this.#state = send ? "sending" : "idle";
    if (send) this.#parts.transmit(send, () => this.#sent());
    else {
      this.#burstEnds();
      this.#finished?.();
    }
  }

  #sent(): void {
    if (this.#state === "stopped") return;
    if (this.#unanswered > 0) this.#unanswered--;
    const goesOn = ++this.#sentThisTurn < SENDS_A_TURN_MAX ||
      this.#unanswered > 0;
    if (goesOn) return this.#next();
    this.#sentThisTurn = 0;
    this.#pause = setImmediate(() => this.#next());
  }

  #dropped(): void {
    this.#droppedUntold++;
    if (this.#droppedInBurst++ === 0) queueMicrotask(() => this.#tellDropped());
  }

  #burstEnds(): void {
    this.#droppedInBurst = 0;
    this.#tellDropped();
  }

  #tellDropped(): void {
    const count = this.#droppedUntold;
    if (count === 0 || this.#state === "stopped") return;
    this.#droppedUntold = 0;
    const message =
      `Cannot send all: more than ${SENDS_WAITING_MAX} datagrams were waiting, the oldest ${count} were dropped`;
    this.#parts.overloaded({
      during: "send",
      code: "overloaded",
      message,
      count,
    });
  }
}
