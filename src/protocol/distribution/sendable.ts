/**
 * What may be sent: checked where it is handed in, so that what cannot be encoded is the error of whoever sends it, and
 * never that of the connection that would have carried it.
 *
 * @module
 */
import {
  Atom,
  type Encodable,
  encodeTerm,
  type Term,
  toTerm,
  Tuple,
} from "../../wire/etf/mod.ts";

/**
 * The term that `value` stands for, which can be sent.
 *
 * @throws {TypeError} If no term stands for something in it.
 * @throws {RangeError} If a number is not exact, text is no Unicode, or terms are nested too deep.
 */
export function sendable(value: Encodable): Term {
  if (!isPlain(value)) encodeTerm(enveloped(value), { version: false });
  return toTerm(value);
}

/** What can always be encoded, and is looked at first since it is what most messages are. */
function isPlain(value: Encodable): boolean {
  return typeof value === "boolean" || value === null ||
    Number.isSafeInteger(value) || value instanceof Atom ||
    value instanceof Uint8Array;
}

/** As deep as a message wraps what it carries: `{'$gen_cast', {join, …}}` and the like. */
function enveloped(value: Encodable): Encodable {
  return new Tuple([new Tuple([new Tuple([value])])]);
}
