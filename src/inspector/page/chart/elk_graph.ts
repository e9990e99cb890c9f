/**
 * The shapes of ELK's JSON that we use. ELK, the Eclipse Layout Kernel, places boxes and arrows; in the browser it
 * works in a thread of its own.
 *
 * @module
 */
import type { Point } from "./drawing.ts";

/** Places everything in a graph. */
export type Elk = (graph: ElkNode) => Promise<ElkNode>;

/** A box. Once laid out it has a place in the whole drawing and a size. */
export interface ElkNode extends Partial<Point> {
  /** Its id. */
  readonly id: string;
  /** How wide it is. */
  readonly width?: number;
  /** How high it is. */
  readonly height?: number;
  /** Boxes in it. */
  readonly children?: readonly ElkNode[];
  /** Arrows; ours all stand at the top. */
  readonly edges?: readonly ElkEdge[];
  /** What it is to be laid out by. */
  readonly layoutOptions?: Readonly<Record<string, string>>;
}

/** An arrow. */
export interface ElkEdge {
  /** Its id. */
  readonly id: string;
  /** Where it starts. */
  readonly sources: readonly [string];
  /** Where it ends. */
  readonly targets: readonly [string];
  /** What it says: one at most. */
  readonly labels?: readonly ElkLabel[];
  /** Its course, once laid out: one section. */
  readonly sections?: readonly ElkSection[];
  /** What it is to be laid out by. */
  readonly layoutOptions?: Readonly<Record<string, string>>;
}

/** A course. */
export interface ElkSection {
  /** Where it starts. */
  readonly startPoint: Point;
  /** Where it turns. */
  readonly bendPoints?: readonly Point[];
  /** Where it ends. */
  readonly endPoint: Point;
}

/** A label. Once laid out it has a place in the whole drawing. */
export interface ElkLabel extends Partial<Point> {
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
  /** ELK leaves out labels without one. */
  readonly text: string;
  /** What it is to be laid out by. */
  readonly layoutOptions?: Readonly<Record<string, string>>;
}
