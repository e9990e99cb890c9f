/**
 * Charts laid out in the browser: by ELK in a thread of its own, with text measured in the fonts that it is drawn in. What
 * was laid out is kept as long as its chart.
 *
 * @module
 */
import ElkConstructor from "elkjs/lib/elk-api.js";
import type { ChartNode } from "../../chart.ts";
import type { Drawing } from "./drawing.ts";
import type { ElkNode } from "./elk_graph.ts";
import { layoutOf } from "./layout.ts";
import { tagPadding } from "./measures.ts";
import type { Measure } from "./paragraph.ts";
import type { Role } from "./words.ts";

/** ELK in its thread; its own types are of graphs that can be changed, but it works on a copy. */
interface ElkThread {
  layout(graph: ElkNode): Promise<ElkNode>;
  terminateWorker(): void;
}

/** Where the page finds ELK's worker. */
const workerUrl = "./inspector/elk-worker.js";

/** How long one layout may take, in ms; the largest of ours takes a second. */
const layoutMsMax = 20_000;

/** The fonts of a drawing; chart.css says the same. */
const family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const fonts: Readonly<Record<Role, string>> = {
  name: `600 13px ${family}`,
  tag: `10.5px ${family}`,
  trigger: `600 11.5px ${family}`,
  guard: `11.5px ${family}`,
  action: `11.5px ${family}`,
  word: `11.5px ${family}`,
};

// Its types are those of CommonJS, by which the class would be one level deeper.
const Thread = ElkConstructor as unknown as new (
  options: { readonly workerUrl: string },
) => ElkThread;

const drawings = new WeakMap<ChartNode, Promise<Drawing>>();
let elk: ElkThread | undefined;
let canvas: CanvasRenderingContext2D | undefined;

/** A chart laid out; what failed is tried again the next time. */
export function drawingOf(chart: ChartNode): Promise<Drawing> {
  const known = drawings.get(chart);
  if (known) return known;
  const drawing = layoutOf(chart, layOut, measure);
  drawings.set(chart, drawing);
  drawing.catch(() => drawings.delete(chart));
  return drawing;
}

/** Fetches ELK, so that the first chart need not wait for it. */
export function warmUp(): void {
  elk ??= new Thread({ workerUrl });
}

async function layOut(graph: ElkNode): Promise<ElkNode> {
  warmUp();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // It would go on, and nothing else would be laid out.
      elk?.terminateWorker();
      elk = undefined;
      reject(new Error(`The layout took more than ${layoutMsMax} ms`));
    }, layoutMsMax);
  });
  try {
    return await Promise.race([elk!.layout(graph), late]);
  } finally {
    clearTimeout(timer);
  }
}

const measure: Measure = (text, role) => {
  canvas ??= document.createElement("canvas").getContext("2d")!;
  canvas.font = fonts[role];
  canvas.textRendering = "geometricPrecision";
  const { width } = canvas.measureText(text);
  return role === "tag" && text.trim() !== "" ? width + 2 * tagPadding : width;
};
