/**
 * Repeated exchanges, told once with a count: `a b a b a b c` is three times `a b`, and `c`.
 *
 * @module
 */

/** A run of items that is told once. */
export interface Run<Item> {
  /** The first time. */
  readonly items: readonly Item[];
  /** How many times in a row; 1 where nothing was repeated. */
  readonly times: number;
  /** The last item of the last time. */
  readonly last: Item;
}

/** Longest exchange that is looked for, in items. */
const periodMax = 6;

/** Rows that folding must save to be worth the frame around it. */
const savingMin = 2;

/**
 * Folds a list. `keyOf` gives equal keys to items that count as the same; undefined for what is never repeated. Of the
 * ways in which `a b a b a b` can be cut, the one is taken that begins after the longest pause, which `pauseOf` tells.
 */
export function fold<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  pauseOf: (before: Item, item: Item) => number = () => 0,
): readonly Run<Item>[] {
  const keys = items.map(keyOf);
  const pauses = items.map((item, place) =>
    place === 0 ? 0 : pauseOf(items[place - 1]!, item)
  );
  const runs: Run<Item>[] = [];
  for (let start = 0; start < items.length;) {
    const { period, times } = bestRun(keys, start);
    const late = times > 1 ? lateBy(pauses, start, period) : 0;
    // Cut elsewhere, the repetition still has to be worth a frame.
    if (
      late > 0 &&
      (timesOf(keys, start + late, period) - 1) * period >= savingMin
    ) {
      for (const item of items.slice(start, start + late)) {
        runs.push({ items: [item], times: 1, last: item });
      }
      start += late;
      continue;
    }
    const end = start + period * times;
    runs.push({
      items: items.slice(start, start + period),
      times,
      last: items[end - 1]!,
    });
    start = end;
  }
  return runs;
}

interface Repeat {
  readonly period: number;
  readonly times: number;
}

/** The exchange that saves most rows from `start` on; of equal ones, the shortest. */
function bestRun(keys: readonly (string | undefined)[], start: number): Repeat {
  let best: Repeat = { period: 1, times: 1 };
  for (let period = 1; period <= periodMax; period++) {
    const times = timesOf(keys, start, period);
    const saving = (times - 1) * period;
    if (saving < savingMin) continue;
    if (saving > (best.times - 1) * best.period) best = { period, times };
  }
  return best;
}

/** How many items before the exchange really begins, by the pauses of its second time. */
function lateBy(
  pauses: readonly number[],
  start: number,
  period: number,
): number {
  const second = pauses.slice(start + period, start + 2 * period);
  return second.indexOf(Math.max(...second));
}

function timesOf(
  keys: readonly (string | undefined)[],
  start: number,
  period: number,
): number {
  let length = period;
  while (
    start + length < keys.length &&
    keys[start + length] !== undefined &&
    keys[start + length] === keys[start + length - period]
  ) length++;
  const isWhole = keys.slice(start, start + period).every((key) =>
    key !== undefined
  );
  return isWhole ? Math.floor(length / period) : 1;
}
