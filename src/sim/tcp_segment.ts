/**
 * What travels between the ends of a simulated TCP connection.
 *
 * As in TCP, bytes have sequence numbers, and so have the opening and the end of each direction: 0 is the opening, 1 the
 * first byte. Unlike in TCP an acknowledgement is always a segment of its own, so whatever is acknowledged has just
 * made the whole round trip.
 *
 * @module
 */

import type { Endpoint } from "../ports/world.ts";

/** What an end sends in order, and again until it is acknowledged. */
export interface Portion {
  /** Number of its first byte, or of the opening or end that it is. */
  readonly sequence: number;
  /** What it is. */
  readonly what: "opening" | "bytes" | "end" | "probe";
  /** Its bytes; empty unless it is `bytes`. */
  readonly bytes: Uint8Array;
}

/** The answer to a portion. */
export interface Acknowledgement {
  readonly what: "acknowledgement";
  /** Number of the first byte that has not come. */
  readonly expected: number;
  /** How many bytes from there on are welcome. */
  readonly window: number;
}

/** Says that there is no such connection here. */
export interface Reset {
  readonly what: "reset";
}

/** What is in a segment. */
export type Content = Portion | Acknowledgement | Reset;

/** A segment on its way. */
export interface Segment {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly content: Content;
}

/** The number after a portion. */
export function endOf({ sequence, what, bytes }: Portion): number {
  return sequence + (what === "opening" || what === "end" ? 1 : bytes.length);
}

/** Bytes that an end receives before its owner has read them: some of what Linux offers, so that small tests fill it. */
export const WINDOW_BYTES = 262_144;

/**
 * How long an end waits for acknowledgements before it gives up, in milliseconds. Linux takes about 15 minutes
 * (`tcp_retries2`), or 2 to connect (`tcp_syn_retries`): too long for a test to tell from forever.
 */
export const RETRANSMIT_MS = 15_000;

/** The first wait for an acknowledgement, in milliseconds (Linux, TCP_RTO_MIN); it doubles. */
export const RETRANSMIT_MS_FIRST = 200;

/** The longest wait between two attempts, in milliseconds: a network that healed is noticed within it. */
export const RETRANSMIT_MS_BETWEEN = 3_000;
