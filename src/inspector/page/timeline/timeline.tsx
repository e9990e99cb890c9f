/**
 * The recorded history: a scrubber over hills of events with marks for trouble, and below it what went wrong, as a list.
 *
 * @module
 */
import type { JSX, RefObject, TargetedEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { about } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { countText, durationText, timeText } from "../words/durations.ts";
import { openRecording, saveRecording } from "./files.ts";
import { Incidents } from "./incidents.tsx";
import { reachOf, troubles } from "./marks.ts";
import { endName, goToEnd, isPlaying, play, speed } from "./playback.ts";
import { growth, opened, playhead, recording, span } from "./playhead.ts";
import { Scrubber } from "./scrubber.tsx";

/** The history of what is looked at. */
export function Timeline(): JSX.Element {
  growth.value;
  const slider = useRef<HTMLDivElement>(null);
  useFocusOnceOpened(slider);
  const { fromMs, toMs, lifecycle } = recording.value;
  if (fromMs === undefined || toMs === undefined) return <Nothing />;
  const trouble = troubles(lifecycle);
  const reach = reachOf(fromMs, toMs, trouble);
  return (
    <div class="timeline">
      <div class="timeline-bar">
        <Controls fromMs={fromMs} toMs={toMs} />
        <Files />
      </div>
      <Scrubber reach={reach} trouble={trouble} slider={slider} />
      <Incidents trouble={trouble} fromMs={fromMs} />
    </div>
  );
}

/** Whoever opens a recording wants to move in it next. Who comes back to the history later keeps the focus. */
function useFocusOnceOpened(element: RefObject<HTMLElement | null>): void {
  const file = opened.value;
  const known = useRef(file);
  useEffect(() => {
    if (file && file !== known.current) element.current?.focus();
    known.current = file;
  }, [file]);
}

function Nothing(): JSX.Element {
  return (
    <div class="empty">
      <strong>Nothing was recorded yet</strong>
      <span>What you see is recorded while you look. Or open a recording.</span>
      <OpenButton />
    </div>
  );
}

function Controls(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): JSX.Element {
  const shown = playhead.value;
  const isLive = shown === undefined;
  const end = endName();
  return (
    <div class="timeline-controls" role="group" aria-label="Playback">
      <button
        type="button"
        aria-label={isPlaying.value ? "Pause" : "Play"}
        title={isPlaying.value
          ? "Pause"
          : isLive
          ? "Play from the beginning"
          : "Play"}
        onClick={() => isPlaying.value ? isPlaying.value = false : play()}
      >
        <Icon name={isPlaying.value ? "pause" : "play"} />
      </button>
      {([1, 4] as const).map((times) => (
        <button
          type="button"
          key={times}
          class="quiet"
          aria-pressed={speed.value === times}
          aria-label={`Play ${times} times as fast`}
          onClick={() => speed.value = times}
        >
          {times}×
        </button>
      ))}
      <button
        type="button"
        class={`live-button ${isLive ? "is-live" : ""}`}
        aria-pressed={isLive}
        onClick={goToEnd}
      >
        <svg
          class={`tone ${isLive ? "tone-healthy" : ""}`}
          viewBox="0 0 10 10"
          aria-hidden="true"
        >
          {isLive && end === "Live"
            ? <circle cx="5" cy="5" r="4" />
            : <path d="M1 1l4 4-4 4zM6.5 1h2v8h-2z" />}
        </svg>
        {end}
      </button>
      <span class="timeline-now mono">{timeText(shown ?? toMs)}</span>
      <span class="timeline-ago">
        {isLive
          ? `${durationText(toMs - fromMs)} recorded`
          : `−${durationText(toMs - shown)}`}
      </span>
      {span.value && (
        <button
          type="button"
          class="quiet"
          onClick={() => span.value = undefined}
        >
          <Icon name="close" />
          {durationText(span.value.toMs - span.value.fromMs)} chosen
        </button>
      )}
    </div>
  );
}

function Files(): JSX.Element {
  return (
    <div class="timeline-files">
      <OpenButton />
      <button
        type="button"
        onClick={saveRecording}
        title={`Save ${countText(recording.value.frames)} frames, ${
          (recording.value.bytes / 1e6).toFixed(1)
        } MB, of ${about.value?.title ?? "this system"}`}
      >
        <Icon name="end" />Save
      </button>
    </div>
  );
}

function OpenButton(): JSX.Element {
  const choose = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
    const [file] = currentTarget.files ?? [];
    if (file) openRecording(file);
    // The same file can be chosen again.
    currentTarget.value = "";
  };
  return (
    <label class="button file-button">
      Open…
      <input
        class="unseen"
        type="file"
        accept=".json,application/json"
        onChange={choose}
      />
    </label>
  );
}
