/**
 * What a bench measured, as rows of one table.
 *
 * @module
 */

/** One figure. */
export interface Row {
  /** What was measured. */
  readonly name: string;
  /** How much. */
  readonly value: number;
  /** In which unit; empty for a ratio. */
  readonly unit: string;
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, value, unit }) =>
    `| ${name} | ${figure(value)} ${unit} |`
  );
  return ["| measured | |", "| --- | ---: |", ...lines].join("\n");
}

/** Three digits that count; more would be noise. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en");
}
