/**
 * A chart with a place for everything in it, in px from its top left corner.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import type { Paragraph } from "./paragraph.ts";

/** A chart that can be drawn. */
export interface Drawing {
  /** Width of all of it. */
  readonly width: number;
  /** Height of all of it. */
  readonly height: number;
  /** Boxes of states, each before those in it. */
  readonly states: readonly DrawnState[];
  /** Small signs from which arrows start. */
  readonly marks: readonly DrawnMark[];
  /** Arrows. */
  readonly arrows: readonly DrawnArrow[];
}

/** A rectangle. */
export interface Box {
  /** Its left edge. */
  readonly x: number;
  /** Its upper edge. */
  readonly y: number;
  /** From left to right. */
  readonly width: number;
  /** From top to bottom. */
  readonly height: number;
}

/** A place. */
export interface Point {
  /** From the left. */
  readonly x: number;
  /** From the top. */
  readonly y: number;
}

/** The box of a state. */
export interface DrawnState extends Box {
  /** The state. */
  readonly node: ChartNode;
  /** The state it is in; the machine itself is in none. */
  readonly parent?: ChartNode;
  /** Its name and its tags. */
  readonly title: DrawnText;
  /** What is said in it, from top to bottom. */
  readonly rows: readonly DrawnRow[];
  /** Height of what stands above the states in it; all of it where there are none. */
  readonly head: number;
}

/** Text in lines. */
export interface DrawnText extends Box {
  /** The lines, each `lineHeight` high. */
  readonly lines: Paragraph["lines"];
}

/** A line in a state's box. */
export interface DrawnRow extends DrawnText {
  /** Id of the transition that it tells, if it tells one. */
  readonly transition?: string;
}

/** A small sign. */
export interface DrawnMark extends Box {
  /** `beginning`: the dot that a state begins with; `anywhere`: the ring that stands for any state of its box. */
  readonly type: "beginning" | "anywhere";
  /** Id of the state that it is in. */
  readonly state: string;
}

/** An arrow. */
export interface DrawnArrow {
  /** Unique in the drawing. */
  readonly id: string;
  /** A transition; from a beginning; from a history state to where it goes the first time. */
  readonly type: "transition" | "beginning" | "history";
  /** The transition that it draws, if it draws one. */
  readonly transition?: ChartTransition;
  /** Id of the state that it leaves, or of that whose mark it starts from. */
  readonly from: string;
  /** Id of the state that it leads to. */
  readonly to: string;
  /** Its course: a line from each to the next, the last of which carries the head. */
  readonly points: readonly Point[];
  /** What it says. */
  readonly label?: DrawnText;
}
