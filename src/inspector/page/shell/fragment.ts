/**
 * The selected actor in the page's address, so that it can be kept and passed on.
 *
 * @module
 */
import { effect } from "@preact/signals";
import { link, node, selectedPath, selectPath } from "../model.ts";
import { fragmentOf, placeIn } from "./fragment_text.ts";

/** Goes where the address says, and keeps it saying where we are. */
export function followFragment(): void {
  go();
  addEventListener("hashchange", go);
  effect(() => {
    // No address leads to a recording, and this server may not know its node: a reload goes where we were before.
    if (link.value === "file") return;
    const fragment = fragmentOf({ node: node.value, path: selectedPath.value });
    if (fragment === location.hash) return;
    history.replaceState(null, "", fragment || location.pathname);
  });
}

function go(): void {
  const place = placeIn(location.hash);
  if (place.node !== undefined) node.value = place.node;
  if (place.path !== undefined) selectPath(place.path);
}
