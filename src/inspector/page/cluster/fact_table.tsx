/**
 * A table of what is known of others, which scrolls.
 *
 * @module
 */
import type { JSX } from "preact";
import { TableHead } from "../list/table_head.tsx";
import { countText } from "../words/durations.ts";
import { StateMark } from "./state_mark.tsx";

/** The table; `none` is said where it has no rows, and how many `more` there are than it shows. */
export function FactTable(
  { label, columns, rows, more, none = "Nobody like that." }: {
    readonly label: string;
    readonly columns: readonly string[];
    readonly rows: readonly JSX.Element[];
    readonly more: number;
    readonly none?: string;
  },
): JSX.Element {
  return (
    <div class="fact-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <TableHead columns={columns} />
        <tbody>{rows}</tbody>
      </table>
      {rows.length === 0 && <p class="hint">{none}</p>}
      {more > 0 && (
        <p class="hint">{countText(more)} more: look for them by name.</p>
      )}
    </div>
  );
}

/** A name that leads somewhere, if it does. */
export function NameCell(
  { name, go }: {
    readonly name: string;
    readonly go: (() => void) | undefined;
  },
): JSX.Element {
  return (
    <td class="mono">
      {go
        ? <button type="button" class="link" onClick={go}>{name}</button>
        : name}
    </td>
  );
}

/** How somebody fares: a mark and what it means. */
export function StateCell(
  { state, words = state }: {
    readonly state: string;
    readonly words?: string;
  },
): JSX.Element {
  return (
    <td>
      <span class={`state-text state-${state}`}>
        <StateMark state={state} />
        {words}
      </span>
    </td>
  );
}
