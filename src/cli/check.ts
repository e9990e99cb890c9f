/**
 * `rookery check FILE`: says whether a settings file is right, without starting anything.
 *
 * Exit codes: 0 it is right, 1 it is not, 2 wrong usage, or it cannot be read.
 *
 * @module
 */
import { readConfiguration } from "../protocol/read_configuration.ts";
import { problemLine, readSettingsText } from "./settings_file.ts";

/** How it is told. */
export interface CheckOptions {
  /** `--json` */
  readonly json?: boolean;
}

/** Checks a settings file and tells what is wrong with it; returns the exit code. */
export function check(path: string, { json = false }: CheckOptions): number {
  const read = readConfiguration(readSettingsText(path));
  const problems = read.ok ? [] : read.problems;
  if (json) {
    console.log(JSON.stringify({ file: path, ok: read.ok, problems }));
  } else if (read.ok) {
    const { topologies, overlays } = read.value.configuration;
    const names = (parts: object) => Object.keys(parts).join(", ") || "none";
    console.log(
      `${path} is right. Topologies: ${names(topologies)}. Overlays: ${
        names(overlays)
      }.`,
    );
  } else {
    for (const problem of problems) console.error(problemLine(path, problem));
  }
  return read.ok ? 0 : 1;
}
