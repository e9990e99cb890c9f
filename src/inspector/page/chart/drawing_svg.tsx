/**
 * A drawing as SVG: what is active is lit, what was taken just now flashes. Both have a sign beside their colour.
 *
 * @module
 */
import type { JSX } from "preact";
import { headPath, linePath } from "./course.ts";
import type {
  Drawing,
  DrawnArrow,
  DrawnMark,
  DrawnState,
  DrawnText,
} from "./drawing.ts";
import type { Kin } from "./kin.ts";
import {
  finalGap,
  labelPadding,
  lineHeight,
  markSize,
  statePadding,
  tagPadding,
} from "./measures.ts";
import type { PlacedPiece } from "./paragraph.ts";
import { spokenState, spokenTransition } from "./spoken.ts";

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
  /** Told when the keyboard comes to a state. */
  readonly onState?: (state: DrawnState) => void;
}

/** Baseline of a line of text, from its upper edge in px. */
const baseline = 11;

/** All of a drawing, below a group of the caller's. Arrows stand before labels, so that these interrupt them. */
export function DrawingParts(props: DrawingProps): JSX.Element {
  const { drawing, fired, kin } = props;
  const { states, marks, arrows } = drawing;
  return (
    <>
      {states.map((state) => (
        <State key={state.node.id} {...props} state={state} />
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

function State(
  { state, kin, active, fired, current, onState }: DrawingProps & {
    readonly state: DrawnState;
  },
): JSX.Element {
  const { node, parent, x, y, width, height, head, title, rows } = state;
  const isActive = active.has(node.id);
  const isRegion = parent?.type === "parallel";
  const isOpen = node.states.length > 0;
  const about = spokenState(node, kin, isActive);
  return (
    <g
      id={onState && domId(node.id)}
      class={[
        "chart-state",
        node.type,
        ...isRegion ? ["region"] : [],
        ...isActive ? ["active"] : [],
        ...depthOf(state, kin) % 2 === 1 ? ["odd"] : [],
      ].join(" ")}
      role="img"
      aria-label={about}
      tabIndex={onState && (current === node.id ? 0 : -1)}
      onFocus={onState && (() => onState(state))}
    >
      <title>{node.description ?? node.key}</title>
      {node.history
        ? (
          <circle
            class="box"
            cx={x + width / 2}
            cy={y + height / 2}
            r={width / 2}
          />
        )
        : <rect class="box" x={x} y={y} width={width} height={height} rx={8} />}
      {node.type === "final" && (
        <rect
          class="inner"
          x={x + finalGap}
          y={y + finalGap}
          width={width - 2 * finalGap}
          height={height - 2 * finalGap}
          rx={6}
        />
      )}
      {isOpen && (
        <line class="rule" x1={x} x2={x + width} y1={y + head} y2={y + head} />
      )}
      {node.history
        ? (
          <text
            class="text-name"
            x={x + width / 2}
            y={y + height / 2 + 4.5}
            text-anchor="middle"
          >
            {title.lines[0]![0]!.text}
          </text>
        )
        : <Text {...title} />}
      {rows.map((row, at) => {
        const isFired = row.transition !== undefined &&
          fired.has(row.transition);
        return (
          <g key={at} class={isFired ? "chart-row fired" : "chart-row"}>
            {isFired && (
              <rect
                class="ground"
                x={row.x - 4}
                y={row.y - 0.5}
                width={width - 2 * statePadding.x + 8}
                height={row.height}
                rx={3}
              />
            )}
            <Text {...row} />
          </g>
        );
      })}
      {isActive && parent && <ActiveSign x={x + width - 10} y={y} />}
    </g>
  );
}

/** The sign of an active state: a disc with a tick, at its corner. */
function ActiveSign(
  { x, y }: { readonly x: number; readonly y: number },
): JSX.Element {
  return (
    <g class="sign">
      <circle cx={x} cy={y} r={7} />
      <path d={`M${x - 3},${y}l2.2,2.4l4,-4.8`} />
    </g>
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
      <Text
        x={x + labelPadding.x}
        y={y + labelPadding.y}
        width={width}
        height={height}
        lines={lines}
      />
    </g>
  );
}

function Text({ x, y, lines }: DrawnText): JSX.Element {
  return (
    <>
      {lines.map((line, at) =>
        line.map((piece) => (
          <Piece
            key={`${at} ${piece.x}`}
            {...piece}
            x={x + piece.x}
            y={y + at * lineHeight}
          />
        ))
      )}
    </>
  );
}

function Piece(
  { text, role, x, y }: PlacedPiece & { readonly y: number },
): JSX.Element {
  if (role !== "tag") {
    return <text class={`text-${role}`} x={x} y={y + baseline}>{text}</text>;
  }
  return (
    <text class="text-tag" x={x + tagPadding} y={y + baseline}>
      {text}
    </text>
  );
}

/** Id of a state's element, which `aria` and the keyboard go by. */
export function domId(state: string): string {
  return `state-${encodeURIComponent(state)}`;
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

/** How many states a state is in. */
function depthOf({ parent }: DrawnState, kin: Kin): number {
  let depth = 0;
  for (let at = parent; at; at = kin.parentOf(at)) depth++;
  return depth;
}
