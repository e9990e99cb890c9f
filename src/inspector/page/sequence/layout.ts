/**
 * Where everything of a sequence diagram stands. Pure arithmetic in pixels, origin at the top left; the column of times
 * is at the left edge, the lanes' heads at the top.
 *
 * @module
 */
import { fold, type Run } from "./fold.ts";
import type { Lane, Lanes } from "./lanes.ts";
import { laneGap, measures, widthOf } from "./measures.ts";
import { markText } from "./sequence_words.ts";
import type { Happening, Mark, Message } from "./story.ts";
import { eventText } from "../words/event_text.ts";
import { textStart } from "../words/short_text.ts";

/** A pause from this length on is drawn, in ms. */
export const gapMsMin = 1_000;

/** Characters of a mark's text. */
const markCharsMax = 44;

/** An arrow. */
export interface Arrow {
  /** What it is. */
  readonly message: Message;
  /** Where it begins; left of `toX` by a stub where the sender is not known. */
  readonly fromX: number;
  /** Where it ends. */
  readonly toX: number;
  /** Its height. */
  readonly y: number;
  /** To a lane, from the same one, or from nobody knows where. */
  readonly shape: "straight" | "self" | "found";
  /** What stands at it. */
  readonly label: Label;
}

/** A text. */
export interface Label {
  /** What it says. */
  readonly text: string;
  /** Its left edge. */
  readonly x: number;
  /** Its base line. */
  readonly y: number;
}

/** A mark on a lane. */
export interface PlacedMark {
  /** What it is. */
  readonly mark: Mark;
  /** Its centre. */
  readonly x: number;
  /** Its centre. */
  readonly y: number;
  /** What stands at it. */
  readonly label: Label;
}

/** A piece of a lane's line. */
export interface Lifeline {
  /** Where it is. */
  readonly x: number;
  /** Its upper end. */
  readonly fromY: number;
  /** Its lower end. */
  readonly toY: number;
  /** Whether the actor lived, as far as is known. */
  readonly isAlive: boolean;
}

/** A frame around an exchange that is told once. */
export interface Repeat {
  /** How many times. */
  readonly times: number;
  /** From the first event of the first time to the last of the last, in ms. */
  readonly ms: number;
  /** Left edge. */
  readonly x: number;
  /** Upper edge. */
  readonly y: number;
  /** Its width. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
}

/** A pause between two rows. */
export interface Gap {
  /** Its centre. */
  readonly y: number;
  /** How long, in ms. */
  readonly ms: number;
}

/** A sequence diagram. */
export interface SequenceLayout {
  /** Of all of it. */
  readonly width: number;
  /** Of all of it. */
  readonly height: number;
  /** Lanes from left to right. */
  readonly lanes: readonly { readonly lane: Lane; readonly x: number }[];
  /** How far these are apart. */
  readonly gap: number;
  /** Lines of the lanes. */
  readonly lifelines: readonly Lifeline[];
  /** Arrows from top to bottom. */
  readonly arrows: readonly Arrow[];
  /** Marks from top to bottom. */
  readonly marks: readonly PlacedMark[];
  /** Pauses. */
  readonly gaps: readonly Gap[];
  /** Frames. */
  readonly repeats: readonly Repeat[];
}

/** What a story is told in: exchanges that were repeated, once each. */
export function foldStory(
  story: readonly Happening[],
  { placeOf }: Pick<Lanes, "placeOf">,
): readonly Run<Happening>[] {
  const shown = story.filter((happening) =>
    happening.kind === "mark"
      ? placeOf(happening.path) !== undefined
      : placeOf(happening.to) !== undefined
  );
  return fold(shown, (happening) => {
    if (happening.kind === "mark") return undefined;
    const { from, to, type } = happening;
    const sender = from === undefined ? undefined : placeOf(from);
    return JSON.stringify([sender, placeOf(to), type]);
  }, (before, item) => item.atMs - before.atMs);
}

/** Lays out what was folded, with the same lanes, about as wide as it should be. */
export function layOut(
  runs: readonly Run<Happening>[],
  { lanes, placeOf }: Lanes,
  widthWanted = 0,
): SequenceLayout {
  const gap = laneGap(lanes.length, widthWanted);
  const xs = lanes.map((_, place) => measures.times + gap * (place + 0.5));
  const drawing = new Drawing(xs, placeOf);
  runs.forEach((run, place) => {
    const before = runs[place - 1]?.last.atMs;
    if (before !== undefined) drawing.pause(run.items[0]!.atMs - before);
    drawing.run(run);
  });
  const { arrows, gaps, marks, repeats, y } = drawing;
  const height = y + measures.repeatFoot;
  return {
    width: measures.right +
      Math.max(
        (xs.at(-1) ?? 0) + gap / 2,
        ...arrows.flatMap(reachOf),
        ...marks.map(({ label }) => endOf(label)),
      ),
    height,
    gap,
    lanes: lanes.map((lane, place) => ({ lane, x: xs[place]! })),
    lifelines: xs.flatMap((x) =>
      lifelinesOf(x, marks.filter((mark) => mark.x === x), height)
    ),
    arrows,
    marks,
    gaps,
    repeats,
  };
}

/** Puts one row below another. */
class Drawing {
  readonly arrows: Arrow[] = [];
  readonly gaps: Gap[] = [];
  readonly marks: PlacedMark[] = [];
  readonly repeats: Repeat[] = [];
  y: number = measures.head;
  readonly #xs: readonly number[];
  readonly #placeOf: Lanes["placeOf"];

