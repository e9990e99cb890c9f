/**
 * Takes a recording that is dropped anywhere on the page.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { isDragging, takeDroppedFiles } from "./files.ts";

/** Says where to drop, while a file is held over the page. */
export function DropTarget(): JSX.Element | null {
  useEffect(takeDroppedFiles, []);
  return isDragging.value
    ? <p class="drop-here">Drop the recording to open it</p>
    : null;
}
