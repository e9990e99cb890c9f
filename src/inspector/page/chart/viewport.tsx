/**
 * A pane onto a drawing: dragged, pinched, scrolled larger and smaller, or moved by the keyboard. Once somebody moved
 * it, it stays as it is until `0` shows all of the drawing again.
 *
 * @module
 */
import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Box, Point } from "./drawing.ts";
import {
  first,
  fitted,
  keptInSight,
  moved,
  pinched,
  revealing,
  type Size,
  type View,
  zoomed,
} from "./view.ts";

/** How a pane is moved from outside. */
export interface Sight {
  /** What is seen of the drawing. */
  readonly view: Signal<View>;
  /** How large the pane is. */
  readonly pane: Signal<Size>;
  /** Why that: nobody moved it yet, somebody wants all of it whatever the pane's size becomes, or somebody moved it. */
  readonly because: Signal<"begun" | "fitted" | "moved">;
}

/** What a pane needs. */
interface ViewportProps {
  readonly sight: Sight;
  readonly drawing: Size;
  /** What is to be seen first, if not all of the drawing can be read. */
  readonly start: Box;
  readonly label: string;
  readonly children: ComponentChildren;
  /** Keys that the pane leaves to others when they say that they took them. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
}

/** How far an arrow key moves, in px. */
const step = 48;

/** How much larger one press of `+` makes it. */
export const zoomStep = 1.25;

/** How far a pointer may move and still be a click, in px. */
const clickPx = 4;

/** A pane of its own, for as long as the caller is shown. */
export function useSight(): Sight {
  return {
    view: useSignal<View>({ x: 0, y: 0, scale: 1 }),
    pane: useSignal<Size>({ width: 0, height: 0 }),
    because: useSignal<"begun" | "fitted" | "moved">("begun"),
  };
}

/** Shows all of the drawing, from now on. */
export function fit(sight: Sight, drawing: Size): void {
  sight.because.value = "fitted";
  show(sight, drawing, { x: 0, y: 0, ...drawing });
}

/** Moves or zooms; from then on the view stays as it is. */
export function change(sight: Sight, drawing: Size, to: View): void {
  sight.because.value = "moved";
  sight.view.value = keptInSight(to, drawing, sight.pane.value);
}

/** Shows what is to be shown in a pane of its size, unless somebody moved it. */
function show({ view, pane, because }: Sight, drawing: Size, begin: Box): void {
  if (pane.value.width === 0 || because.value === "moved") return;
  view.value = because.value === "begun"
    ? first(drawing, pane.value, begin)
    : fitted(drawing, pane.value);
}

/** Zooms around the middle of the pane. */
export function zoom(sight: Sight, drawing: Size, factor: number): void {
  const { width, height } = sight.pane.value;
  const at = { x: width / 2, y: height / 2 };
  change(sight, drawing, zoomed(sight.view.value, factor, at));
}

/** Moves the view as little as needed for a box to be seen. */
export function reveal(sight: Sight, box: Box): void {
  const { view, pane, because } = sight;
  const to = revealing(view.value, box, pane.value);
  if (to.x === view.value.x && to.y === view.value.y) return;
  because.value = "moved";
  view.value = to;
}

/** The pane. */
export function Viewport(
  { sight, drawing, start, label, children, onKey }: ViewportProps,
): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const begin = useRef(start);
  const pointers = useRef(new Map<number, Point>());
  const { view, pane } = sight;
  const transform = useComputed(() => {
    const { x, y, scale } = view.value;
    return `translate(${x},${y}) scale(${scale})`;
  });

  useLayoutEffect(() => {
    const measured = () => {
      const { clientWidth: width, clientHeight: height } = element.current!;
      pane.value = { width, height };
      show(sight, drawing, begin.current);
    };
    measured();
    const observer = new ResizeObserver(measured);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [drawing]);

  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.current!.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  const onPointerMove = (event: PointerEvent) => {
    const held = pointers.current;
    const before = held.get(event.pointerId);
    if (!before) return;
    const after = placeOf(event);
    const by = { x: after.x - before.x, y: after.y - before.y };
    const isHeld = element.current!.hasPointerCapture(event.pointerId);
    if (!isHeld && Math.hypot(by.x, by.y) < clickPx) return;
    if (!isHeld) element.current!.setPointerCapture(event.pointerId);
    const [other] = [...held].flatMap(([id, at]) =>
      id === event.pointerId ? [] : [at]
    );
    held.set(event.pointerId, after);
    change(
      sight,
      drawing,
      other
        ? pinched(view.value, [before, other], [after, other])
        : moved(view.value, by),
    );
  };

  const release = ({ pointerId }: PointerEvent) => {
    pointers.current.delete(pointerId);
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    // A line is about 16 px; a pinch on a touchpad comes as small steps with ctrl.
    const px = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    const factor = Math.exp(-clampStep(px) * (event.ctrlKey ? 0.01 : 0.0022));
    change(sight, drawing, zoomed(view.value, factor, placeOf(event)));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey?.(event) || act(event.key)) event.preventDefault();
  };

  const act = (key: string): boolean => {
    const by = arrows[key];
    if (by) change(sight, drawing, moved(view.value, by));
    else if (key === "+" || key === "=") zoom(sight, drawing, zoomStep);
    else if (key === "-") zoom(sight, drawing, 1 / zoomStep);
    else if (key === "0") fit(sight, drawing);
    else return false;
    return true;
  };

  return (
    <div
      ref={element}
      class="chart-viewport"
      role="group"
      aria-label={label}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button === 0) {
          pointers.current.set(event.pointerId, placeOf(event));
        }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={release}
      onWheel={onWheel}
      onKeyDown={onKeyDown}
    >
      <svg class="drawing" width="100%" height="100%">
        <g transform={transform}>{children}</g>
      </svg>
    </div>
  );
}

/** What an arrow key shows more of is on its side, so the drawing goes the other way. */
const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: step, y: 0 },
  ArrowRight: { x: -step, y: 0 },
  ArrowUp: { x: 0, y: step },
  ArrowDown: { x: 0, y: -step },
};

/** A wheel that was spun hard still zooms by steps that the eye can follow. */
function clampStep(px: number): number {
  return Math.max(-200, Math.min(200, px));
}
