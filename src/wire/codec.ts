/**
 * What a port is given to turn datagrams into values and back, so that no bytes
 * travel above it.
 *
 * @module
 */
import type { Result } from "./result.ts";

/** Opens datagrams into values of type `In` and seals values of type `Out`. */
export interface Codec<In, Out = In> {
  /** Decodes one datagram of a stranger; never throws. */
  open(bytes: Uint8Array): Result<In>;
  /** Decodes several that wait, in order, where that takes less time than one by one. */
  openMany?(waiting: readonly Uint8Array[]): readonly Result<In>[];
  /** Encodes one value; throws only on a programmer's error. */
  seal(value: Out): Uint8Array;
  /** Encodes several that leave together, in order, where that takes less time than one by one. */
  sealMany?(values: readonly Out[]): readonly Uint8Array[];
}
