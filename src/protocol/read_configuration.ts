/**
 * From the text of a settings file to a configuration, or to all that is wrong with it, each with its line and column.
 *
 * @module
 */
import { checkConfiguration, type Configuration } from "./configuration.ts";
import { type Place, type Problem, readText } from "./configuration_text.ts";

/** Where the setting is to which these names lead; if it is not there, where it would be. */
export type PlaceOf = (path: readonly string[]) => Place;

/** A configuration and where it says what, or what is wrong, in the order of the text. */
export type ReadConfiguration =
  | {
    readonly ok: true;
    readonly value: {
      readonly configuration: Configuration;
      readonly placeOf: PlaceOf;
    };
  }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the text of a settings file; never throws, and never repeats a secret. */
export function readConfiguration(text: string): ReadConfiguration {
  const read = readText(text);
  if (!read.ok) return read;
  const { value, placeOf } = read.value;
  const checked = checkConfiguration(value);
  if (checked.ok) {
    return { ok: true, value: { configuration: checked.value, placeOf } };
  }
  const problems = checked.findings
    .map(({ path, text: message }) => ({ ...placeOf(path), message }))
    .toSorted((one, other) =>
      one.line - other.line || one.column - other.column
    );
  return { ok: false, problems };
}
