/**
 * What went through a connection, and what follows from when: whether it is time to say something, and whether the peer
 * has been silent for too long.
 *
 * @module
 */

/** What went through a connection; the line writes it in place, since a step of a machine a frame would cost more than the frame. */
export class Traffic {
  /** When anything came last, in ms. */
  receivedAtMs: number;
  /** When anything was sent last, in ms. */
  sentAtMs: number;
  /** Ticks that came. */
  ticksReceived = 0;
  /** Messages that came. */
  framesIn = 0;
  /** Messages that were sent. */
  framesOut = 0;
  /** Bytes that came. */
  bytesIn = 0;
  /** Bytes that were sent, or wait to be. */
  bytesOut = 0;
  /** Bytes that wait, as of the latest message. */
  waitingBytes = 0;

  /** Nothing so far; silence is counted from now. */
  constructor(nowMs: number) {
    this.receivedAtMs = nowMs;
    this.sentAtMs = nowMs;
  }
}

/** What is due on a connection. */
export type Due =
  /** We have said nothing for a quarter of the tick time. */
  | "tick"
  /** The peer has said nothing for a whole tick time. */
  | "silence";

/**
 * What is due at `nowMs` with a tick time of `ticktimeMs`; silence is too long after `silentMs`. The peer's own tick time is
 * not known to us: whatever it sends is therefore answered, which the line does.
 */
export function dueOn(
  { receivedAtMs, sentAtMs }: Traffic,
  nowMs: number,
  ticktimeMs: number,
  silentMs = ticktimeMs,
): Due | undefined {
  if (nowMs - receivedAtMs >= silentMs) return "silence";
  return nowMs - sentAtMs >= ticktimeMs / 4 ? "tick" : undefined;
}
