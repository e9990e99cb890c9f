/**
 * One direction of a simulated TCP connection, at its sender: what waits, what is on its way, and what is sent again.
 *
 * Bytes are cut into portions whose sizes follow from the seed, from one byte to 64 KiB and each order of size as
 * likely, so that whatever has frames finds them cut and joined anywhere.
 *
 * @module
 */

import type { Clock, Random } from "../ports/world.ts";
import {
  endOf,
  type Portion,
  RETRANSMIT_MS,
  RETRANSMIT_MS_BETWEEN,
  RETRANSMIT_MS_FIRST,
  WINDOW_BYTES,
} from "./tcp_segment.ts";

/** No portion is larger, as no read of the real port is. */
const PORTION_BYTES_MAX = 65_536;

/** So many acknowledgements that say nothing new mean that something before them was lost (RFC 5681). */
const REPEATED_FOR_LOSS = 3;

const NO_BYTES = new Uint8Array();

/** What a sender does its work with. */
export interface OutgoingParts {
  readonly clock: Clock;
  /** Decides where the bytes are cut. */
  readonly random: Random;
  /** Sends a portion, which may be lost. */
  transmit(portion: Portion): void;
  /** Nothing was acknowledged for `RETRANSMIT_MS`. */
  gaveUp(): void;
}

/** The way out of one end. */
export class Outgoing {
  readonly #parts: OutgoingParts;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Sent and not acknowledged, oldest first. */
  #unacknowledged: Portion[] = [];
  #next = 0;
  #acknowledged = 0;
  #window = 0;
  #repeated = 0;
  #recoverUntil = 0;
  #isMissingOne = false;
  #end: "none" | "waiting" | "sent" = "none";
  #timer: unknown;
  #pauseMs = RETRANSMIT_MS_FIRST;
  #silentSinceMs = 0;

  /** Sends nothing yet. */
  constructor(parts: OutgoingParts) {
    this.#parts = parts;
  }

  /** Bytes that have not left. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether the opening was acknowledged. */
  get isOpen(): boolean {
    return this.#acknowledged > 0;
  }

  /** Whether all was acknowledged, the end included. */
  get isDone(): boolean {
    return this.#end === "sent" && this.#unacknowledged.length === 0;
  }

  /** Sends the opening. */
  open(): void {
    this.#send("opening", NO_BYTES);
    this.#watch();
  }

  /** Appends bytes; `pump` sends them. */
  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Sends the end behind all that waits. */
  finish(): void {
    if (this.#end === "none") this.#end = "waiting";
    this.pump();
  }

  /** Sends what the receiver has room for. */
  pump(): void {
    if (!this.isOpen) return;
    // Who fills every gap as it opens ends up sending single bytes (RFC 1122, 4.2.3.4).
    const worthwhile = Math.min(this.#waitingBytes, WINDOW_BYTES / 2);
    if (this.#room >= worthwhile) {
      while (this.#waitingBytes > 0 && this.#room > 0) {
        const most = Math.min(this.#waitingBytes, this.#room);
        this.#send("bytes", this.#take(Math.min(this.#chance(), most)));
      }
    }
    if (this.#end === "waiting" && this.#waitingBytes === 0) {
      this.#end = "sent";
      this.#send("end", NO_BYTES);
    }
    this.#watch();
  }

  /** Hears what has arrived, and how much more is welcome. */
  acknowledge(expected: number, window: number): void {
    if (expected < this.#acknowledged || expected > this.#next) return;
    this.#noteLoss(expected);
    this.#acknowledged = expected;
    this.#window = window;
    this.#unacknowledged = this.#unacknowledged
      .filter((portion) => endOf(portion) > expected);
    this.stop();
    this.#pauseMs = RETRANSMIT_MS_FIRST;
    const missing = this.#unacknowledged[0];
    if (missing && this.#isMissingOne) this.#parts.transmit(missing);
    this.pump();
  }

  /** Sends nothing again; for when it is over. */
  stop(): void {
    this.#parts.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Whether the acknowledgement shows that the oldest portion was lost: by repetition, or as the next hole (RFC 6582). */
  #noteLoss(expected: number): void {
    const isNews = expected > this.#acknowledged;
    this.#repeated = isNews ? 0 : this.#repeated + 1;
    const isNextHole = isNews && expected < this.#recoverUntil;
    this.#isMissingOne = isNextHole || this.#repeated === REPEATED_FOR_LOSS;
    if (this.#repeated === REPEATED_FOR_LOSS) this.#recoverUntil = this.#next;
  }

  #send(what: Portion["what"], bytes: Uint8Array): void {
    const portion = { sequence: this.#next, what, bytes };
    this.#next = endOf(portion);
    this.#unacknowledged.push(portion);
    this.#parts.transmit(portion);
  }

  /** Waits for an acknowledgement, as long as one is due. */
  #watch(): void {
    const isDue = this.#unacknowledged.length > 0 || this.#waitingBytes > 0;
    if (!isDue || this.#timer !== undefined) return;
    this.#silentSinceMs = this.#parts.clock.nowMs();
    this.#arm();
  }

  #arm(): void {
    const { clock } = this.#parts;
    const leftMs = this.#silentSinceMs + RETRANSMIT_MS - clock.nowMs();
    this.#timer = clock.setTimeout(
      () => this.#again(),
      Math.min(this.#pauseMs, leftMs),
    );
  }

  #again(): void {
    const { clock, transmit, gaveUp } = this.#parts;
    if (clock.nowMs() - this.#silentSinceMs >= RETRANSMIT_MS) return gaveUp();
    this.#recoverUntil = this.#next;
    // Where the receiver has no room, only asking tells when it has some again: its own word of it may be lost.
    transmit(
      this.#unacknowledged[0] ??
        { sequence: this.#next, what: "probe", bytes: NO_BYTES },
    );
    this.#pauseMs = Math.min(2 * this.#pauseMs, RETRANSMIT_MS_BETWEEN);
    this.#arm();
  }

  get #room(): number {
    return this.#acknowledged + this.#window - this.#next;
  }

  #chance(): number {
    return Math.floor(PORTION_BYTES_MAX ** this.#parts.random.next());
  }

  /** Removes `size` bytes from the front, into an array of their own. */
  #take(size: number): Uint8Array {
    const portion = new Uint8Array(size);
    let at = 0;
    let used = 0;
    while (at < size) {
      const first = this.#waiting[used]!;
      const part = first.subarray(0, size - at);
      portion.set(part, at);
      at += part.length;
      if (part.length === first.length) used++;
      else this.#waiting[used] = first.subarray(part.length);
    }
    this.#waiting.splice(0, used);
    this.#waitingBytes -= size;
    return portion;
  }
}
