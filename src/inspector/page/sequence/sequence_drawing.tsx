/**
 * A sequence diagram as SVG. The heads of the lanes stay in view while one scrolls down; clicking one selects its actor.
 *
 * @module
 */
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { selectedPath, selectPath } from "../model.ts";
import { durationText, timeText } from "../words/durations.ts";
import { pathEnd, textStart } from "../words/short_text.ts";
import type { Lane } from "./lanes.ts";
import {
  type Arrow,
  type Gap,
  type PlacedMark,
  type Repeat,
  type SequenceLayout,
} from "./layout.ts";
import { measures, widthOf } from "./measures.ts";
import { laneText, markText } from "./sequence_words.ts";

/** Widths of characters in the head of a lane, in px. */
const headChars = { name: 6.7, parent: 5.5 } as const;

/** What it is drawn with. */
export interface SequenceDrawingProps {
  /** What to draw. */
  readonly layout: SequenceLayout;
  /** Given the drawing, for those who save it. */
  readonly svg: RefObject<SVGSVGElement | null>;
  /** Whether the view stays at the end while something is added, unless somebody scrolled away from it. */
  readonly isFollowing: boolean;
}

/** Draws it. */
export function SequenceDrawing(
  { layout, svg, isFollowing }: SequenceDrawingProps,
): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const heads = useRef<SVGGElement>(null);
  const isAtEnd = useRef(true);
  const { width, height } = layout;
  const keepHeads = () => {
    const { scrollTop, clientHeight, scrollHeight } = view.current!;
    isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 24;
    heads.current!.setAttribute("transform", `translate(0 ${scrollTop})`);
  };
  useLayoutEffect(() => {
    if (isFollowing && isAtEnd.current) {
      view.current!.scrollTop = view.current!.scrollHeight;
    }
    keepHeads();
  }, [layout, isFollowing]);
  return (
    <div
      ref={view}
      class="sequence-scroll"
      tabIndex={0}
      role="region"
      aria-label="Sequence diagram"
      onScroll={keepHeads}
    >
      <svg
        ref={svg}
        class="sequence-drawing"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${layout.arrows.length} messages between ${layout.lanes.length} lanes; the table has the same as text`}
      >
        {layout.lifelines.map(({ x, fromY, toY, isAlive }, place) => (
          <line
            key={place}
            class={isAlive ? "lifeline" : "lifeline dead"}
            x1={x}
            x2={x}
            y1={fromY}
            y2={toY}
          />
        ))}
        {layout.repeats.map((repeat, place) => (
          <RepeatFrame key={place} repeat={repeat} />
        ))}
        {layout.gaps.map((gap, place) => (
          <GapRow key={place} gap={gap} width={width} />
        ))}
        {layout.arrows.map((arrow, place) => (
          <ArrowRow key={place} arrow={arrow} />
        ))}
        {layout.marks.map((mark, place) => (
          <MarkRow
            key={place}
            placed={mark}
          />
        ))}
        <g ref={heads} class="heads">
          <rect class="heads-ground" width={width} height={measures.head - 4} />
          {layout.lanes.map(({ lane, x }) => (
            <LaneHead
              key={lane.path}
              lane={lane}
              x={x}
              width={layout.gap - 8}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}

function LaneHead(
  { lane, x, width }: {
    readonly lane: Lane;
    readonly x: number;
    readonly width: number;
  },
): JSX.Element {
  const { path, name, parent, actors } = lane;
  const isCrowd = actors > 1;
  const isSelected = path === selectedPath.value;
  const half = width / 2;
  const room = width - 6;
  return (
    <g
      class={`lane-head ${isSelected ? "selected" : ""} ${
        isCrowd ? "crowd" : ""
      }`}
      onClick={() => selectPath(isCrowd ? parent : path)}
    >
      <title>{laneText(lane)}</title>
      {isCrowd && (
        <rect x={x - half + 4} y={3} width={2 * half} height={38} rx={6} />
      )}
      <rect x={x - half} y={6} width={2 * half} height={38} rx={6} />
      <text class="lane-name" x={x} y={22}>
        {isCrowd
          ? `${actors} actors`
          : textStart(name, Math.floor(room / headChars.name))}
      </text>
      <text class="lane-parent" x={x} y={36}>
        {pathEnd(parent, Math.floor(room / headChars.parent))}
      </text>
    </g>
  );
}

function ArrowRow({ arrow }: { readonly arrow: Arrow }): JSX.Element {
  const { message, fromX, toX, y, shape, label } = arrow;
  const { atMs, from, to, type } = message;
  const isSelf = shape === "self";
  const way = toX > fromX ? 1 : -1;
  const line = isSelf
    ? `M${fromX} ${y - 9}h${measures.self - 6}q6 0 6 6t-6 6H${fromX + 7}`
    : `M${fromX} ${y}H${toX - 7 * way}`;
  const tip = isSelf
    ? `M${toX + 1} ${y + 3}l8 -4v8z`
    : `M${toX} ${y}l${-9 * way} -4.5v9z`;
  return (
    <g
      class={`arrow ${isFailure(type) ? "failure" : ""}`}
      onClick={() => selectPath(to)}
    >
      <title>
        {`${timeText(atMs)}\n${from ?? "somebody unknown"} → ${to}\n${type}`}
      </title>
      <text class="arrow-time" x={8} y={y + 4}>{timeText(atMs)}</text>
      <line
        class="leader"
        x1={measures.times - 4}
        x2={Math.min(fromX, toX) - 6}
        y1={y}
        y2={y}
      />
      <path class="arrow-line" d={line} />
      <path class="arrow-tip" d={tip} />
      {shape === "found" && (
        <circle class="arrow-tip" cx={fromX} cy={y} r={3.5} />
      )}
      <text class="arrow-label" x={label.x} y={label.y}>{label.text}</text>
    </g>
  );
}

const markShapes: Readonly<Record<string, string>> = {
  crashed: "M-5 -5 5 5M5 -5-5 5",
  gave_up: "M-6 0H6M0 -6V6M-4.3 -4.3 4.3 4.3M4.3 -4.3-4.3 4.3",
  restarted: "M4.5 -3A5.5 5.5 0 1 0 5.5 1M5.5 -6v3.5h-3.5",
  started: "M-4 -5 5 0-4 5z",
  stopped: "M-4.5 -4.5h9v9h-9z",
  completed: "M-5 0-1.5 4 5 -4",
};

function MarkRow({ placed }: { readonly placed: PlacedMark }): JSX.Element {
  const { mark, x, y, label } = placed;
  return (
    <g class={`mark mark-${mark.type}`}>
      <title>{`${timeText(mark.atMs)}\n${mark.path} ${markText(mark)}`}</title>
      <text class="arrow-time" x={8} y={y + 4}>{timeText(mark.atMs)}</text>
      <circle cx={x} cy={y} r={10} />
      <path d={markShapes[mark.type]} transform={`translate(${x} ${y})`} />
      <text class="mark-label" x={label.x} y={label.y}>
        {label.text}
      </text>
    </g>
  );
}

function RepeatFrame({ repeat }: { readonly repeat: Repeat }): JSX.Element {
  const { x, y, width, height, times, ms } = repeat;
  const label = `${times} times in ${durationText(ms)}`;
  const labelWidth = widthOf(label) + 14;
  return (
    <g class="repeat">
      <rect
        x={x}
        y={y}
        width={Math.max(width, labelWidth + 12)}
        height={height}
        rx={5}
      />
      <path d={`M${x} ${y + 5}q0 -5 5 -5h${labelWidth}v12l-6 6H${x}z`} />
      <text x={x + 8} y={y + 13}>{label}</text>
    </g>
  );
}

function GapRow(
  { gap, width }: { readonly gap: Gap; readonly width: number },
): JSX.Element {
  return (
    <g class="gap">
      <line x1={measures.times - 8} x2={width - 12} y1={gap.y} y2={gap.y} />
      <text x={measures.times / 2 - 4} y={gap.y + 4}>
        {durationText(gap.ms)}
      </text>
    </g>
  );
}

/** Events that tell of something that went wrong. */
function isFailure(type: string): boolean {
  return type.startsWith("xstate.error") ||
    /\b(?:failed|refused|lost|error)\b/.test(type);
}
