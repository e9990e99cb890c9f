/**
 * The box of a state with what it says.
 *
 * @module
 */
import type { JSX } from "preact";
import type { DrawnRow, DrawnState } from "./drawing.ts";
import type { DrawingProps } from "./drawing_svg.tsx";
import { TextLines } from "./drawn_text.tsx";
import type { Kin } from "./kin.ts";
import { finalGap, statePadding } from "./measures.ts";
import { spokenState } from "./spoken.ts";

/** How round its corners are, in px. */
const cornerRadius = 8;

/** A state, which the keyboard can come to where somebody wants to know. */
export function StateBox(
  { state, kin, active, fired, current, onState }: DrawingProps & {
    readonly state: DrawnState;
  },
): JSX.Element {
  const { node, parent, x, y, width, title, rows } = state;
  const isActive = active.has(node.id);
  return (
    <g
      id={onState && domId(node.id)}
      class={classOf(state, kin, isActive)}
      role="img"
      aria-label={spokenState(node, kin, isActive)}
      tabIndex={onState && (current === node.id ? 0 : -1)}
      onFocus={onState && ((event) =>
        onState(state, event.currentTarget.matches(":focus-visible")))}
    >
      <title>{node.description ?? node.key}</title>
      {node.history ? <HistorySign {...state} /> : (
        <>
          <Borders {...state} />
          <TextLines {...title} />
        </>
      )}
      {rows.map((row, at) => (
        <Row
          key={at}
          row={row}
          width={width - 2 * statePadding.x}
          isFired={row.transition !== undefined && fired.has(row.transition)}
        />
      ))}
      {isActive && parent && <ActiveSign x={x + width - 10} y={y} />}
    </g>
  );
}

function Borders(
  { node, x, y, width, height, head }: DrawnState,
): JSX.Element {
  return (
    <>
      <rect
        class="box"
        x={x}
        y={y}
        width={width}
        height={height}
        rx={cornerRadius}
      />
      {node.type === "final" && (
        <rect
          class="inner"
          x={x + finalGap}
          y={y + finalGap}
          width={width - 2 * finalGap}
          height={height - 2 * finalGap}
          rx={cornerRadius - finalGap + 1}
        />
      )}
      {node.states.length > 0 && (
        <line class="rule" x1={x} x2={x + width} y1={y + head} y2={y + head} />
      )}
    </>
  );
}

function HistorySign(
  { title, x, y, width, height }: DrawnState,
): JSX.Element {
  const middle = { x: x + width / 2, y: y + height / 2 };
  return (
    <>
      <circle class="box" cx={middle.x} cy={middle.y} r={width / 2} />
      <text
        class="text-name"
        x={middle.x}
        y={middle.y + 4.5}
        text-anchor="middle"
      >
        {title.lines[0]![0]!.text}
      </text>
    </>
  );
}

function Row(
  { row, width, isFired }: {
    readonly row: DrawnRow;
    readonly width: number;
    readonly isFired: boolean;
  },
): JSX.Element {
  return (
    <g class={isFired ? "chart-row fired" : "chart-row"}>
      {isFired && (
        <rect
          class="ground"
          x={row.x - 4}
          y={row.y - 0.5}
          width={width + 8}
          height={row.height}
          rx={3}
        />
      )}
      <TextLines {...row} />
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

/** Id of a state's element, which `aria` and the keyboard go by. */
export function domId(state: string): string {
  return `state-${encodeURIComponent(state)}`;
}

/** What it is, as classes; boxes in boxes are of two colours in turn. */
function classOf(state: DrawnState, kin: Kin, isActive: boolean): string {
  const { node, parent } = state;
  return [
    "chart-state",
    node.type,
    ...parent?.type === "parallel" ? ["region"] : [],
    ...isActive ? ["active"] : [],
    ...depthOf(state, kin) % 2 === 1 ? ["odd"] : [],
  ].join(" ");
}

/** How many states a state is in. */
function depthOf({ parent }: DrawnState, kin: Kin): number {
  let depth = 0;
  for (let at = parent; at; at = kin.parentOf(at)) depth++;
  return depth;
}
