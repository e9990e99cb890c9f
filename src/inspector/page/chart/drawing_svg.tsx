/**
 * A drawing as SVG: what is active is lit, what was taken just now flashes. Both have a sign beside their colour.
 *
 * @module
 */
import type { JSX } from "preact";
import { headPath, linePath } from "./course.ts";
import type { Drawing, DrawnArrow, DrawnMark, DrawnState } from "./drawing.ts";
import { StateBox } from "./drawn_state.tsx";
import { TextLines } from "./drawn_text.tsx";
import type { Kin } from "./kin.ts";
import { labelPadding, markSize } from "./measures.ts";
import { spokenTransition } from "./spoken.ts";

/** What is drawn, and what of it is lit. */
export interface DrawingProps {
  readonly drawing: Drawing;
  readonly kin: Kin;
  /** Ids of the states that are active. */
  readonly active: ReadonlySet<string>;
  /** Ids of the transitions that were taken just now. */
  readonly fired: ReadonlySet<string>;
  /** Id of the state at which the keyboard is, or comes first. */
  readonly current?: string;
  /** Told when a state is gone to, and whether by the keyboard; somebody who points at it sees it already. */
  readonly onState?: (state: DrawnState, isByKeyboard: boolean) => void;
}

/** All of a drawing, below a group of the caller's. Arrows stand before labels, so that these interrupt them. */
export function DrawingParts(props: DrawingProps): JSX.Element {
  const { drawing, fired, kin } = props;
  const { states, marks, arrows } = drawing;
  return (
    <>
      {states.map((state) => (
        <StateBox key={state.node.id} {...props} state={state} />
      ))}
      {marks.map((mark) => (
        <Mark
          key={`${mark.type} ${mark.state}`}
          {...mark}
        />
      ))}
      {arrows.map((arrow) => (
        <Line key={arrow.id} arrow={arrow} isFired={isIn(fired, arrow)} />
      ))}
      {arrows.map((arrow) => (
        <Label
          key={arrow.id}
          arrow={arrow}
          kin={kin}
          isFired={isIn(fired, arrow)}
        />
      ))}
    </>
  );
}

function Mark({ type, x, y }: DrawnMark): JSX.Element {
  const r = markSize / 2;
  return (
    <g class={`chart-mark ${type}`}>
      <title>
        {type === "beginning"
          ? "It begins here."
          : "From any state in this box."}
      </title>
      <circle cx={x + r} cy={y + r} r={r - 1} />
    </g>
  );
}

function Line(
  { arrow, isFired }: {
    readonly arrow: DrawnArrow;
    readonly isFired: boolean;
  },
): JSX.Element {
  return (
    <g class={classOf("chart-arrow", arrow, isFired)}>
      <path class="line" d={linePath(arrow.points)} />
      <path class="head" d={headPath(arrow.points)} />
    </g>
  );
}

function Label(
  { arrow, kin, isFired }: {
    readonly arrow: DrawnArrow;
    readonly kin: Kin;
    readonly isFired: boolean;
  },
): JSX.Element | null {
  const { label, transition } = arrow;
  if (!label) return null;
  const { x, y, width, height, lines } = label;
  return (
    <g class={classOf("chart-label", arrow, isFired)}>
      {transition && <title>{spokenTransition(transition, kin)}</title>}
      <rect class="ground" x={x} y={y} width={width} height={height} rx={4} />
      <TextLines
        x={x + labelPadding.x}
        y={y + labelPadding.y}
        width={width}
        height={height}
        lines={lines}
      />
    </g>
  );
}

function classOf(
  base: string,
  { type, transition }: DrawnArrow,
  isFired: boolean,
): string {
  const trigger = transition?.trigger.type ?? "none";
  return `${base} ${type} by-${trigger}${isFired ? " fired" : ""}`;
}

function isIn(fired: ReadonlySet<string>, { transition }: DrawnArrow): boolean {
  return transition !== undefined && fired.has(transition.id);
}
