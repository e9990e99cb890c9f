/**
 * Which parts of the page are in front, where not all of them are seen at once.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** What stands below the chart, one at a time. */
export type Tab = "events" | "sequence" | "cluster" | "history";

/** Parts of the page; a narrow one shows one at a time. */
export type Pane = "tree" | "chart" | "activity" | "actor";

/** What is shown below the chart. */
export const tab: Signal<Tab> = signal("events");

/** What a narrow page shows. */
export const pane: Signal<Pane> = signal("tree");

/** Whether what stands below the chart has its place too. */
export const isTall: Signal<boolean> = signal(false);
