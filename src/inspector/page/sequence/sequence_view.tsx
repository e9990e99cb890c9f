/**
 * What actors said to each other: a sequence diagram of the last events or of a span of the timeline, and the same as a
 * table.
 *
 * @module
 */
import { computed, type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { about, log, moment, past, pathOf, selectedPath } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { saveAs } from "../timeline/files.ts";
import { growth, recording, span } from "../timeline/playhead.ts";
import { inOrder, type Recording } from "../timeline/recording.ts";
import { useSize } from "../timeline/use_size.ts";
import { countOf, durationText } from "../words/durations.ts";
import { pathIn } from "../world.ts";
import { standaloneSvg } from "./export_svg.ts";
import { lanesOf, treeRanks } from "./lanes.ts";
import { foldStory, layOut } from "./layout.ts";
import { SequenceDrawing } from "./sequence_drawing.tsx";
import { sequenceMermaid } from "./sequence_mermaid.ts";
import { SequenceTable } from "./sequence_table.tsx";
import { type Happening, storyOf } from "./story.ts";

/** How many events are told, latest first; a diagram of more is not read by anybody. */
const lengths = [50, 100, 200, 500] as const;

/** What a bar to scroll by may take. */
const scrollbarPx = 16;

const length: Signal<number> = signal(100);
const words: Signal<string> = signal("");
const onlySelected: Signal<boolean> = signal(false);
const isTable: Signal<boolean> = signal(false);

/** A story that stays while others go on, and the recording that it is of. */
const holding: Signal<
  { readonly of: Recording; readonly story: readonly Happening[] } | undefined
> = signal(undefined);

const held = computed(() =>
  holding.value?.of === recording.value ? holding.value.story : undefined
);

/** Ranks of all paths, in the order of the tree. */
const ranks = computed(() => {
  const now = moment.value;
  return treeRanks(inOrder(now).map(({ id }) => pathIn(now, id)));
});

const story = computed(() => held.value ?? tell());

const told = computed(() => {
  const lanes = lanesOf(story.value, ranks.value);
  const runs = foldStory(story.value, lanes);
  return { lanes, runs };
});

/** The sequence diagram, with what chooses its contents. */
export function SequenceView(): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const { width } = useSize(view, { width: 0, height: 0 });
  const { lanes, runs } = told.value;
  const events = story.value.filter(({ kind }) => kind === "message").length;
  return (
    <div class="sequence" ref={view}>
      <Choices />
      {story.value.length === 0
        ? <Nothing />
        : isTable.value
        ? <SequenceTable runs={runs} />
        : (
          <SequenceDrawing
            svg={svg}
            layout={layOut(runs, lanes, width - scrollbarPx)}
            isFollowing={!held.value && !past.value && !span.value}
          />
        )}
      <div class="sequence-foot">
        <span>
          {countOf(events, "event")}
          {lanes.leftOut > 0 &&
            ` · ${
              countOf(lanes.leftOut, "quieter actor")
            } left out: look for them by name`}
        </span>
        <span class="sequence-exports">
          <button
            type="button"
            class="quiet"
            disabled={isTable.value || story.value.length === 0}
            onClick={() => saveSvg(svg.current)}
          >
            <Icon name="end" />SVG
          </button>
          <button
            type="button"
            class="quiet"
            disabled={story.value.length === 0}
            onClick={saveMermaid}
          >
            <Icon name="end" />Mermaid
          </button>
        </span>
      </div>
    </div>
  );
}

function Choices(): JSX.Element {
  const only = selectedPath.value;
  const chosen = span.value;
  return (
    <div class="sequence-choices" role="group" aria-label="What is told">
      <input
        type="search"
        placeholder="Actor or event"
        aria-label="Only events with these words in their type or in the path of an actor"
        value={words.value}
        onInput={({ currentTarget }) => words.value = currentTarget.value}
      />
      <button
        type="button"
        aria-pressed={onlySelected.value}
        disabled={only === undefined}
        title={only === undefined
          ? "No actor is selected"
          : `Only what ${only} sent or received`}
        onClick={() => onlySelected.value = !onlySelected.value}
      >
        <Icon name="filter" />Selected actor
      </button>
      {chosen
        ? (
          <button
            type="button"
            aria-pressed
            onClick={() => span.value = undefined}
            title="Tell the last events again"
          >
            <Icon name="close" />
            {durationText(chosen.toMs - chosen.fromMs)} of the timeline
          </button>
        )
        : (
          <select
            aria-label="How many events"
            value={length.value}
            onChange={({ currentTarget }) =>
              length.value = Number(currentTarget.value)}
          >
            {lengths.map((count) => (
              <option key={count} value={count}>Last {count}</option>
            ))}
          </select>
        )}
      <span class="sequence-space" />
      <button
        type="button"
        aria-pressed={held.value !== undefined}
        onClick={() =>
          holding.value = held.value
            ? undefined
            : { of: recording.value, story: story.value }}
      >
        <Icon name={held.value ? "play" : "pause"} />
        {held.value ? "Go on" : "Hold"}
      </button>
      <button
        type="button"
        aria-pressed={isTable.value}
        onClick={() => isTable.value = !isTable.value}
      >
        <Icon name="events" />Table
      </button>
    </div>
  );
}

function Nothing(): JSX.Element {
  const isFiltered = words.value.trim() !== "" || onlySelected.value;
  return (
    <div class="empty">
      <strong>{isFiltered ? "No such events" : "No events yet"}</strong>
      <span>
        {isFiltered
          ? "Look for something else, or for more of the last events."
          : "Events appear here as actors send them to each other."}
      </span>
    </div>
  );
}

function tell(): readonly Happening[] {
  const chosen = span.value;
  // What the recording has is no signal; it says when it grew.
  growth.value;
  const shown = chosen ??
    { fromMs: -Infinity, toMs: past.value?.atMs ?? Infinity };
  const max = lengths.at(-1)!;
  const known = chosen
    ? recording.value.log(chosen.fromMs, chosen.toMs, max)
    : log.value;
  const wish = {
    words: words.value,
    ...(onlySelected.value && selectedPath.value !== undefined &&
      { only: selectedPath.value }),
  };
  const lifecycle = recording.value.lifecycle.filter(({ atMs }) =>
    atMs >= shown.fromMs && atMs <= shown.toMs
  );
  const all = storyOf(known, lifecycle, pathOf, wish);
  return all.slice(-(chosen ? max : length.value));
}

function saveSvg(svg: SVGSVGElement | null): void {
  if (svg) saveAs(`${fileName()}.svg`, "image/svg+xml", standaloneSvg(svg));
}

function saveMermaid(): void {
  const { runs, lanes } = told.peek();
  saveAs(`${fileName()}.mmd`, "text/plain", sequenceMermaid(runs, lanes));
}

function fileName(): string {
  return `sequence-${
    (about.peek()?.title ?? "system").replace(/[^\w.@-]+/g, "_")
  }`;
}
