/**
 * Metrics as Prometheus reads them: text format 0.0.4.
 *
 *     # HELP rookery_datagrams_total Datagrams that were understood or sent.
 *     # TYPE rookery_datagrams_total counter
 *     rookery_datagrams_total{port="topologies/gossip/peers",direction="in",kind="heartbeat"} 12
 *
 * @module
 */
import { printable } from "../protocol/reason.ts";
import type { Family, Sample } from "./registry.ts";

/** The content type of what `exposition` returns. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** The text of these metrics; those without a series are named all the same. */
export function exposition(families: Iterable<Family>): string {
  let text = "";
  for (const family of families) {
    const { name, help, type, samples } = family;
    text += `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n`;
    for (const sample of samples) {
      text += type === "histogram"
        ? spread(family, sample)
        : line(name, pairs(family, sample), sample.value);
    }
  }
  return text;
}

function spread(family: Family, sample: Sample): string {
  const { name } = family;
  const { buckets = [], bounds = [], value } = sample;
  const labels = pairs(family, sample);
  const all = buckets.at(-1) ?? 0;
  const rows = buckets.map((count, at) => {
    const bound = bounds[at] ?? Infinity;
    const le = `le="${number(bound)}"`;
    return line(`${name}_bucket`, [...labels, le], count);
  });
  const sum = line(`${name}_sum`, labels, value);
  return `${rows.join("")}${sum}${line(`${name}_count`, labels, all)}`;
}

function line(name: string, labels: readonly string[], value: number): string {
  const inBraces = labels.length === 0 ? "" : `{${labels.join(",")}}`;
  return `${name}${inBraces} ${number(value)}\n`;
}

function pairs(
  { labels: names }: Family,
  { labels }: Sample,
): readonly string[] {
  return names.map((name, at) => `${name}="${escaped(labels[at] ?? "")}"`);
}

function number(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

/** Line breaks are control characters, which `printable` has escaped by then, with a backslash to be escaped itself. */
function escaped(text: string): string {
  return printable(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

function escapedHelp(text: string): string {
  return printable(text).replaceAll("\\", "\\\\");
}
