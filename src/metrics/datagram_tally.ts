/**
 * Counts datagrams. It is asked twice for each, so it looks for a series by its labels only once and keeps it.
 *
 * @module
 */
import type { Tally } from "../ports/world.ts";
import { type Cell, type Counter, seriesMax } from "./registry.ts";

/** What it counts in. */
export interface DatagramCounters {
  /** By port, direction and kind. */
  readonly datagrams: Counter;
  /** Their bytes, by port and direction. */
  readonly bytes: Counter;
}

type Direction = "in" | "out";

/** The series of one port and direction. */
interface Kept {
  readonly bytes: Cell;
  /** Datagrams by kind. */
  readonly kinds: Map<string, Cell>;
}

/** A tally of datagrams in these counters. */
export function datagramTally(counters: DatagramCounters): Tally["datagram"] {
  const kept = { in: new Map<string, Kept>(), out: new Map<string, Kept>() };

  const keptFor = (port: string, direction: Direction): Kept => {
    const known = kept[direction].get(port);
    if (known) return known;
    // Ports of overlays that were removed long ago: all are looked for once more.
    if (kept[direction].size >= seriesMax) kept[direction].clear();
    const bytes = counters.bytes.cell([port, direction]);
    const made = { bytes, kinds: new Map<string, Cell>() };
    kept[direction].set(port, made);
    return made;
  };
  return (port, direction, kind, bytes) => {
    const series = keptFor(port, direction);
    let datagrams = series.kinds.get(kind);
    if (!datagrams) {
      datagrams = counters.datagrams.cell([port, direction, kind]);
      if (series.kinds.size < seriesMax) series.kinds.set(kind, datagrams);
    }
    datagrams.value++;
    series.bytes.value += bytes;
  };
}
