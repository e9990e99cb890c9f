/**
 * A value that is used but never shown: printing, JSON and inspection say `protected`.
 *
 * @module
 */

/** A secret text; printing, JSON and inspection say `protected`. */
export class Secret {
  readonly #value: string;

  /** Hides `value`. */
  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  /** Says `protected`. */
  toString(): string {
    return "protected";
  }

  /** Says `protected`. */
  toJSON(): string {
    return "protected";
  }

  /** Says `protected` to Deno's printer. */
  [Symbol.for("Deno.customInspect")](): string {
    return "protected";
  }

  /** Says `protected` to Node's printer. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "protected";
  }
}
