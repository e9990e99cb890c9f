/**
 * A recording as a file: JSON with its frames, and the charts that were seen, so that it opens again without a server.
 * A file comes from anybody: reading one never throws, and says what is wrong with it.
 *
 * @module
 */
import type { ChartNode } from "../../chart.ts";
import type { Frame } from "../../frame.ts";
import { wrongFamily } from "./family_shape.ts";
import { chartShape, frameShape } from "./frame_shape.ts";
import { Recording, recordingBytesMax } from "./recording.ts";
import {
  type Check,
  fields,
  listOf,
  oneOf,
  tableOf,
  text,
  time,
  wrongText,
} from "./shape.ts";

/** The longest file that is read, in characters: a recording is kept within 32 MB, whole moments between included. */
export const fileCharsMax: number = 2 * recordingBytesMax;

/** What a file says beside its frames. */
export interface RecordedAbout {
  /** What was recorded: the node's name, or the root's id. */
  readonly title: string;
  /** Whose tree it is, if it was not that node's own. */
  readonly node?: string;
  /** When it was saved, in ms since the Unix epoch. */
  readonly savedAtMs: number;
  /** The charts that were seen, by their keys. */
  readonly charts: Readonly<Record<string, ChartNode>>;
}

/** What a file held. */
export interface ReadRecording {
  /** Tells it from a refusal. */
  readonly ok: true;
  /** What was recorded. */
  readonly recording: Recording;
  /** And what is said about it. */
  readonly about: RecordedAbout;
}

/** Why a file cannot be read. */
export interface RefusedRecording {
  /** Tells it from a recording. */
  readonly ok: false;
  /** Why, in a sentence. */
  readonly reason: string;
}

interface RecordingFile extends RecordedAbout {
  readonly kind: typeof fileKind;
  readonly version: 1;
  readonly frames: readonly Frame[];
}

/** Tells such a file from other JSON. */
const fileKind = "rookery recording";

const fileShape: Check = fields({
  kind: oneOf(fileKind),
  version: oneOf(1),
  title: text,
  savedAtMs: time,
  charts: tableOf(chartShape),
  frames: listOf(frameShape),
}, { node: text });

/** Writes a recording. */
export function writeRecording(
  recording: Recording,
  { title, node, savedAtMs, charts }: RecordedAbout,
): string {
  const file: RecordingFile = {
    kind: fileKind,
    version: 1,
    title,
    ...(node !== undefined && { node }),
    savedAtMs,
    charts,
    frames: [...recording.export()],
  };
  return JSON.stringify(file);
}

/** Reads a recording. */
export function readRecording(given: string): ReadRecording | RefusedRecording {
  if (given.length > fileCharsMax) {
    return refuse(
      `it is longer than ${fileCharsMax / 1_048_576} million characters`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    return refuse("it is not JSON, or was cut off");
  }
  const wrong = fileShape(value);
  if (wrong) return refuse(wrongText(wrong));
  const { frames, ...about } = value as RecordingFile;
  const family = wrongFamily(frames);
  if (family) return refuse(wrongText(family));
  if (!frames[0]?.all) {
    return refuse("its first frame does not say who is there");
  }
  // What was left out when it was recorded is left out already.
  const recording = new Recording(fileCharsMax, Infinity);
  for (const frame of frames) recording.push(frame);
  return { ok: true, recording, about };
}

function refuse(reason: string): RefusedRecording {
  return {
    ok: false,
    reason: `This is no recording that can be opened: ${reason}.`,
  };
}
