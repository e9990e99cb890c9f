/**
 * The line between two parts of the page, by which they are made larger and smaller: with the mouse, or with arrow keys.
 *
 * @module
 */
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { type Part, resize, shares, sizes } from "./sizes.ts";

/** Hundredths that an arrow key moves the line by. */
const step = 2;

/** What a line needs. */
export interface SplitterProps {
  /** The part that it makes larger and smaller. */
  readonly part: Part;
  /** What that part is called. */
  readonly label: string;
}

/** The line. */
export function Splitter({ part, label }: SplitterProps): JSX.Element {
  const { usual, min, max } = shares[part];
  const isRow = part === "activity";
  // Of the tree the line is on its right, of the others on their left or top.
  const sign = part === "tree" ? 1 : -1;
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const direction = {
      [isRow ? "ArrowDown" : "ArrowRight"]: sign,
      [isRow ? "ArrowUp" : "ArrowLeft"]: -sign,
    }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    resize(part, sizes[part].value + direction * step);
  };
  const onPointerDown = (event: TargetedPointerEvent<HTMLDivElement>) => {
    const line = event.currentTarget;
    line.setPointerCapture(event.pointerId);
    const { width, height } = line.parentElement!.getBoundingClientRect();
    const whole = isRow ? height : width;
    const place = ({ clientX, clientY }: PointerEvent) =>
      isRow ? clientY : clientX;
    const from = place(event);
    const before = sizes[part].value;
    line.onpointermove = (now) =>
      resize(part, before + sign * (place(now) - from) / whole * 100);
  };
  const onPointerEnd = (event: TargetedPointerEvent<HTMLDivElement>) => {
    event.currentTarget.onpointermove = null;
  };
  return (
    <div
      class={`splitter splitter-${isRow ? "row" : "column"}`}
      role="separator"
      tabIndex={0}
      title="Drag, or use arrow keys; a double click resets it"
      aria-label={`Size of ${label}`}
      aria-orientation={isRow ? "horizontal" : "vertical"}
      aria-valuenow={Math.round(sizes[part].value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onDblClick={() => resize(part, usual)}
    />
  );
}
