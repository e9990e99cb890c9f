/**
 * What the browser calls the page: whom we look at, and first whether somebody should have a look.
 *
 * @module
 */
import { effect } from "@preact/signals";
import { about, link, node } from "../model.ts";
import { troubled } from "./troubled.ts";

/** Keeps the title true. */
export function keepTitle(): void {
  effect(() => {
    const name = node.value ?? about.value?.title;
    const mark = link.value === "lost"
      ? "(lost) "
      : troubled.value > 0
      ? `(${troubled.value}▲) `
      : "";
    document.title = name === undefined
      ? "Inspector"
      : `${mark}${name} · Inspector`;
  });
}
