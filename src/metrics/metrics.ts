/**
 * The metrics of a node, for whoever serves them: as Prometheus reads them, and gossiperl's statistics.
 *
 * @module
 */
import type { Node } from "../node_types.ts";
import { exposition } from "./exposition.ts";
import { meterOf } from "./node_meter.ts";
import type { Statistics } from "./statistics.ts";

export { expositionType } from "./exposition.ts";
export { type Statistics, statisticsWindows } from "./statistics.ts";

/** A request that the HTTP server has answered. */
export interface AnsweredRequest {
  /** The method, e.g. `GET`. */
  readonly method: string;
  /** The route as it is declared, `/membership/:overlay`: with the names that strangers ask for there would be no end of it. */
  readonly route: string;
  /** The code of the answer. */
  readonly status: number;
  /** From the request to the answer, in ms. */
  readonly durationMs: number;
}

/** Everything measured of `node` at this moment, to be served as `expositionType`; nothing of a node that is not ours. */
export function metricsText(node: Node): string {
  return exposition(meterOf(node)?.families() ?? []);
}

/** Counts a request that was answered. */
export function countRequest(
  node: Node,
  { method, route, status, durationMs }: AnsweredRequest,
): void {
  const labels = [method, route, String(status)];
  meterOf(node)?.counters.requests.observe(labels, durationMs / 1_000);
}

/**
 * gossiperl's answer to `GET /statistics/:overlay/:window`.
 *
 * @param window One of {@linkcode statisticsWindows}; nothing is answered with any other (gossiperl: 412).
 */
export function statistics(
  node: Node,
  overlay: string,
  window: string,
): Statistics | undefined {
  const found = meterOf(node)?.statisticsOf(overlay, window);
  if (!found) return undefined;
  const { statistics, atMs } = found;
  const ts = Math.floor(atMs / 1_000);
  return { overlay, window, enabled: true, statistics, ts };
}
