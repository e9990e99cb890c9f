/**
 * A sequence as a table: the same as the diagram, to be read line by line.
 *
 * @module
 */
import type { JSX } from "preact";
import { TableHead } from "../list/table_head.tsx";
import { selectPath } from "../model.ts";
import { timeText } from "../words/durations.ts";
import { eventText } from "../words/event_text.ts";
import type { Run } from "./fold.ts";
import { markText } from "./sequence_words.ts";
import type { Happening } from "./story.ts";

/** The table. */
export function SequenceTable(
  { runs }: { readonly runs: readonly Run<Happening>[] },
): JSX.Element {
  return (
    <div
      class="sequence-scroll"
      role="region"
      aria-label="Sequence"
      tabIndex={0}
    >
      <table class="sequence-table">
        <TableHead columns={["Time", "Event", "From", "To", "Times"]} />
        {runs.map(({ items, times }, place) => (
          <tbody key={place} class={times > 1 ? "repeated" : ""}>
            {items.map((item, row) => (
              <tr key={row}>
                <td class="mono">{timeText(item.atMs)}</td>
                <Cells happening={item} />
                <td>{times > 1 ? `${times}×` : ""}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Cells({ happening }: { readonly happening: Happening }): JSX.Element {
  if (happening.kind === "mark") {
    return (
      <>
        <td class={`mark-text mark-${happening.type}`}>
          {markText(happening)}
        </td>
        <td />
        <td>
          <PathButton path={happening.path} />
        </td>
      </>
    );
  }
  const { from, to, type } = happening;
  return (
    <>
      <td class="mono" title={type}>{eventText(type)}</td>
      <td>
        {from === undefined
          ? <span class="hint">unknown</span>
          : <PathButton path={from} />}
      </td>
      <td>
        <PathButton path={to} />
      </td>
    </>
  );
}

function PathButton({ path }: { readonly path: string }): JSX.Element {
  return (
    <button
      type="button"
      class="link mono"
      onClick={() => selectPath(path)}
    >
      {path}
    </button>
  );
}
