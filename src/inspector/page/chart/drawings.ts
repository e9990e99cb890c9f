/**
 * Charts laid out in the browser: by ELK in a thread of its own, with text measured in the fonts that it is drawn in. What
 * was laid out is kept as long as its chart.
 *
 * @module
 */
import type { ChartNode } from "../../chart.ts";
import type { Drawing } from "./drawing.ts";
import { ElkThread } from "./elk_thread.ts";
import { layoutOf } from "./layout.ts";
import { tagPadding } from "./measures.ts";
import type { Measure } from "./paragraph.ts";
import type { Role } from "./words.ts";

/** Where the page finds ELK's worker. */
const workerUrl = "./inspector/elk-worker.js";

/** The fonts of a drawing; drawing.css says the same. */
const family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const fonts: Readonly<Record<Role, string>> = {
  name: `600 13px ${family}`,
  tag: `10.5px ${family}`,
  trigger: `600 11.5px ${family}`,
  guard: `11.5px ${family}`,
  action: `11.5px ${family}`,
  word: `11.5px ${family}`,
};

const drawings = new WeakMap<ChartNode, Promise<Drawing>>();
let elk: ElkThread | undefined;
let canvas: CanvasRenderingContext2D | undefined;

/** A chart laid out; what failed is tried again the next time. */
export function drawingOf(chart: ChartNode): Promise<Drawing> {
  const known = drawings.get(chart);
  if (known) return known;
  const drawing = layoutOf(chart, (graph) => elkNow().layout(graph), measure);
  drawings.set(chart, drawing);
  drawing.catch(() => drawings.delete(chart));
  return drawing;
}

/** Fetches ELK, so that the first chart need not wait for it. */
export function warmUp(): void {
  elkNow();
}

function elkNow(): ElkThread {
  if (!elk || elk.isOver) elk = new ElkThread(workerUrl);
  return elk;
}

const measure: Measure = (text, role) => {
  canvas ??= document.createElement("canvas").getContext("2d")!;
  canvas.font = fonts[role];
  canvas.textRendering = "geometricPrecision";
  const { width } = canvas.measureText(text);
  return role === "tag" && text.trim() !== "" ? width + 2 * tagPadding : width;
};
