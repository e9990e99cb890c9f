/**
 * Where everything of a sequence diagram stands. Pure arithmetic in pixels, origin at the top left; the column of times
 * is at the left edge, the lanes' heads at the top.
 *
 * @module
 */
import { fold, type Run } from "./fold.ts";
import type { Lane, Lanes } from "./lanes.ts";
import { lanePlaces, measures, widthOf } from "./measures.ts";
import type { Happening, Mark, Message } from "./story.ts";
import { eventText } from "../words/event_text.ts";

/** A pause from this length on is drawn, in ms. */
export const gapMsMin = 1_000;

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
}

/** A mark on a lane. */
export interface PlacedMark {
  /** What it is. */
  readonly mark: Mark;
  /** Its centre. */
  readonly x: number;
  /** Its centre. */
  readonly y: number;
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

/** Lays out what was folded, with the same lanes. */
export function layOut(
  runs: readonly Run<Happening>[],
  { lanes, placeOf }: Lanes,
): SequenceLayout {
  const xs = lanePlaces(runs, lanes.length, placeOf);
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
      Math.max(xs.at(-1) ?? 0, ...arrows.flatMap(reachOf)),
    height,
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
      this.marks.push({ mark: happening, x, y });
      this.y += measures.mark;
      return;
    }
    const { from, to } = happening;
    const toX = this.#xOf(to)!;
    const fromX = from === undefined ? undefined : this.#xOf(from);
    this.arrows.push({
      message: happening,
      fromX: fromX ?? toX - measures.stub,
      toX,
      y: this.y + measures.message - 9,
      shape: fromX === undefined
        ? "found"
        : fromX === toX
        ? "self"
        : "straight",
    });
    this.y += measures.message;
  }

  #xOf(path: string): number | undefined {
    const place = this.#placeOf(path);
    return place === undefined ? undefined : this.#xs[place];
  }
}

/** How far an arrow and its label reach. */
function reachOf({ fromX, toX, shape, message }: Arrow): number[] {
  if (shape === "straight") return [fromX, toX];
  return [fromX, toX + measures.self + widthOf(eventText(message.type))];
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