  constructor(xs: readonly number[], placeOf: Lanes["placeOf"]) {
    this.#xs = xs;
    this.#placeOf = placeOf;
  }

  pause(ms: number): void {
    if (ms < gapMsMin) return;
    this.gaps.push({ y: this.y + measures.gap / 2, ms });
    this.y += measures.gap;
  }

  run({ items, times, last }: Run<Happening>): void {
    if (times === 1) return items.forEach((item) => this.#add(item));
    const top = this.y;
    this.y += measures.repeatHead;
    const before = this.arrows.length;
    for (const item of items) this.#add(item);
    this.y += measures.repeatFoot;
    const reach = this.arrows.slice(before).flatMap(reachOf);
    const left = Math.min(...reach) - 14;
    this.repeats.push({
      times,
      ms: last.atMs - items[0]!.atMs,
      x: left,
      y: top + 4,
      width: Math.max(...reach) + 14 - left,
      height: this.y - top - 8,
    });
  }

  #add(happening: Happening): void {
    if (happening.kind === "mark") {
      const x = this.#xOf(happening.path)!;
      const y = this.y + measures.mark / 2;
      const text = textStart(markText(happening), markCharsMax);
      const label = { text, x: x + 16, y: y + 4 };
      this.marks.push({ mark: happening, x, y, label });
      this.y += measures.mark;
      return;
    }
    const { from, to } = happening;
    const toX = this.#xOf(to)!;
    const fromX = from === undefined ? undefined : this.#xOf(from);
    const arrow = {
      message: happening,
      fromX: fromX ?? toX - measures.stub,
      toX,
      y: this.y + measures.message - 9,
      shape: fromX === undefined
        ? "found"
        : fromX === toX
        ? "self"
        : "straight",
    } as const;
    this.arrows.push({ ...arrow, label: labelOf(arrow) });
    this.y += measures.message;
  }

  #xOf(path: string): number | undefined {
    const place = this.#placeOf(path);
    return place === undefined ? undefined : this.#xs[place];
  }
}

/** The label of an arrow: above its middle, or right of it where it does not go from lane to lane. */
function labelOf(
  { message, fromX, toX, y, shape }: Omit<Arrow, "label">,
): Label {
  const text = eventText(message.type);
  if (shape === "self") return { text, x: toX + measures.self + 6, y: y + 1 };
  if (shape === "found") return { text, x: toX + 8, y: y + 4 };
  const x = (fromX + toX - widthOf(text)) / 2;
  return { text, x: Math.max(measures.times, x), y: y - 6 };
}

/** How far an arrow and its label reach. */
function reachOf({ fromX, toX, label }: Arrow): number[] {
  return [fromX, toX, label.x, endOf(label)];
}

function endOf({ x, text }: Label): number {
  return x + widthOf(text);
}

const ends: ReadonlySet<string> = new Set([
  "crashed",
  "stopped",
  "completed",
  "gave_up",
]);

/** A lane's line, cut where its actor died and came back. */
function lifelinesOf(
  x: number,
  marks: readonly PlacedMark[],
  height: number,
): Lifeline[] {
  const lines: Lifeline[] = [];
  let fromY: number = measures.head;
  // Of an actor that is started first of all, nothing was there before.
  let isAlive = marks[0]?.mark.type !== "started";
  for (const { mark, y } of marks) {
    const lives = !ends.has(mark.type);
    if (lives === isAlive) continue;
    lines.push({ x, fromY, toY: y, isAlive });
    fromY = y;
    isAlive = lives;
  }
  lines.push({ x, fromY, toY: height, isAlive });
  return lines;
}
