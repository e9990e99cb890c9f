/**
 * Which settings differ: of two objects of checked settings, the names of those whose values are not the same.
 *
 * @module
 */
import { Secret } from "../wire/secret.ts";

/** What a changed setting asks for. */
export type ChangeKind =
  /** It is only reported. */
  | "keep"
  /** Who uses it is told, sockets included: keys, sizes and times change while a socket is open. */
  | "tell"
  /** A socket is bound anew. */
  | "rebind"
  /** What it belongs to is stopped, and started with it. */
  | "restart"
  /** It is new, and started. */
  | "start"
  /** It is no longer there, and stopped. */
  | "stop"
  /** The node must be started again. */
  | "needs_restart";

/** Names of settings whose values differ; one that is undefined is one that is not there. */
export function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isSame(before[key], after[key]));
}

/** Whether two values of settings are the same; secrets are when their texts are. */
export function isSame(one: unknown, other: unknown): boolean {
  return comparable(one) === comparable(other);
}

/** A text that only equal values have; secrets are in it, which is why it is not exported. */
function comparable(value: unknown): string | undefined {
  return JSON.stringify(
    { value },
    // A replacer is handed what toJSON made of a secret; the holder still has the secret itself.
    function (this: Record<string, unknown>, key: string, made: unknown) {
      const inner = this[key];
      return inner instanceof Secret ? { revealed: inner.reveal() } : made;
    },
  );
}
