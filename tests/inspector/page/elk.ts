/**
 * ELK in this process, and text measured without a font, so that the layouts of tests are the same everywhere.
 *
 * @module
 */
import ElkConstructor from "elkjs/lib/elk.bundled.js";
import type {
  Elk,
  ElkNode,
} from "../../../src/inspector/page/chart/elk_graph.ts";
import type { Measure } from "../../../src/inspector/page/chart/paragraph.ts";

interface ElkInstance {
  layout(graph: ElkNode): Promise<ElkNode>;
}

// Its types are those of CommonJS, by which the class would be one level deeper.
const Class = ElkConstructor as unknown as new () => ElkInstance;
const elk = new Class();
// It sets timers when it begins, which must have passed before a test begins that notices such things.
await elk.layout({ id: "nothing" });

/** Lays out a graph. As in the browser, where ELK is in another thread, it gets a copy. */
export const elkHere: Elk = (graph) => elk.layout(structuredClone(graph));

/** Widths in px of a character of the fonts of a chart, a little more than what browsers draw on average. */
const widths: Readonly<Record<Parameters<Measure>[1], number>> = {
  name: 7.8,
  tag: 6.2,
  trigger: 6.8,
  guard: 6.4,
  action: 6.4,
  word: 6.4,
};

/** As if all characters were of one width. */
export const evenly: Measure = (text, role) => text.length * widths[role];
