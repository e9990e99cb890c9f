/**
 * The one injected value through which actors learn the time and draw chance.
 *
 * @module
 */

/** Time and chance, as the composition root hands them to the actors. */
export interface Ambient {
  /** Milliseconds since the Unix epoch, never going backwards. */
  readonly nowMs: () => number;
  /** A number in `[0, 1)`. */
  readonly random: () => number;
}
