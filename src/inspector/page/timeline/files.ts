/**
 * Recordings as files on the reader's disk: saved, chosen, and dropped on the page.
 *
 * @module
 */
import { batch, type Signal, signal } from "@preact/signals";
import type { ChartNode } from "../../chart.ts";
import { connect, hangUp } from "../connection.ts";
import {
  about,
  begin,
  chartOf,
  learnChart,
  learnNames,
  link,
  node,
} from "../model.ts";
import { announce } from "../shell/announcements.ts";
import { apply, emptyMoment } from "../world.ts";
import { opened, recordAfresh, recording, show } from "./playhead.ts";

import type { Recording } from "./recording.ts";
import {
  fileCharsMax,
  readRecording,
  writeRecording,
} from "./recording_file.ts";

/** Whether a file is being held over the page. */
export const isDragging: Signal<boolean> = signal(false);

/** Whose tree was shown before a file was opened, and will be again. */
let nodeBefore: string | undefined;

/** Saves what was recorded. */
export async function saveRecording(): Promise<void> {
  const { title, node: of } = opened.peek() ?? {
    title: about.peek()?.title ?? "system",
    node: node.peek(),
  };
  const text = writeRecording(recording.peek(), {
    title,
    ...(of !== undefined && { node: of }),
    savedAtMs: Date.now(),
    charts: await chartsSeen(),
  });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  const name = (of ?? title).replace(/[^\w.@-]+/g, "_");
  saveAs(`${name}-${stamp}.rookery.json`, "application/json", text);
  announce(`Saved ${(text.length / 1e6).toFixed(1)} MB`);
}

/** Hands the reader a file. */
export function saveAs(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** Shows a recording in place of a server, or says what is wrong with the file. */
export async function openRecording(file: File): Promise<void> {
  const reason = file.size > fileCharsMax
    ? "It is too large for a recording."
    : showRecording(file.name, await file.text());
  announce(
    reason === undefined
      ? `${file.name} is open`
      : `Cannot open ${file.name}. ${reason}`,
    { isBad: reason !== undefined },
  );
}

/** Shows what is live again. */
export function closeRecording(): void {
  batch(() => {
    recordAfresh();
    node.value = nodeBefore;
    about.value = undefined;
    link.value = "connecting";
  });
  connect();
}

/** Takes files that are dropped anywhere on the page; the answer ends that. */
export function takeDroppedFiles(): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    isDragging.value = true;
  }, { signal });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) isDragging.value = false;
  }, { signal });
  addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    isDragging.value = false;
    if (!file) return;
    event.preventDefault();
    openRecording(file);
  }, { signal });
  return () => ending.abort();
}

/** Shows it, or says why that cannot be. */
function showRecording(fileName: string, text: string): string | undefined {
  const read = readRecording(text);
  if (!read.ok) return read.reason;
  const { title, node: of, charts } = read.about;
  hangUp();
  begin();
  learnAll(read.recording);
  batch(() => {
    link.value = "file";
    if (!opened.peek()) nodeBefore = node.peek();
    node.value = of;
    about.value = fileAbout(title);
    show(read.recording);
    opened.value = {
      fileName,
      title,
      ...(of !== undefined && { node: of }),
    };
    for (const [key, chart] of Object.entries(charts)) learnChart(key, chart);
  });
  return undefined;
}

/** Learns the names of all who were ever there, since events tell ids. */
function learnAll(recording: Recording): void {
  let moment = emptyMoment;
  for (const frame of recording.export()) {
    const { all, rows = [] } = frame;
    moment = apply(moment, frame);
    learnNames(moment, all ?? rows);
  }
}

/** Nobody can do anything to actors that are only remembered. */
function fileAbout(title: string) {
  const may = { restart: false, crash: false, debug: false };
  return {
    version: 1 as const,
    title,
    viewer: { name: "", may },
    nodes: [],
    login: false,
  };
}

/** The charts of all actors that the recording tells of. */
async function chartsSeen(): Promise<Readonly<Record<string, ChartNode>>> {
  const keys = new Set<string>();
  for (const { all = [], rows = [] } of recording.peek().export()) {
    for (const { chart } of [...all, ...rows]) if (chart) keys.add(chart);
  }
  const charts = await Promise.all(
    [...keys].map(async (key) => [key, await chartOf(key)] as const),
  );
  return Object.fromEntries(
    charts.filter((entry): entry is [string, ChartNode] =>
      entry[1] !== undefined
    ),
  );
}
