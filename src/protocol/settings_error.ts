/**
 * The error of settings that are refused.
 *
 * @module
 */

/** Settings that could not be taken. */
export class SettingsError extends Error {
  /** Tells it from other errors. */
  override readonly name = "SettingsError";
  /** One line a wrong setting. */
  readonly problems: readonly string[];

  /** Joins the problems into the message. */
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** The error with its problems as those of the overlay `name`. */
export function ofOverlay(name: string, error: SettingsError): SettingsError {
  return new SettingsError(
    error.problems.map((problem) => `overlays.${name}.${problem}`),
  );
}
