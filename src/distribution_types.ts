/**
 * What goes wrong with a node's distribution, as the node's user sees it.
 *
 * @module
 */

/** The distribution could not be had as it was asked for. */
export class DistributionError extends Error {
  /** Tells it from other errors. */
  override readonly name = "DistributionError";
  /** In one word: `missing`, `stopped`, or why an address was refused. */
  readonly reason: string;

  /** An error with its reason in one word. */
  constructor(message: string, reason: string) {
    super(message);
    this.reason = reason;
  }
}
