/**
 * A sequence as a Mermaid diagram, for documents and issues.
 *
 * @module
 */
import { escapeLabel } from "../../mermaid_escape.ts";
import type { Run } from "./fold.ts";
import { gapMsMin } from "./layout.ts";
import type { Lanes } from "./lanes.ts";
import { laneText, markText } from "./sequence_words.ts";
import type { Happening } from "./story.ts";
import { durationText } from "../words/durations.ts";
import { eventText } from "../words/event_text.ts";

/** The text of a Mermaid `sequenceDiagram`. */
export function sequenceMermaid(
  runs: readonly Run<Happening>[],
  lanes: Lanes,
): string {
  const lines = runs.flatMap((run, place) => {
    const before = runs[place - 1]?.last.atMs;
    const pauseMs = before === undefined ? 0 : run.items[0]!.atMs - before;
    return [...pauseLines(pauseMs, lanes), ...runLines(run, lanes)];
  });
  const isFound = lines.some((line) => line.trimStart().startsWith("outside-"));
  const participants = lanes.lanes.map((lane, place) =>
    `participant a${place} as ${labelOf(laneText(lane))}`
  );
  return [
    "sequenceDiagram",
    ...[
      ...isFound ? ["participant outside as (sender unknown)"] : [],
      ...participants,
      ...lines,
    ].map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function pauseLines(ms: number, { lanes }: Lanes): string[] {
  if (ms < gapMsMin || lanes.length === 0) return [];
  const over = lanes.length > 1 ? `a0,a${lanes.length - 1}` : "a0";
  return [`Note over ${over}: ${labelOf(`${durationText(ms)} later`)}`];
}

function runLines(
  { items, times }: Run<Happening>,
  { placeOf }: Lanes,
): string[] {
  const lines = items.map((happening) => {
    if (happening.kind === "mark") {
      const over = `a${placeOf(happening.path)}`;
      return `Note over ${over}: ${labelOf(markText(happening))}`;
    }
    const { from, to, type } = happening;
    const sender = from === undefined ? undefined : placeOf(from);
    const start = sender === undefined ? "outside" : `a${sender}`;
    return `${start}->>a${placeOf(to)}: ${labelOf(eventText(type))}`;
  });
  if (times === 1) return lines;
  return [
    `loop ${times} times`,
    ...lines.map((line) => `    ${line}`),
    "end",
  ];
}

/** `end` on its own ends a block wherever it stands, so it is written with an entity. */
function labelOf(text: string): string {
  return escapeLabel(text).replace(
    /\bend\b/gi,
    (word) => `#${word.codePointAt(0)};${word.slice(1)}`,
  );
}
