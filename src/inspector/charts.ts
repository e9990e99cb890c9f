/**
 * The charts of all machines that were seen, each under a key: the machine's id, with a number behind it where another kind
 * of machine has the same id. Machines that are drawn alike are one kind, however many were made.
 *
 * @module
 */
import { type ChartNode, chartOf } from "./chart.ts";
import type { Logic } from "../otp/mod.ts";

/** Kinds of machines remembered; a program that makes up machines as it runs shows no charts of further ones. */
export const chartsMax = 1_000;

/** Charts by key. */
export class Charts {
  readonly #charts = new Map<string, ChartNode>();
  readonly #keysByText = new Map<string, string>();
  readonly #keys = new WeakMap<ChartNode, string>();

  /** The chart of that key. */
  get(key: string): ChartNode | undefined {
    return this.#charts.get(key);
  }

  /** The key of a machine's chart; none if `logic` is no machine. */
  keyOf(logic: Logic): string | undefined {
    const chart = chartOf(logic);
    if (!chart) return undefined;
    const known = this.#keys.get(chart);
    if (known !== undefined) return known;
    const key = this.#add(chart);
    if (key !== undefined) this.#keys.set(chart, key);
    return key;
  }

  #add(chart: ChartNode): string | undefined {
    const text = JSON.stringify(chart);
    const alike = this.#keysByText.get(text);
    if (alike !== undefined || this.#charts.size >= chartsMax) return alike;
    let key = chart.id;
    for (let at = 2; this.#charts.has(key); at++) key = `${chart.id}~${at}`;
    this.#charts.set(key, chart);
    this.#keysByText.set(text, key);
    return key;
  }
}
