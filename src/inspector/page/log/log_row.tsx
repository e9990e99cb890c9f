/**
 * One line of the log.
 *
 * @module
 */
import type { CSSProperties, JSX } from "preact";
import type { LifecycleEntry, LogEntry } from "../../frame.ts";
import { nameOf, pathOf, select, selected, selectPath } from "../model.ts";
import { Icon, type IconName } from "../shell/icons.tsx";
import { timeText } from "../words/durations.ts";
import { eventText, isOwnEvent } from "../words/event_text.ts";
import type { LogLine } from "./log_lines.ts";

/** What a line needs. */
export interface LogRowProps {
  readonly line: LogLine;
  readonly index: number;
  readonly style: CSSProperties;
}

/** One line. */
export function LogRow({ line, index, style }: LogRowProps): JSX.Element {
  const { kind, entry } = line;
  return (
    <div
      class={kind === "event" ? "log-row" : `log-row deed deed-${entry.type}`}
      role="row"
      aria-rowindex={index + 1}
      style={style}
    >
      <span class="log-time" role="cell">{timeText(entry.atMs)}</span>
      {kind === "event" ? <Event {...entry} /> : <Deed {...entry} />}
    </div>
  );
}

function Event({ from, to, type }: LogEntry): JSX.Element {
  return (
    <>
      <span class="log-route" role="cell">
        {from !== undefined && from !== to && <Actor id={from} />}
        <span class="unseen">to</span>
        <span class="log-arrow" aria-hidden="true">→</span>
        <Actor id={to} />
      </span>
      <span
        class={isOwnEvent(type) ? "log-type log-own" : "log-type"}
        role="cell"
        title={type}
      >
        {eventText(type)}
      </span>
    </>
  );
}

const deeds: Readonly<
  Record<LifecycleEntry["type"], { icon: IconName; word: string }>
> = {
  started: { icon: "play", word: "started" },
  stopped: { icon: "close", word: "stopped" },
  completed: { icon: "end", word: "completed" },
  crashed: { icon: "crash", word: "crashed" },
  gave_up: { icon: "lost", word: "gave up" },
  restarted: { icon: "restart", word: "started again" },
};

function Deed({ path, type, causes }: LifecycleEntry): JSX.Element {
  const { icon, word } = deeds[type];
  const cause = causes?.[0];
  return (
    <>
      <span class="log-route" role="cell">
        <button
          type="button"
          class="link"
          title={path}
          onClick={() => selectPath(path)}
        >
          {path.slice(path.lastIndexOf("/") + 1)}
        </button>
      </span>
      <span class="log-type" role="cell" title={causes?.join("\nbecause ")}>
        <Icon name={icon} />
        {word}
        {cause !== undefined && <span class="log-cause">{cause}</span>}
      </span>
    </>
  );
}

function Actor({ id }: { readonly id: string }): JSX.Element {
  return (
    <button
      type="button"
      class={id === selected.value ? "link log-selected" : "link"}
      title={pathOf(id)}
      onClick={() => select(id)}
    >
      {nameOf(id)}
    </button>
  );
}
