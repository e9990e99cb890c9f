/**
 * Erlang's atoms.
 *
 * @module
 */

/** The longest atom, in Unicode characters (not bytes, not UTF-16 units). */
export const ATOM_CHARS_MAX = 255;

/**
 * An atom other than `true`, `false` and `nil`, which are JavaScript's `true`,
 * `false` and `null`.
 *
 * Atoms are ordinary objects: compare them with {@linkcode isAtom} or `equals`,
 * not with `===`. There is no table of atoms that strangers could fill up.
 */
export class Atom {
  /** Its text. */
  readonly name: string;

  /**
   * Makes an atom; one named `true`, `false` or `nil` equals the JavaScript value.
   *
   * @throws {RangeError} If `name` has more than 255 characters or a lone surrogate.
   */
  constructor(name: string) {
    if (!isAtomName(name)) {
      throw new RangeError(
        `Cannot make an atom of ${name.length} UTF-16 units: it must be well-formed Unicode of at most ${ATOM_CHARS_MAX} characters`,
      );
    }
    this.name = name;
  }
}

/**
 * Makes an atom.
 *
 * @example
 * ```ts
 * import { atom, isAtom } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * assert(isAtom(atom("ok"), "ok"));
 * ```
 *
 * @throws {RangeError} If `name` has more than 255 characters or a lone surrogate.
 */
export function atom(name: string): Atom {
  return new Atom(name);
}

/** Whether `value` is an {@linkcode Atom}, and the one named `name` if that is given. */
export function isAtom(value: unknown, name?: string): value is Atom {
  return value instanceof Atom && (name === undefined || value.name === name);
}

/** Whether an atom can be called that. */
export function isAtomName(name: string): boolean {
  return name.isWellFormed() &&
    (name.length <= ATOM_CHARS_MAX ||
      name.length <= 2 * ATOM_CHARS_MAX && [...name].length <= ATOM_CHARS_MAX);
}

/** The name of what Erlang holds for an atom, `true`, `false` and `nil` included. */
export function atomName(value: unknown): string | undefined {
  if (value instanceof Atom) return value.name;
  if (typeof value === "boolean") return value ? "true" : "false";
  return value === null ? "nil" : undefined;
}

/** What an atom of that name decodes to. */
export function atomTerm(name: string): Atom | boolean | null {
  switch (name) {
    case "true":
      return true;
    case "false":
      return false;
    case "nil":
      return null;
    default:
      return new Atom(name);
  }
}
