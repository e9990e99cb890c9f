/**
 * One line of the tree.
 *
 * @module
 */
import type { CSSProperties, JSX } from "preact";
import type { ActorRow } from "../../frame.ts";
import { callers } from "../cluster/callers.ts";
import { rates } from "../model.ts";
import { Icon, KindIcon, ToneMark } from "../shell/icons.tsx";
import { nowSlow } from "../shell/ticks.ts";
import {
  agoText,
  countOf,
  countText,
  durationText,
  rateText,
} from "../words/durations.ts";
import { stateOf } from "../words/state_text.ts";
import { isTroubled, toneOf } from "../words/tone.ts";
import type { ActorLine, GroupLine, TreeLine } from "./tree_lines.ts";

/** How long a crash stands out, in ms: as long as somebody might wonder what just happened. */
const crashShownMs = 10 * 60_000;

/** How far a level is moved to the right, in px. */
const levelPx = 14;

/** What a line needs. */
export interface TreeRowProps {
  readonly id: string;
  readonly line: TreeLine;
  readonly style: CSSProperties;
  readonly isSelected: boolean;
  /** Whether the keyboard is here. */
  readonly isCurrent: boolean;
  readonly choose: () => void;
  readonly toggle: () => void;
}

/** One line. */
export function TreeRow(props: TreeRowProps): JSX.Element {
  const { id, line, style, isSelected, isCurrent, choose, toggle } = props;
  return (
    <div
      id={id}
      class={`tree-row ${isRestarted(line) ? "restarted" : ""}`}
      role="treeitem"
      aria-level={line.level}
      aria-posinset={line.position}
      aria-setsize={line.setSize}
      aria-expanded={line.isOpen}
      aria-selected={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      style={{ ...style, paddingLeft: `${4 + (line.level - 1) * levelPx}px` }}
      onClick={choose}
    >
      <span class="unseen">{labelOf(line)}</span>
      <span class="tree-seen" aria-hidden="true">
        <span
          class="tree-toggle"
          onClick={(event) => {
            if (line.isOpen === undefined) return;
            event.stopPropagation();
            toggle();
          }}
        >
          {line.isOpen !== undefined && (
            <Icon name={line.isOpen ? "open" : "closed"} />
          )}
        </span>
        {line.type === "actor" ? <Actor {...line} /> : <Group {...line} />}
      </span>
    </div>
  );
}

function Actor({ row, path, isGrouped }: ActorLine): JSX.Element {
  const rate = rates.value.get(row.id);
  const state = stateOf(row);
  const caller = callers.value.get(path);
  return (
    <>
      <KindIcon kind={row.kind} />
      {caller !== undefined && (
        <span class="tree-caller" title={path}>{caller}</span>
      )}
      <span
        class={caller === undefined ? "tree-name" : "tree-address"}
        title={path}
      >
        {row.name}
      </span>
      <span class="tree-state" title={state}>
        <ToneMark tone={toneOf(row)} />
        {!isGrouped && <span class="tree-state-word">{state}</span>}
      </span>
      <Marks {...row} />
      <span class="tree-rate">{rate ? rateText(rate) : ""}</span>
    </>
  );
}

function Group({ label, count, example }: GroupLine): JSX.Element {
  return (
    <>
      <span class="tree-group">
        <ToneMark tone={toneOf(example)} />
        <span class="tree-state-word">{label}</span>
      </span>
      <span class="tree-count">
        {countText(count)}
      </span>
    </>
  );
}

/** Whether it has marks, for which there has to be room. */
function isRestarted(line: TreeLine): boolean {
  return line.type === "actor" && line.row.restarts > 0;
}

/** What a screen reader says of a line: no time and no rate, which would be told again and again. */
function labelOf(line: TreeLine): string {
  if (line.type === "group") {
    return `${line.label}, ${countOf(line.count, "actor")}`;
  }
  const { row, path } = line;
  const { name, kind, restarts } = row;
  const caller = callers.value.get(path);
  return [
    ...caller === undefined ? [] : [caller],
    name,
    kind,
    stateOf(row),
    ...isTroubled(row) ? ["troubled"] : [],
    ...row.crash ? ["has crashed"] : [],
    ...restarts > 0 ? [`started again ${countOf(restarts, "time")}`] : [],
  ].join(", ");
}

function Marks({ restarts, crash }: ActorRow): JSX.Element {
  const sinceMs = crash ? nowSlow.value - crash.atMs : Infinity;
  return (
    <>
      {sinceMs < crashShownMs && (
        <span
          class="badge badge-bad"
          title={`Crashed ${agoText(sinceMs)}: ${crash!.causes[0] ?? ""}`}
        >
          <Icon name="crash" />
          {sinceMs < 1_000 ? "now" : durationText(sinceMs).replace(/\.\d/, "")}
        </span>
      )}
      {restarts > 0 && (
        <span class="badge" title={`Started again ${restarts} times`}>
          <Icon name="restart" />
          {restarts}
        </span>
      )}
    </>
  );
}
