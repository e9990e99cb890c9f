/**
 * Refusals as problem documents (RFC 9457): what is wrong, with which setting, what was given and what is allowed. What was
 * given for a secret is never repeated.
 *
 * @module
 */
import * as v from "valibot";
import { OverlayError } from "../overlay_types.ts";
import { RackMissingError } from "../protocol/overlay/settings.ts";
import { problemDocument, problemType } from "../protocol/problem_document.ts";
import { SettingsError } from "../protocol/settings.ts";
import { TopologyError } from "../topology_types.ts";

/** One wrong setting in a problem document. */
const wrongSetting = v.strictObject({
  setting: v.pipe(v.string(), v.description("Its name, with dots.")),
  detail: v.pipe(v.string(), v.description("What was given and is allowed.")),
  given: v.pipe(
    v.optional(v.string()),
    v.description("What was given, unless it is a secret."),
  ),
  allowed: v.pipe(v.optional(v.string()), v.description("What is allowed.")),
});

/** A problem document. */
export const problemSchema = v.strictObject({
  type: v.pipe(
    v.string(),
    v.description("Always about:blank: the status says which problem it is."),
  ),
  title: v.pipe(v.string(), v.description("The status in words.")),
  status: v.pipe(v.number(), v.description("The status.")),
  detail: v.pipe(v.string(), v.description("What is wrong, for a person.")),
  errors: v.pipe(
    v.optional(v.array(wrongSetting)),
    v.description("Each wrong setting."),
  ),
});

/** A request that is refused. */
export class Problem extends Error {
  /** The status. */
  readonly status: number;
  /** Headers that go with it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each wrong setting, in one line. */
  readonly lines: readonly string[];

  /** Refuses with a status and its reason. */
  constructor(
    status: number,
    detail: string,
    more: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly lines?: readonly string[];
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.headers = more.headers ?? {};
    this.lines = more.lines ?? [];
  }

  /** The response that says so. */
  toResponse(): Response {
    const { status, message, headers, lines } = this;
    const errors = lines.map(settingOf);
    const document = {
      ...problemDocument(status, message),
      ...(errors.length > 0 && { errors }),
    };
    return new Response(JSON.stringify(document), {
      status,
      headers: { ...headers, "content-type": problemType },
    });
  }
}

/** What an error of the node means to who asked; nothing if it is a mistake of ours. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof SettingsError) {
    const status = error instanceof RackMissingError ? 412 : 409;
    const { problems: lines } = error;
    return new Problem(status, lines.join("\n"), { lines });
  }
  if (error instanceof OverlayError || error instanceof TopologyError) {
    return new Problem(statusOf(error.reason), error.message);
  }
  return undefined;
}

function statusOf(reason: string): number {
  if (reason === "missing") return 404;
  return reason === "stopped" || reason === "unbound" ? 503 : 409;
}

/** `port: given "x"; allowed: …` in its parts; of a settings file with line and column before it. */
function settingOf(line: string): v.InferOutput<typeof wrongSetting> {
  const at = line.indexOf(": ");
  const setting = at < 0 ? "" : line.slice(0, at).replace(/^\d+:\d+ /, "");
  const detail = at < 0 ? line : line.slice(at + 2);
  const found = /^(?:given (.*); )?allowed: (.*)$/s.exec(detail);
  const [, given, allowed] = found ?? [];
  return {
    setting,
    detail,
    ...(given !== undefined && { given }),
    ...(allowed !== undefined && { allowed }),
  };
}
