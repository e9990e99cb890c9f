/**
 * The options `--log <level>`, `--log <actor>=<level>` and `--log-json`: what is logged to standard error. Without any of
 * them nothing is.
 *
 * @module
 */
import * as v from "valibot";
import { problemsOf } from "../protocol/checks.ts";
import {
  loggingSchema,
  type ResolvedLogging,
} from "../protocol/logging_settings.ts";
import { UsageError } from "./secret_option.ts";

/**
 * What the options were given.
 *
 * @throws {UsageError} If one is no level.
 */
export function loggingOf(
  given: readonly string[] | undefined,
  isJson = false,
): ResolvedLogging | undefined {
  if (given === undefined && !isJson) return undefined;
  const levels: [actor: string, level: string][] = [];
  let level: string | undefined;
  for (const text of given ?? []) {
    const at = text.lastIndexOf("=");
    if (at < 0) level = text;
    else levels.push([text.slice(0, at), text.slice(at + 1)]);
  }
  const result = v.safeParse(loggingSchema, {
    level,
    levels: Object.fromEntries(levels),
    format: isJson ? "json" : "text",
  });
  if (result.success) return result.output;
  const [problem = ""] = problemsOf(result.issues, new Set());
  throw new UsageError(`--log ${problem}`);
}
