/**
 * Ports that a simulated host gives to those who ask for none.
 *
 * @module
 */

/** The range for it (RFC 6335). */
const DYNAMIC_PORTS = { first: 49_152, last: 65_535 };

/** Gives out ports in turn, so that one just freed is not at once another's. */
export class DynamicPorts {
  #lastGiven = DYNAMIC_PORTS.first - 1;

  /** The next port that is not held; undefined when all are. */
  give(isHeld: (port: number) => boolean): number | undefined {
    const { first, last } = DYNAMIC_PORTS;
    for (let tried = first; tried <= last; tried++) {
      this.#lastGiven = this.#lastGiven < last ? this.#lastGiven + 1 : first;
      if (!isHeld(this.#lastGiven)) return this.#lastGiven;
    }
  }
}
