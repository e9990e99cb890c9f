/**
 * Tables for a person.
 *
 * @module
 */
import { printable } from "../protocol/reason.ts";

/** What stands in a table. */
export type Cell = string | number | boolean | undefined;

/**
 * Lines of a table: its columns in capitals, then a row each, as wide as it takes. What stands in it may come from strangers,
 * and cannot move a cursor.
 */
export function tableLines(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const texts = [
    columns.map((column) => column.toUpperCase()),
    ...rows.map((row) => row.map((cell) => printable(String(cell ?? "")))),
  ];
  const widths = columns.map((_, index) =>
    texts.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0)
  );
  return texts.map((row) =>
    row.map((text, index) => text.padEnd(widths[index]!)).join("  ").trimEnd()
  );
}
