/**
 * Checks of what a stranger's JSON is made of. A check says what is wrong and where, never throws, and reads every value
 * once; it does not copy, so that a large file is not twice in memory.
 *
 * @module
 */

/** What is wrong with a value. */
export interface Wrong {
  /** Names and numbers that lead to the place, outermost first. */
  readonly at: readonly (string | number)[];
  /** What was expected there. */
  readonly expected: string;
}

/** Says what is wrong with a value, if anything is. */
export type Check = (value: unknown) => Wrong | undefined;

/** Longest text anywhere: that of a context, which the server bounds far below this. */
const textCharsMax = 1_000_000;

/** How deep values may nest: what draws them recurses. */
const depthMax = 64;

/** A sentence about it, e.g. `frames[3].rows[0].id is not a text`. */
export function wrongText({ at, expected }: Wrong): string {
  const place = at.map((step) =>
    typeof step === "number" ? `[${step}]` : `.${step}`
  ).join("").replace(/^\./, "");
  return `${place === "" ? "It" : place} is not ${expected}`;
}

/** A text. */
export const text: Check = (value) =>
  unless(
    typeof value === "string" && value.length <= textCharsMax,
    "a text",
  );

/** A number, neither infinite nor NaN. */
export const number: Check = (value) =>
  unless(Number.isFinite(value), "a number");

/** A time in ms since the Unix epoch that a calendar can say. */
export const time: Check = (value) =>
  unless(
    typeof value === "number" && Math.abs(value) <= 8.64e15,
    "a time in ms since 1970",
  );

/** True or false. */
export const flag: Check = (value) =>
  unless(typeof value === "boolean", "true or false");

/** One of these. */
export function oneOf(...allowed: readonly unknown[]): Check {
  return (value) => unless(allowed.includes(value), allowed.join(" or "));
}

/** One of these kinds of values; `expected` says which. */
export function either(expected: string, ...checks: readonly Check[]): Check {
  return (value) => unless(checks.some((check) => !check(value)), expected);
}

/** A list. */
export function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return { at: [], expected: "a list" };
    for (let i = 0; i < value.length; i++) {
      const wrong = check(value[i]);
      if (wrong) return within(i, wrong);
    }
  };
}

/** An object used as a table: any names, each with such a value. */
export function tableOf(check: Check): Check {
  return (value) => {
    if (!isObject(value)) return { at: [], expected: "an object" };
    for (const [name, inside] of Object.entries(value)) {
      const wrong = check(inside);
      if (wrong) return within(name, wrong);
    }
  };
}

/** An object with these fields; those that `optional` names may be missing. Further fields are no fault. */
export function fields(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  const checks = Object.entries({ ...required, ...optional });
  return (value) => {
    if (!isObject(value)) return { at: [], expected: "an object" };
    for (const [name, check] of checks) {
      if (!Object.hasOwn(value, name) && name in optional) continue;
      const wrong = check(value[name]);
      if (wrong) return within(name, wrong);
    }
  };
}

/** What refers to itself; nested at most 64 deep. `check` is asked for each depth once. */
export function nested(check: (inner: Check) => Check): Check {
  const levels: Check[] = [() => ({ at: [], expected: "nested less deeply" })];
  for (let depth = 0; depth < depthMax; depth++) {
    levels.push(check(levels.at(-1)!));
  }
  return levels.at(-1)!;
}

function unless(isRight: boolean, expected: string): Wrong | undefined {
  return isRight ? undefined : { at: [], expected };
}

function within(step: string | number, { at, expected }: Wrong): Wrong {
  return { at: [step, ...at], expected };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
