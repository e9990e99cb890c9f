/**
 * JSON on the command line: taken as an argument, and printed.
 *
 * @module
 */
import { printable } from "../protocol/reason.ts";
import { readText, UsageError } from "./secret_option.ts";

/**
 * The value that an argument means: JSON itself, `@FILE`, or `-` for standard input; `what` names it in errors.
 *
 * @throws {UsageError} If it cannot be read, or is no JSON.
 */
export async function jsonArgument(
  given: string,
  what: string,
): Promise<unknown> {
  const text = await readText(given, what);
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /at position (\d+)/.exec((error as Error).message)?.[1];
    const where = at === undefined ? "" : `, from character ${Number(at) + 1}`;
    throw new UsageError(`Cannot use ${what}: that is no JSON${where}`);
  }
}

/** Prints a value as one line of JSON that moves no cursor. */
export function printJson(value: unknown): void {
  console.log(printable(JSON.stringify(value)));
}
