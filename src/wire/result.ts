/**
 * What a decoder answers: a value, or a refusal with its reason and place.
 *
 * Untrusted bytes never throw. A refusal carries a code from a small set, which
 * is counted and shown, and the offset at which reading stopped; it never
 * carries the bytes themselves.
 *
 * @module
 */

/** Why and where bytes were refused. */
export interface WireError<Code extends string = string> {
  /** The reason, in snake_case, from the small set of the decoder. */
  readonly code: Code;
  /** Bytes from the start of the input to the place that was refused. */
  readonly offset: number;
}

/** What was accepted. */
export interface Accepted<Value> {
  /** Tells it from a {@linkcode Refused}. */
  readonly ok: true;
  /** What the bytes mean. */
  readonly value: Value;
}

/** What was refused. */
export interface Refused<Code extends string = string> {
  /** Tells it from an {@linkcode Accepted}. */
  readonly ok: false;
  /** Why and where. */
  readonly error: WireError<Code>;
}

/** A decoded value, or the reason why there is none. */
export type Result<Value, Code extends string = string> =
  | Accepted<Value>
  | Refused<Code>;

/** Wraps what was accepted. */
export function accept<Value>(value: Value): Accepted<Value> {
  return { ok: true, value };
}

/** Wraps why and where bytes were refused. */
export function refuse<Code extends string>(
  code: Code,
  offset: number,
): Refused<Code> {
  return { ok: false, error: { code, offset } };
}
