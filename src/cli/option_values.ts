/**
 * What becomes of the texts behind options.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

/** Of an option that may be given several times: the values so far, and one more. */
export function collect(
  value: string,
  before: readonly string[] = [],
): string[] {
  return [...before, value];
}

/** A whole number. */
export function number(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number.");
  }
  return Number(text);
}
