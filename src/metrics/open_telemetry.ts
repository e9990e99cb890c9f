/**
 * Metrics and traces by OpenTelemetry. Deno sends them where `OTEL_DENO` says, without a permission of the program's; without
 * it the API does nothing, and numbers are not even looked up.
 *
 * A gossip round, and each attempt to connect to a node, is a span; the rest are numbers.
 *
 * @module
 */
import {
  type Attributes,
  type BatchObservableResult,
  createNoopMeter,
  type Meter,
  metrics,
  type Observable,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { NodeEvent } from "../node_events.ts";
import type { TimerStep } from "../otp/mod.ts";
import { withoutMember } from "./node_counters.ts";
import {
  durationBounds,
  type Family,
  type Histogram,
  type Sample,
} from "./registry.ts";

/** Name under which everything is told. */
const scope = "rookery";

/** Tells of an attempt to connect to a node as a span. */
export function traceEvent(event: NodeEvent): void {
  if (event.type !== "connect_node_ok" && event.type !== "connect_node_error") {
    return;
  }
  const { atMs, durationMs, node } = event;
  const startTime = atMs - durationMs;
  const options = { kind: SpanKind.CLIENT, startTime, attributes: { node } };
  const span = trace.getTracer(scope).startSpan("connect", options);
  if (event.type === "connect_node_error") {
    span.setStatus({ code: SpanStatusCode.ERROR, message: event.detail });
  }
  span.end(atMs);
}

/** Tells of a gossip round, which has just ended, as a span. */
export function traceStep(
  { path, delay, durationMs }: TimerStep,
  nowMs: number,
): void {
  if (delay !== "round") return;
  const options = {
    startTime: nowMs - durationMs,
    attributes: { actor: withoutMember(path) },
  };
  trace.getTracer(scope).startSpan("round", options).end(nowMs);
}

/**
 * Tells a node's metrics: counts and gauges whenever OpenTelemetry collects, durations one by one. Returns what ends that.
 * Where nobody collects at this moment nothing is told later either, and it costs nothing.
 *
 * @param histograms Durations as they are observed.
 * @param families Everything else, looked up at each collection.
 */
export function exportMetrics(
  histograms: readonly Histogram[],
  families: () => readonly Family[],
): () => void {
  const meter = metrics.getMeter(scope);
  if (meter === createNoopMeter()) return () => {};
  for (const histogram of histograms) exportHistogram(meter, histogram);
  const observables = new Map<string, Observable>();
  for (const family of families()) {
    if (family.type === "histogram") continue;
    observables.set(family.name, observableOf(meter, family));
  }
  const observe = (result: BatchObservableResult) => {
    for (const { name, labels, samples } of families()) {
      const observable = observables.get(name);
      if (!observable) continue;
      for (const sample of samples) {
        result.observe(observable, sample.value, attributesOf(labels, sample));
      }
    }
  };
  const all = [...observables.values()];
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}

function exportHistogram(meter: Meter, histogram: Histogram): void {
  const { help: description, labels: names } = histogram;
  const told = meter.createHistogram(nameOf(histogram), {
    description,
    unit: "s",
    advice: { explicitBucketBoundaries: [...durationBounds] },
  });
  histogram.observed = (labels, seconds) =>
    told.record(seconds, attributesOf(names, { labels }));
}

function observableOf(meter: Meter, family: Family): Observable {
  const options = { description: family.help };
  return family.type === "counter"
    ? meter.createObservableCounter(nameOf(family), options)
    : meter.createObservableGauge(nameOf(family), options);
}

/** `rookery_dial_seconds` is `rookery.dial`, as OpenTelemetry names things: the kind and the unit are told apart. */
function nameOf({ name }: Pick<Family, "name">): string {
  return name.replace(/^rookery_/, "rookery.").replace(/_(total|seconds)$/, "");
}

function attributesOf(
  names: readonly string[],
  { labels }: Pick<Sample, "labels">,
): Attributes {
  return Object.fromEntries(names.map((name, at) => [name, labels[at] ?? ""]));
}
