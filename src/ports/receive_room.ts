/**
 * How large an array each datagram is received into.
 *
 * Deno allocates one for every datagram. At thousands a second arrays of many KiB make each of V8's small collections
 * follow with some 40 ms in which freed memory is given back and asked for anew, at half the speed: longer than the
 * kernel's receive buffer lasts. So while small datagrams come fast the arrays are small, and large otherwise.
 *
 * What it costs: the first large datagram amid a flood of small ones is cut, as UDP may lose any; from then on
 * there is room for large ones for a while.
 *
 * @module
 */

/** Room while small datagrams come fast, in bytes; more than an Ethernet frame holds. */
export const smallRoomBytes = 2_048;

/** Datagrams that are looked at together. */
export const roundOf = 256;

/** A round that took no longer than this was fast, in ms: 2,000 a second. */
export const fastRoundMsMax = 128;

/** A round that took longer than this was slow, in ms: 500 a second. Between the two nothing changes. */
export const slowRoundMsMin = 512;

/** How long there is room for large datagrams after one came, in ms. */
export const largeForMs = 60_000;

/** Decides how much room the datagrams to come get. */
export class ReceiveRoom {
  readonly #bytesMax: number;
  #bytes: number;
  #count = 0;
  #startedMs = -Infinity;
  #largeUntilMs = -Infinity;

  /** Begins with room for the largest datagram that is accepted. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#bytes = bytesMax;
  }

  /** Notes a datagram of `bytes`; answers the room from now on, where that changes. */
  received(bytes: number, nowMs: () => number): number | undefined {
    this.#count++;
    if (bytes >= smallRoomBytes) {
      this.#largeUntilMs = nowMs() + largeForMs;
      return this.#change(this.#bytesMax);
    }
    if (this.#count < roundOf) return undefined;
    const endedMs = nowMs();
    const tookMs = endedMs - this.#startedMs;
    this.#count = 0;
    this.#startedMs = endedMs;
    if (tookMs > slowRoundMsMin) return this.#change(this.#bytesMax);
    const isSmall = tookMs <= fastRoundMsMax && endedMs >= this.#largeUntilMs;
    return isSmall
      ? this.#change(Math.min(smallRoomBytes, this.#bytesMax))
      : undefined;
  }

  #change(bytes: number): number | undefined {
    if (bytes === this.#bytes) return undefined;
    this.#bytes = bytes;
    return bytes;
  }
}
