/**
 * The members of an overlay around this node. A picture for the eye and the mouse: all it says stands in the list too,
 * which is for keys and for reading aloud.
 *
 * @module
 */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { about, node } from "../model.ts";
import { useSize } from "../timeline/use_size.ts";
import { textStart } from "../words/short_text.ts";
import { radii, type Ring, ringsOf, statesOf } from "./ring.ts";
import {
  ArcMark,
  Crossing,
  MemberMark,
  type RingDrawingProps,
} from "./ring_marks.tsx";

/** Members whose names there is room for at full size, and on a ring that is small. */
const namedMax = { full: 30, compact: 8 } as const;

/** A letter's width, in px. */
const letterPx = 7;

/** Room for labels beside and above the ring, in px; less where only those in trouble are named. */
const labelRoom = {
  full: { beside: 82, above: 30 },
  compact: { beside: 52, above: 16 },
} as const;

/** A ring smaller than this share of its size names only those in trouble. */
const fullMin = 0.7;

/** Letters of the name in the middle. */
const selfLettersMax = 6;

/** Draws it. */
export function RingDrawing(props: RingDrawingProps): JSX.Element {
  const { overlay, traffic } = props;
  const svg = useRef<SVGSVGElement>(null);
  const { width, height } = useSize(svg, { width: 480, height: 390 });
  const full = scaleFor(width, height, labelRoom.full);
  const isCompact = full < fullMin;
  const scale = isCompact ? scaleFor(width, height, labelRoom.compact) : full;
  const unit = 1 / Math.min(1.6, Math.max(0.3, scale));
  const rings = ringsOf(overlay.members);
  const states = statesOf(overlay.members)
    .map(({ state, count }) => `${count} ${state}`).join(", ");
  return (
    <svg
      ref={svg}
      class="ring"
      viewBox={viewBox(width * unit, height * unit)}
      style={{ "--unit": `${unit}px` }}
      role="img"
      aria-label={`Overlay ${overlay.name}: ${states || "no members"}`}
    >
      {rings.map((ring) => (
        <RingLine
          key={ring.side}
          ring={ring}
          unit={unit}
          letters={lettersBeside(ring, width, unit)}
          isCompact={isCompact}
          {...props}
        />
      ))}
      <Crossing
        traffic={traffic}
        hasBridge={rings.some(({ side }) => side === "bridge")}
      />
      <Self />
    </svg>
  );
}

/** Pixels a unit: the ring takes what its labels leave, and those stay as large as other text. */
function scaleFor(
  width: number,
  height: number,
  { beside, above }: { readonly beside: number; readonly above: number },
): number {
  const across = 2 * radii.group + 24;
  return Math.min(
    (width - 2 * beside) / across,
    (height - 2 * above) / across,
  );
}

/** Letters that there is room for between a ring and the edge. */
function lettersBeside({ radius }: Ring, width: number, unit: number): number {
  return Math.floor((width / 2 - (radius + 14) / unit) / letterPx);
}

function viewBox(width: number, height: number): string {
  return `${-width / 2} ${-height / 2} ${width} ${height}`;
}

function Self(): JSX.Element {
  const name = node.value ?? about.value?.title ?? "this node";
  const [short = name] = name.split("@");
  return (
    <g class="ring-self">
      <title>{`${name}: this node`}</title>
      <circle r={radii.self} />
      <text dy="0.35em">{textStart(short, selfLettersMax)}</text>
    </g>
  );
}

function RingLine(
  { ring, unit, letters, isCompact, ...props }:
    & {
      readonly ring: Ring;
      readonly unit: number;
      readonly letters: number;
      readonly isCompact: boolean;
    }
    & RingDrawingProps,
): JSX.Element {
  const { side, radius, count, members, arcs } = ring;
  return (
    <g class={`ring-${side}`}>
      <circle class="orbit" r={radius} />
      {arcs.map((arc) => (
        <ArcMark
          unit={unit}
          key={arc.state}
          arc={arc}
          radius={radius}
          letters={letters}
          onState={props.onState}
        />
      ))}
      {members.map((placed) => (
        <MemberMark
          key={placed.member.name}
          placed={placed}
          radius={radius}
          unit={unit}
          letters={letters}
          isNamed={isCompact
            ? count <= namedMax.compact || placed.member.state !== "reachable"
            : count <= namedMax.full * radius / radii.group / unit}
          spacing={2 * Math.PI * radius / count}
          isAged={!isCompact}
          {...props}
        />
      ))}
    </g>
  );
}
