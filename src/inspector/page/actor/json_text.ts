/**
 * A value of JSON in words.
 *
 * @module
 */
import type { Json } from "../../frame.ts";

/** The values in a value, with their keys; nothing if it can have none. */
export function entriesOf(value: Json): readonly [string, Json][] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  return Object.entries(value);
}

/** A plain value as it is written, `3 entries` of a list, and of a record its first keys. */
export function summaryOf(value: Json): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? "[]"
      : `${value.length} ${value.length === 1 ? "entry" : "entries"}`;
  }
  const entries = entriesOf(value);
  if (!entries) return JSON.stringify(value);
  if (entries.length === 0) return "{}";
  const keys = entries.slice(0, 3).map(([key]) => key).join(", ");
  return entries.length > 3 ? `${keys}, …` : keys;
}
