/**
 * How large an element is, for drawings whose text must stay readable whatever they are scaled to.
 *
 * @module
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** A size, in px. */
export interface Size {
  /** Its width. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
}

/** The size of an element, as it changes; `before` until it is there. */
export function useSize(
  element: RefObject<Element | null>,
  before: Size,
): Size {
  const [size, setSize] = useState(before);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return size;
}
