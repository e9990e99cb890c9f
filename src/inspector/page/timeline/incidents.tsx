/**
 * What supervision had to do, latest first: the marks of the timeline as a list, from which one goes to each of them.
 *
 * @module
 */
import type { JSX } from "preact";
import type { LifecycleEntry } from "../../frame.ts";
import { TableHead } from "../list/table_head.tsx";
import { selectPath } from "../model.ts";
import { nowSlow } from "../shell/ticks.ts";
import { countOf, timeText } from "../words/durations.ts";
import type { TroubleType } from "./marks.ts";
import { seekEvent } from "./playback.ts";
import { TroubleIcon, troubleText } from "./scrubber.tsx";

/** Rows that are listed; marks on the line show the others. */
const rowsMax = 100;

/** The list. `fromMs` is when the recording begins, before which nothing can be shown. */
export function Incidents(
  { trouble, fromMs }: {
    readonly trouble: readonly LifecycleEntry[];
    readonly fromMs: number;
  },
): JSX.Element {
  if (trouble.length === 0) {
    return (
      <p class="incidents-none">
        No actor crashed or was started again, as far as is remembered.
      </p>
    );
  }
  const latest = trouble.slice(-rowsMax).reverse();
  const more = trouble.length - latest.length;
  return (
    <div
      class="incidents"
      role="region"
      aria-label="Crashes and restarts"
      tabIndex={0}
    >
      <table>
        <TableHead columns={["Time", "What", "Actor", "Cause"]} />
        <tbody>
          {latest.map((entry) => (
            <Incident
              key={`${entry.sequence} ${entry.atMs}`}
              entry={entry}
              isBefore={entry.atMs < fromMs}
            />
          ))}
        </tbody>
      </table>
      {more > 0 && <p>{countOf(more, "earlier one")}</p>}
    </div>
  );
}

function Incident(
  { entry, isBefore }: {
    readonly entry: LifecycleEntry;
    readonly isBefore: boolean;
  },
): JSX.Element {
  const { atMs, path, causes = [] } = entry;
  const type = entry.type as TroubleType;
  const time = <span class="mono">{`${dayText(atMs)}${timeText(atMs)}`}</span>;
  return (
    <tr>
      <td title={new Date(atMs).toLocaleString()}>
        {isBefore
          ? time
          : (
            <button type="button" class="link" onClick={() => seekEvent(atMs)}>
              {time}
            </button>
          )}
      </td>
      <td>
        <span class={`incident-type is-${type}`}>
          <TroubleIcon type={type} />
          {troubleText(type)}
        </span>
      </td>
      <td>
        <button
          type="button"
          class="link mono"
          onClick={() => selectPath(path)}
        >
          {path}
        </button>
      </td>
      <td class="incident-cause" title={causes.join("\ncaused by ")}>
        {causes.join(" ← ")}
      </td>
    </tr>
  );
}

/** The day, of what was not today. */
function dayText(atMs: number): string {
  const day = new Date(atMs);
  if (day.toDateString() === new Date(nowSlow.value).toDateString()) return "";
  return `${day.toLocaleDateString("en", { month: "short", day: "numeric" })} `;
}
