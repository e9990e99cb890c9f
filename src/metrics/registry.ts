/**
 * Counters and histograms in memory, bounded: however many names strangers bring, a metric has at most so many series.
 * What is beyond goes into one more, whose labels all say `other`, so that sums stay right.
 *
 * @module
 */

/** Series of one metric: a large node has some hundreds. */
export const seriesMax = 1_024;

/** A metric, as a scrape sees it. */
export interface Family {
  /** Its name, e.g. `rookery_datagrams_total`; a counter's ends in `_total`. */
  readonly name: string;
  /** What it counts, in one sentence. */
  readonly help: string;
  /** What kind it is. */
  readonly type: "counter" | "gauge" | "histogram";
  /** Names of the labels, in the order of their values. */
  readonly labels: readonly string[];
  /** One number for each combination of labels; of histograms also where the numbers lie. */
  readonly samples: Iterable<Sample>;
}

/** One series at one moment. */
export interface Sample {
  /** Values of the labels. */
  readonly labels: readonly string[];
  /** The number; of a histogram the sum of all numbers. */
  readonly value: number;
  /** Of a histogram: how many numbers lie at or below each bound, the last bound being infinite. */
  readonly buckets?: readonly number[];
  /** Of a histogram: the bounds but the last. */
  readonly bounds?: readonly number[];
}

/** What a metric is called and what it is about. */
export type Description = Pick<Family, "name" | "help" | "labels">;

/** One series, for whoever adds to it so often that looking for it would tell. */
export interface Cell {
  /** Values of the labels. */
  readonly labels: readonly string[];
  /** The number, which only grows. */
  value: number;
}

/** Counts, by labels. */
export class Counter implements Family {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly type = "counter";
  readonly #cells = new Map<string, Cell>();

  /** Nothing counted. */
  constructor({ name, help, labels }: Description) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** Adds `count`, which is not negative. */
  add(labels: readonly string[], count = 1): void {
    this.cell(labels).value += count;
  }

  /** The series with these labels, or the one for all that is beyond {@linkcode seriesMax}. */
  cell(labels: readonly string[]): Cell {
    return cellOf(this.#cells, labels, (own) => ({ labels: own, value: 0 }));
  }

  get samples(): Iterable<Sample> {
    return this.#cells.values();
  }
}

/** Bounds of durations in seconds: from a datagram's step to a stop that everybody notices. */
export const durationBounds: readonly number[] = [
  ...[0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05],
  ...[0.1, 0.25, 0.5, 1, 2.5, 5, 10],
];

interface Spread extends Cell {
  readonly counts: number[];
}

/** Counts durations, by labels and by how long they are. */
export class Histogram implements Family {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly type = "histogram";
  /** Also told of each duration, if somebody wants that. */
  observed: ((labels: readonly string[], seconds: number) => void) | undefined;
  readonly #spreads = new Map<string, Spread>();

  /** Nothing observed. */
  constructor({ name, help, labels }: Description) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** Adds a duration, in seconds. */
  observe(labels: readonly string[], seconds: number): void {
    const spread = cellOf(this.#spreads, labels, (own) => {
      const counts = new Array<number>(durationBounds.length + 1).fill(0);
      return { labels: own, value: 0, counts };
    });
    const at = durationBounds.findIndex((bound) => seconds <= bound);
    spread.counts[at < 0 ? durationBounds.length : at]!++;
    spread.value += seconds;
    this.observed?.(labels, seconds);
  }

  get samples(): Iterable<Sample> {
    return [...this.#spreads.values()].map(({ labels, value, counts }) => {
      let sum = 0;
      const buckets = counts.map((count) => sum += count);
      return { labels, value, buckets, bounds: durationBounds };
    });
  }
}

function cellOf<C extends Cell>(
  cells: Map<string, C>,
  labels: readonly string[],
  made: (labels: readonly string[]) => C,
): C {
  const key = labels.join("\0");
  const known = cells.get(key);
  if (known) return known;
  if (cells.size < seriesMax) {
    const cell = made([...labels]);
    cells.set(key, cell);
    return cell;
  }
  const others = labels.map(() => "other");
  const othersKey = others.join("\0");
  const cell = cells.get(othersKey) ?? made(others);
  cells.set(othersKey, cell);
  return cell;
}
