/**
 * What is known about a connection, as people say it: its facts come as names and numbers of a program.
 *
 * @module
 */
import { agoText, countText, durationText } from "../words/durations.ts";

/** A fact in words. */
export interface SaidFact {
  /** What it is about. */
  readonly label: string;
  /** What is so. */
  readonly value: string;
}

/** Beyond this a number of ms is a time, not a length of it: 2001. */
const timeMin = 1e12;

/** A fact in words; ages are told as of `nowMs`, in ms since the Unix epoch. */
export function factText(
  name: string,
  value: string | number | boolean,
  nowMs: number,
): SaidFact {
  const label = name.replace(/Ms$/, "")
    .replace(
      /([a-z])([A-Z])/g,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .replaceAll("_", " ");
  if (typeof value === "boolean") return { label, value: value ? "yes" : "no" };
  if (typeof value === "string") return { label, value };
  if (value >= timeMin) return { label, value: agoText(nowMs - value) };
  if (name.endsWith("Ms")) return { label, value: durationText(value) };
  if (/^bytes/i.test(name)) return { label, value: bytesText(value) };
  return { label, value: countText(value) };
}

/** `812 B`, `9.8 kB`, `1.9 MB`. */
function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
