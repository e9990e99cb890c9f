/**
 * What stands on the rings of an overlay: members, arcs of members, and what crosses from ring to ring.
 *
 * @module
 */
import type { JSX } from "preact";
import type { MemberFacts, OverlayFacts } from "../../frame.ts";
import {
  agoText,
  countOf,
  countText,
  durationText,
  rateText,
} from "../words/durations.ts";
import { textStart } from "../words/short_text.ts";
import { type Arc, arcPath, type PlacedMember, radii } from "./ring.ts";
import { StateShape } from "./state_mark.tsx";
import type { Traffic } from "./traffic.ts";

/** Letters of a name, where there is room for them. */
const lettersMax = 14;

/** Fewer than these say nothing. */
const lettersMin = 3;

/** A mark and what is around it, in units. */
const markAcross = 12;

/** What rings are drawn with. */
export interface RingDrawingProps {
  readonly overlay: OverlayFacts;
  readonly traffic: readonly Traffic[];
  /** What ages are told by, in ms since the Unix epoch. */
  readonly nowMs: number;
  readonly isSelected: (member: MemberFacts) => boolean;
  readonly onMember: (member: MemberFacts) => void;
  readonly onState: (state: string) => void;
}

/** A member, at its place on its ring. */
export function MemberMark(
  { placed, unit, letters, isNamed, isAged, radius, spacing, ...props }:
    & {
      readonly placed: PlacedMember;
      readonly radius: number;
      readonly unit: number;
      /** Letters that there is room for beside the ring. */
      readonly letters: number;
      /** To the next mark along the ring, in units. */
      readonly spacing: number;
      readonly isNamed: boolean;
      readonly isAged: boolean;
    }
    & RingDrawingProps,
): JSX.Element {
  const { nowMs, isSelected, onMember } = props;
  const { member, x, y, anchor } = placed;
  const scale = Math.min(markScale(unit), spacing / markAcross);
  const room = anchor === "middle" ? lettersMax : Math.min(lettersMax, letters);
  const { name, address, state, heardAtMs } = member;
  const ageMs = Math.max(0, nowMs - heardAtMs);
  const isLeft = anchor === "end";
  // Below the bridge's ring is what crosses it.
  const isBridge = member.side === "bridge";
  // Beside the mark, and above or below it at the top and the bottom.
  const label = anchor === "middle"
    ? { x, y: y < 0 || isBridge ? y - 10 - 11 * unit : y + 8 + 11 * unit }
    : { x: x + (isLeft ? -12 : 12), y: y + 1 };
  return (
    <g
      class={`member state-${state} ${isSelected(member) ? "selected" : ""}`}
      onClick={() => onMember(member)}
    >
      <title>{`${name}\n${state}, heard ${agoText(ageMs)}\n${address}`}</title>
      <line
        class="spoke"
        x1={x * radii.self / radius}
        y1={y * radii.self / radius}
        x2={x}
        y2={y}
      />
      <circle class="halo" cx={x} cy={y} r={8 * scale} />
      <g transform={`translate(${x} ${y}) scale(${scale})`}>
        <StateShape state={state} />
      </g>
      {isNamed && room >= lettersMin && (
        <text x={label.x} y={label.y} text-anchor={anchor}>
          {textStart(name, room)}
          {isAged && (
            <tspan class="ring-age" x={label.x} dy="1em">
              {state === "reachable" ? durationText(ageMs) : state}
            </tspan>
          )}
        </text>
      )}
    </g>
  );
}

/** Members of one state, as a piece of their ring. */
export function ArcMark(
  { arc, unit, letters, radius, onState }: {
    readonly arc: Arc;
    readonly unit: number;
    readonly letters: number;
    readonly radius: number;
    readonly onState: (state: string) => void;
  },
): JSX.Element {
  const { state, count, x, y } = arc;
  const out = (radius + 10 + 9 * unit) / radius;
  const anchor = Math.abs(x) < radius * 0.3
    ? "middle"
    : x > 0
    ? "start"
    : "end";
  return (
    <g class={`arc state-${state}`} onClick={() => onState(state)}>
      <title>{`${countOf(count, "member")} ${state}`}</title>
      <path d={arcPath(arc, radius)} />
      <g transform={`translate(${x} ${y})`}>
        <circle class="halo" r={9} />
        <StateShape state={state} />
      </g>
      <text
        x={x * out}
        y={y * out + (anchor === "middle" ? (y > 0 ? 6 : -12) * unit : 0)}
        text-anchor={anchor}
      >
        {countText(count)}
        {(anchor === "middle" || state.length <= letters) && (
          <tspan class="ring-age" x={x * out} dy="1em">{state}</tspan>
        )}
      </text>
    </g>
  );
}

/** What crosses between the clients of the bridge and the group, drawn between their rings. */
export function Crossing(
  { traffic, hasBridge }: {
    readonly traffic: readonly Traffic[];
    readonly hasBridge: boolean;
  },
): JSX.Element | null {
  const rateOf = (kind: string) =>
    traffic.find((one) => one.kind === kind)?.perSecond;
  const out = rateOf("to_group");
  const back = rateOf("from_group");
  if (out === undefined && back === undefined) return null;
  const inner = (hasBridge ? radii.bridge : radii.self) + 14;
  const outer = radii.group - 14;
  const middle = (inner + outer) / 2 + 4;
  return (
    <g class="crossing">
      {out !== undefined && (
        <g class={out > 0 ? "flows" : ""}>
          <title>Events to the group, a second</title>
          <path d={`M-7 ${inner}V${outer - 6}`} />
          <path class="tip" d={`M-7 ${outer}l-4 -8h8z`} />
          <text x={-14} y={middle} text-anchor="end">{rateText(out)}</text>
        </g>
      )}
      {back !== undefined && (
        <g class={back > 0 ? "flows" : ""}>
          <title>Events from the group, a second</title>
          <path d={`M7 ${outer}V${inner + 6}`} />
          <path class="tip" d={`M7 ${inner}l-4 8h8z`} />
          <text x={14} y={middle} text-anchor="start">{rateText(back)}</text>
        </g>
      )}
    </g>
  );
}

/** Marks shrink less than the ring. */
function markScale(unit: number): number {
  return Math.max(1.2, unit * 0.85);
}
