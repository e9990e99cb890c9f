/**
 * Checks that settings of every kind are made of, and how a wrong one is told: by its name, what was given, and
 * what is allowed. What was given for a secret is never repeated.
 *
 * @module
 */
import * as v from "valibot";
import { Secret } from "../wire/secret.ts";
import { printable } from "./reason.ts";

/** Settings whose values are never repeated. */
export const secretNames: ReadonlySet<string> = new Set([
  "secret",
  "cookie",
  "key",
  "symmetric_key",
  "symmetric_keys",
  "password",
  "read_token",
  "inspector_token",
]);

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number) {
  const allowed = `allowed: a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(min, allowed),
    v.maxValue(max, allowed),
  );
}

/** True or false. */
export function flag() {
  return v.boolean("allowed: true or false");
}

// Without leading zeros, which some systems read as octal.
const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4Pattern = new RegExp(`^${octet}(\\.${octet}){3}$`);

/** An IPv4 address. */
export const ipv4Address = v.pipe(
  v.string("allowed: an IPv4 address"),
  v.regex(ipv4Pattern, "allowed: an IPv4 address such as 192.168.1.10"),
);

/** A text of 1 to `charsMax` characters, none of which moves a cursor. */
export function text(charsMax: number) {
  const allowed =
    `allowed: a text of 1 to ${charsMax} characters, none of them a control character`;
  return v.pipe(
    v.string(allowed),
    v.minLength(1, allowed),
    v.maxLength(charsMax, allowed),
    v.check((given) => printable(given) === given, allowed),
  );
}

/** A key, a secret or a password: opaque from here on. */
export function hiddenText(charsMax = 1_024) {
  const given = v.pipe(
    v.string("allowed: a text"),
    v.minLength(1, "allowed: a text that is not empty"),
    v.maxLength(charsMax, `allowed: a text of at most ${charsMax} characters`),
  );
  return v.pipe(
    v.union([given, v.instance(Secret)], "allowed: a text"),
    v.transform((text) => typeof text === "string" ? new Secret(text) : text),
  );
}

/** Keys that valibot leaves out of records without a word. */
const inheritedNames = ["__proto__", "prototype", "constructor"];

/** Settings of several `parts` by their names, such as topologies. */
export function namedParts<
  Part extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>,
>(parts: string, name: RegExp, allowed: string, part: Part) {
  const [allowedAs] = allowed.split(":");
  return v.pipe(
    notAList(`${parts} by their names`),
    v.check(
      (given) => !inheritedNames.some((name) => Object.hasOwn(given, name)),
      `${allowedAs}: none of ${inheritedNames.join(", ")}`,
    ),
    v.record(v.pipe(v.string(), v.regex(name, allowed)), part),
  );
}

/** To valibot, and to JavaScript, a list is an object too. */
export function notAList(what: string) {
  return v.custom<Readonly<Record<string, unknown>>>(
    (given) =>
      typeof given === "object" && given !== null && !Array.isArray(given),
    `allowed: an object, the ${what}`,
  );
}

/** What is wrong with one setting. */
export interface Finding {
  /** Where it is: the names, and places in lists, that lead to it. */
  readonly path: readonly string[];
  /** `topologies.gossip.port: given "x"; allowed: …`. */
  readonly text: string;
}

/** One line for each wrong setting; `hidden` are names, beside those of secrets, whose values are not repeated. */
export function problemsOf(
  issues: readonly v.BaseIssue<unknown>[],
  hidden?: ReadonlySet<string>,
): readonly string[] {
  return findingsOf(issues, { hidden }).map(({ text }) => text);
}

/** What is wrong, and where; `rename` says by which path a person knows it. */
export function findingsOf(
  issues: readonly v.BaseIssue<unknown>[],
  { hidden = new Set(), rename = (path) => path }: {
    readonly hidden?: ReadonlySet<string> | undefined;
    readonly rename?: (path: readonly string[]) => readonly string[];
  } = {},
): readonly Finding[] {
  const findings = issues.map((issue): Finding => {
    const path = rename(pathOf(issue));
    return { path, text: textOf(issue, path, hidden) };
  });
  return [...new Map(findings.map((each) => [each.text, each])).values()];
}

function pathOf({ path }: v.BaseIssue<unknown>): readonly string[] {
  return path?.map(({ key }) => String(key)) ?? [];
}

function textOf(
  issue: v.BaseIssue<unknown>,
  path: readonly string[],
  hidden: ReadonlySet<string>,
): string {
  const name = path.length === 0
    ? "settings"
    : printable(path.join(".")).slice(0, 200);
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${name}: unknown setting`;
  }
  const steps = issue.path ?? [];
  const names = steps.map(({ key }) => String(key));
  if (names.some((each) => secretNames.has(each) || hidden.has(each))) {
    return `${name}: ${isMissing(issue) ? "given nothing; " : ""}${
      allowedBy(issue)
    }`;
  }
  const last = steps.at(-1);
  // A check that is forwarded to one setting has all settings as its input.
  const given = last?.origin === "value" ? last.value : issue.input;
  return `${name}: given ${shown(given)}; ${allowedBy(issue)}`;
}

function isMissing({ input }: v.BaseIssue<unknown>): boolean {
  return input === undefined;
}

/** valibot has words of its own for a key that is missing. */
function allowedBy({ message }: v.BaseIssue<unknown>): string {
  return message.startsWith("allowed") ? message : "it must be given";
}

/** What was given, in short; never what is in an object, where a secret may be. */
function shown(given: unknown): string {
  if (given === undefined) return "nothing";
  if (typeof given === "string") return quoted(given);
  if (Array.isArray(given)) return listed(given);
  if (typeof given === "object" && given !== null) return "an object";
  return typeof given === "function" ? "a function" : String(given);
}

function listed(given: readonly unknown[]): string {
  const isShort = given.length <= 16;
  const isPlain = given.every((item) => typeof item === "string");
  return isShort && isPlain ? `[${given.map(quoted).join(", ")}]` : "a list";
}

function quoted(text: string): string {
  return printable(JSON.stringify(text.slice(0, 80)));
}
