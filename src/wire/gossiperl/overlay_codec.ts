/**
 * What every way of protecting an overlay's datagrams offers.
 *
 * @module
 */
import type { Codec } from "../codec.ts";
import type { Result } from "../result.ts";
import type { ThriftWork } from "../thrift/reader.ts";
import { DATAGRAM_BYTES_MAX } from "./limits.ts";
import type { Incoming, Outgoing } from "./message.ts";

/**
 * A {@linkcode Codec} of digests. Offsets of refusals are those of the layer that was refused: datagram, envelope or
 * payload.
 */
export interface OverlayCodec<Code extends string>
  extends Codec<Incoming, Outgoing> {
  /** Decodes one datagram of a stranger; never throws. Adds what that cost to `work`. */
  open(datagram: Uint8Array, work?: ThriftWork): Result<Incoming, Code>;
  /** Decodes several that wait, in order, which may take less time than one by one. */
  openMany(
    datagrams: readonly Uint8Array[],
  ): readonly Result<Incoming, Code>[];
  /**
   * Encodes one message.
   *
   * @throws {TypeError | RangeError} If a value in it could not be read back, or all of it is too much for UDP.
   */
  seal(message: Outgoing): Uint8Array;
  /**
   * Encodes several that leave together, in order, which may take less time than one by one.
   *
   * @throws {TypeError | RangeError} As `seal` does.
   */
  sealMany(messages: readonly Outgoing[]): readonly Uint8Array[];
  /** Size of the largest envelope whose datagram has at most so many bytes. */
  envelopeBytesMax(datagramBytesMax: number): number;
}

/**
 * Gives a datagram back.
 *
 * @throws {RangeError} If it is larger than UDP takes.
 */
export function requireDatagram(datagram: Uint8Array): Uint8Array {
  if (datagram.length <= DATAGRAM_BYTES_MAX) return datagram;
  throw new RangeError(
    `Cannot send ${datagram.length} bytes in a datagram: ${DATAGRAM_BYTES_MAX} is the end of UDP`,
  );
}
