/**
 * The line of time: hills of events, marks of trouble above, and what is shown as an upright line that can be dragged
 * or moved by keys. With shift, dragging chooses a span.
 *
 * @module
 */
import type { JSX, RefObject, TargetedPointerEvent } from "preact";
import { useRef } from "preact/hooks";
import type { LifecycleEntry } from "../../frame.ts";
import { Icon, ToneMark } from "../shell/icons.tsx";
import { countOf, durationText, timeText } from "../words/durations.ts";
import {
  groupsOf,
  hills,
  type MarkGroup,
  placeOf,
  type Reach,
  scaleOf,
  timeAt,
  type TroubleType,
} from "./marks.ts";
import {
  goToEnd,
  isPlaying,
  markEdge,
  play,
  seek,
  seekEvent,
  step,
} from "./playback.ts";
import { playhead, recording, span } from "./playhead.ts";
import { useSize } from "./use_size.ts";

/** Hills on the line. */
const bins = 160;

const hillHeight = 60;

/** Between two labels below the line, in px. */
const labelWidth = 90;

/** What a mark takes with its count, in px. */
const markWidth = 38;

/** What a key does, by its name. */
const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  ArrowLeft: ({ shiftKey }) => step(shiftKey ? -100 : -1_000),
  ArrowRight: ({ shiftKey }) => step(shiftKey ? 100 : 1_000),
  ArrowDown: () => step(-1_000),
  ArrowUp: () => step(1_000),
  PageDown: () => step(-10_000),
  PageUp: () => step(10_000),
  Home: () => seek(-Infinity),
  End: goToEnd,
  " ": () => isPlaying.peek() ? isPlaying.value = false : play(),
  "[": () => markEdge("fromMs"),
  "]": () => markEdge("toMs"),
};

/** The line of a recording. */
export function Scrubber(
  { reach, trouble, slider }: {
    readonly reach: Reach;
    readonly trouble: readonly LifecycleEntry[];
    /** Gets what the keys move. */
    readonly slider: RefObject<HTMLDivElement | null>;
  },
): JSX.Element {
  const line = useRef<HTMLDivElement>(null);
  const { width } = useSize(line, { width: 600, height: 0 });
  const groups = groupsOf(reach, trouble, markWidth / Math.max(1, width));
  const { fromMs, toMs, start } = reach;
  const shown = playhead.value ?? toMs;
  const chosen = span.value;
  // A label begins at its time, and must end on the line.
  const labels = scaleOf(reach, Math.max(2, Math.floor(width / labelWidth)))
    .filter((ms) => placeOf(reach, ms) < 1 - 64 / width);
  const counts = recording.value.density(fromMs, toMs, bins);
  return (
    <div class="scrubber" ref={line}>
      <div class="scrubber-marks">
        {groups.map((group) => (
          <GroupMark key={group.entries[0]!.sequence} group={group} />
        ))}
      </div>
      <div class="scrubber-line">
        {start > 0 && (
          <div class="scrubber-before" style={{ width: percent(start) }}>
            <span>before you looked</span>
          </div>
        )}
        <svg
          class="scrubber-hills"
          style={{ left: percent(start), width: percent(1 - start) }}
          viewBox={`0 0 ${bins} ${hillHeight}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={hills(counts, bins, hillHeight)} />
        </svg>
        {chosen && (
          <div
            class="scrubber-span"
            style={{
              left: percent(placeOf(reach, chosen.fromMs)),
              width: percent(
                placeOf(reach, chosen.toMs) - placeOf(reach, chosen.fromMs),
              ),
            }}
          />
        )}
        <div
          class="scrubber-future"
          style={{ left: percent(placeOf(reach, shown)) }}
        />
        <Slider reach={reach} shown={shown} element={slider} />
      </div>
      <div class="scrubber-scale" aria-hidden="true">
        {labels.map((ms) => (
          <span key={ms} style={{ left: percent(placeOf(reach, ms)) }}>
            {timeText(ms).slice(0, -4)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Slider(
  { reach, shown, element }: {
    readonly reach: Reach;
    readonly shown: number;
    readonly element: RefObject<HTMLDivElement | null>;
  },
): JSX.Element {
  const startedAt = useRef<number | undefined>(undefined);
  const { fromMs, toMs } = reach;
  const timeOf = (
    { clientX, currentTarget }: TargetedPointerEvent<HTMLElement>,
  ) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return timeAt(reach, (clientX - left) / width);
  };
  const down = (event: TargetedPointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    isPlaying.value = false;
    startedAt.current = event.shiftKey ? timeOf(event) : undefined;
    if (!event.shiftKey) seek(timeOf(event));
  };
  const move = (event: TargetedPointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const at = timeOf(event);
    const start = startedAt.current;
    if (start === undefined) seek(at);
    else {span.value = {
        fromMs: Math.min(start, at),
        toMs: Math.max(start, at),
      };}
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.key !== " ") isPlaying.value = false;
    act(event);
  };
  const isLive = playhead.value === undefined;
  return (
    <div
      ref={element}
      class="scrubber-slider"
      role="slider"
      tabIndex={0}
      aria-label="Moment that is shown"
      aria-valuemin={0}
      aria-valuemax={toMs - fromMs}
      aria-valuenow={shown - fromMs}
      aria-valuetext={`${timeText(shown)}, ${
        isLive ? "the latest" : `${durationText(toMs - shown)} before the end`
      }`}
      onPointerDown={down}
      onPointerMove={move}
      onKeyDown={press}
    >
      <div
        class={`scrubber-head ${isLive ? "is-live" : ""}`}
        style={{ left: percent(placeOf(reach, shown)) }}
      />
    </div>
  );
}

function GroupMark({ group }: { readonly group: MarkGroup }): JSX.Element {
  const { place, entries, type, count, isBefore } = group;
  const first = entries[0]!;
  const about = `${countOf(entries.length, "event")}: ${
    entries.slice(0, 3).map(({ type, path }) =>
      `${path} ${troubleText(type as TroubleType)}`
    ).join(", ")
  }${entries.length > 3 ? ", …" : ""} at ${timeText(first.atMs)}`;
  return (
    <button
      type="button"
      class={`scrubber-mark is-${type}`}
      style={{ left: percent(place) }}
      title={isBefore ? `${about}, before you looked` : about}
      aria-label={about}
      disabled={isBefore}
      onClick={() => seekEvent(first.atMs)}
    >
      <TroubleIcon type={type} />
      {count > 1 && <span>{count}</span>}
    </button>
  );
}

/** A picture of what supervision had to do, its shape saying what. */
export function TroubleIcon(
  { type }: { readonly type: TroubleType },
): JSX.Element {
  if (type === "crashed") return <ToneMark tone="crashed" />;
  return <Icon name={type === "restarted" ? "restart" : "lost"} />;
}

/** What supervision had to do, in words. */
export function troubleText(type: TroubleType): string {
  return type === "gave_up" ? "gave up" : type;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
