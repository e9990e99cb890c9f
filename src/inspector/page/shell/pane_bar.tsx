/**
 * Goes from one part of the page to another where it is too narrow for all of them.
 *
 * @module
 */
import type { JSX } from "preact";
import { Icon, type IconName } from "./icons.tsx";
import { type Pane, pane, type Tab, tab } from "./places.ts";

interface Stop {
  readonly label: string;
  readonly icon: IconName;
  readonly pane: Pane;
  readonly tab?: Tab;
}

const stops: readonly Stop[] = [
  { label: "Tree", icon: "tree", pane: "tree" },
  { label: "Chart", icon: "chart", pane: "chart" },
  { label: "Events", icon: "events", pane: "activity", tab: "events" },
  { label: "Cluster", icon: "cluster", pane: "activity", tab: "cluster" },
  { label: "Actor", icon: "actor", pane: "actor" },
];

/** The bar at the bottom of a narrow page. */
export function PaneBar(): JSX.Element {
  return (
    <nav class="pane-bar" aria-label="Parts of the page">
      {stops.map((stop) => (
        <button
          type="button"
          key={stop.label}
          class="quiet"
          aria-current={isHere(stop) ? "page" : undefined}
          onClick={() => {
            pane.value = stop.pane;
            if (stop.tab) tab.value = stop.tab;
          }}
        >
          <Icon name={stop.icon} />
          {stop.label}
        </button>
      ))}
    </nav>
  );
}

/** Sequence and History stand beside Events, whose stop they share. */
function isHere(stop: Stop): boolean {
  if (stop.pane !== pane.value) return false;
  if (!stop.tab) return true;
  return (tab.value === "cluster") === (stop.tab === "cluster");
}
