/**
 * What just happened and between whom, as it happens.
 *
 * @module
 */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { LongList } from "../list/long_list.tsx";
import { dropped, log, past } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { countOf, countText } from "../words/durations.ts";
import { LogFilter } from "./log_filter.tsx";
import { LogRow } from "./log_row.tsx";
import { isPaused, logShown, pause, waiting } from "./log_state.ts";

/** The log with its filter. */
export function EventLog(): JSX.Element {
  const isAtEnd = useSignal(true);
  const lines = logShown.value;
  return (
    <div class="log">
      <LogFilter />
      {lines.length === 0 ? <NoLines /> : (
        <LongList
          items={lines}
          isFollowing={isAtEnd.value && !isPaused.value}
          onEnd={(now) => isAtEnd.value = now}
          outer={{
            class: "log-lines",
            role: "table",
            tabIndex: 0,
            "aria-label": "Events, the latest last",
            "aria-rowcount": lines.length,
          }}
          row={(line, index, style) => (
            <LogRow key={line.key} line={line} index={index} style={style} />
          )}
        />
      )}
      <Foot
        isAtEnd={isAtEnd.value}
        goToEnd={() => isAtEnd.value = true}
        shown={lines.length}
      />
    </div>
  );
}

interface FootProps {
  readonly isAtEnd: boolean;
  readonly goToEnd: () => void;
  readonly shown: number;
}

function Foot({ isAtEnd, goToEnd, shown }: FootProps): JSX.Element {
  return (
    <div class="log-foot">
      <span>{countOf(shown, "line")}</span>
      {dropped.value > 0 && (
        <span title="More happened at once than is told of">
          {countText(dropped.value)} left out
        </span>
      )}
      <span class="header-space" />
      {isPaused.value
        ? (
          <button type="button" class="quiet" onClick={() => pause(false)}>
            <Icon name="play" />
            Go on{waiting.value > 0 ? `, ${countText(waiting.value)} wait` : ""}
          </button>
        )
        : !isAtEnd && (
          <button type="button" class="quiet" onClick={goToEnd}>
            <Icon name="end" />
            To the latest
          </button>
        )}
    </div>
  );
}

function NoLines(): JSX.Element {
  const isFiltered = log.value.length > 0;
  return (
    <div class="empty">
      <strong>{isFiltered ? "Nothing is like that" : "Nothing yet"}</strong>
      <span>
        {isFiltered
          ? "The filter above hides all that happened."
          : past.value
          ? "Nothing was recorded before this moment."
          : "Events appear as actors receive them."}
      </span>
    </div>
  );
}
