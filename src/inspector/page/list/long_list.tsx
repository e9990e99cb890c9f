/**
 * A list of any length, of which only the rows in view are drawn.
 *
 * @module
 */
import type {
  CSSProperties,
  HTMLAttributes,
  JSX,
  RefObject,
  TargetedEvent,
} from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowPx } from "./row_height.ts";
import { scrollTo, windowOf } from "./window.ts";

/** What a list is made of. */
export interface LongListProps<Item> {
  readonly items: readonly Item[];
  /** Draws a row; its outermost element gets `style`. */
  readonly row: (
    item: Item,
    index: number,
    style: CSSProperties,
  ) => JSX.Element;
  /** A row that is drawn wherever it is, since it has the focus. */
  readonly kept?: number;
  /** Attributes of the element that scrolls. */
  readonly outer: HTMLAttributes<HTMLDivElement>;
  /** Given how to bring a row into view. */
  readonly reveal?: RefObject<(index: number) => void>;
  /** Whether the view stays at the end while rows are added. */
  readonly isFollowing?: boolean;
  /** Told whether somebody scrolled away from the end, or back to it. */
  readonly onEnd?: (isAtEnd: boolean) => void;
}

/** Draws a list. */
export function LongList<Item>(props: LongListProps<Item>): JSX.Element {
  const { items, row, kept, outer, reveal, isFollowing, onEnd } = props;
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollPx: 0, heightPx: 600 });
  const height = rowPx.value;
  const measure = () => {
    // Scrolling is still told when the list is gone already.
    if (!element.current) return;
    const { scrollTop, clientHeight } = element.current;
    setView((known) =>
      known.scrollPx === scrollTop && known.heightPx === clientHeight
        ? known
        : { scrollPx: scrollTop, heightPx: clientHeight }
    );
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!isFollowing) return;
    element.current!.scrollTop = items.length * height;
    measure();
  }, [isFollowing, items, height, view.heightPx]);
  if (reveal) {
    reveal.current = (index) => {
      if (!element.current) return;
      const { scrollTop, clientHeight } = element.current;
      element.current.scrollTop = scrollTo(
        index,
        height,
        clientHeight,
        scrollTop,
      );
    };
  }
  const onScroll = (event: TargetedEvent<HTMLDivElement>) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    measure();
    onEnd?.(scrollTop + clientHeight >= scrollHeight - height / 2);
  };
  const { first, end } = windowOf(
    items.length,
    height,
    view.heightPx,
    view.scrollPx,
  );
  const drawn = Array.from({ length: end - first }, (_, at) => first + at);
  const isApart = kept !== undefined && kept < items.length &&
    (kept < first || kept >= end);
  if (isApart) drawn.push(kept);
  return (
    <div
      {...outer}
      ref={element}
      class={`long-list ${outer.class ?? ""}`}
      onScroll={onScroll}
    >
      <div
        role="presentation"
        class="long-list-rows"
        style={{ height: `${items.length * height}px` }}
      >
        {drawn.map((index) =>
          row(items[index]!, index, {
            top: `${index * height}px`,
            height: `${height}px`,
          })
        )}
      </div>
    </div>
  );
}
