/**
 * One line of the tree.
 *
 * @module
 */
import type { CSSProperties, JSX } from "preact";
import type { ActorRow } from "../../frame.ts";
import { rates } from "../model.ts";
import { Icon, KindIcon, ToneMark } from "../shell/icons.tsx";
import { nowSlow } from "../shell/ticks.ts";
import {
  agoText,
  countText,
  durationText,
  rateText,
} from "../words/durations.ts";
import { stateOf } from "../words/state_text.ts";
import { toneOf } from "../words/tone.ts";
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
      class="tree-row"
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
      <span
        class="tree-toggle"
        aria-hidden="true"
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
    </div>
  );
}

function Actor({ row, path }: ActorLine): JSX.Element {
  const rate = rates.value.get(row.id);
  return (
    <>
      <KindIcon kind={row.kind} />
      <span class="tree-name" title={path}>{row.name}</span>
      <span class="tree-state">
        <ToneMark tone={toneOf(row)} />
        <span class="tree-state-word" title={stateOf(row)}>{stateOf(row)}</span>
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
        <span class="unseen">actors</span>
      </span>
    </>
  );
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
          <span class="unseen">crashed</span>
          {durationText(sinceMs).replace(/\.\d/, "")}
        </span>
      )}
      {restarts > 0 && (
        <span class="badge" title={`Started again ${restarts} times`}>
          <Icon name="restart" />
          <span class="unseen">started again</span>
          {restarts}
          <span class="unseen">times</span>
        </span>
      )}
    </>
  );
}
