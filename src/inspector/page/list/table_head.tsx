/**
 * The names of a table's columns.
 *
 * @module
 */
import type { JSX } from "preact";

/** The head of a table. */
export function TableHead(
  { columns }: { readonly columns: readonly string[] },
): JSX.Element {
  return (
    <thead>
      <tr>
        {columns.map((column) => <th key={column} scope="col">{column}</th>)}
      </tr>
    </thead>
  );
}
