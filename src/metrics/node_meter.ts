/**
 * Measures a node: what passes through its ports, how late its timers are, what it tells, and what supervision does. It
 * costs the node some additions; the rest is looked up when somebody asks.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import { withInsides } from "../node_insides.ts";
import type { Node } from "../node_types.ts";
import { onTimerSteps, type TimerStep, type Tree } from "../otp/mod.ts";
import type { Clock, Tally, World } from "../ports/world.ts";
import { datagramTally } from "./datagram_tally.ts";
import { NodeCounters } from "./node_counters.ts";
import { sampledFamilies } from "./node_samples.ts";
import { exportMetrics, traceEvent, traceStep } from "./open_telemetry.ts";
import type { Family } from "./registry.ts";
import { OverlayStatistics, statisticsWindows } from "./statistics.ts";

const meters = new WeakMap<Node, NodeMeter>();

/** The meter of a node that `startNode` made. */
export function meterOf(node: Node): NodeMeter | undefined {
  return meters.get(node);
}

/** Overlays whose statistics are kept: those of one that was removed go with it. */
const overlayPattern = /^overlays\/([^/]+)\//;

/** Measures one node. */
export class NodeMeter {
  /** The node's world, with a clock and ports that are measured. */
  readonly world: World;
  /** What was counted. */
  readonly counters: NodeCounters = new NodeCounters();
  readonly #clock: Clock;
  readonly #overlays = new Map<string, OverlayStatistics>();
  #sampled: () => readonly Family[] = () => [];
  #stopExport = () => {};

  /** Measures nothing yet. */
  constructor(world: World) {
    this.#clock = world.clock;
    const clock = measuredClock(world.clock, this.counters);
    this.world = { ...world, clock, tally: this.#tally() };
  }

  /** Measures `node`, whose tree has just been started; returns the tree. */
  watch(node: Node, tree: Tree): Tree {
    meters.set(node, this);
    const { root } = tree;
    this.#sampled = () => sampledFamilies(node, root);
    node.events.subscribe((event) => this.#told(event));
    onTimerSteps(
      root,
      () => this.#clock.nowMs(),
      (step) => this.#stepped(step),
    );
    const stop = () => this.#stopExport();
    tree.closed.then(stop, stop);
    return withInsides(node, tree);
  }

  /** Every metric, at this moment. */
  families(): readonly Family[] {
    return [...this.counters.families(), ...this.#sampled()];
  }

  /** The series of an overlay within a window, as gossiperl writes them; nothing if it does not know the window. */
  statisticsOf(
    overlay: string,
    window: string,
  ): { readonly statistics: string; readonly atMs: number } | undefined {
    if (!Object.hasOwn(statisticsWindows, window)) return undefined;
    const atMs = this.#clock.nowMs();
    const windowMs = statisticsWindows[window]!;
    const statistics = this.#overlays.get(overlay)?.within(atMs, windowMs);
    return { statistics: statistics ?? "{}", atMs };
  }

  #tally(): Tally {
    const count = datagramTally(this.counters);
    return {
      datagram: (port, direction, kind, bytes) => {
        count(port, direction, kind, bytes);
        const overlay = overlayPattern.exec(port)?.[1];
        if (overlay === undefined) return;
        const nowMs = this.#clock.nowMs();
        this.#statistics(overlay).datagram(nowMs, direction, kind, bytes);
      },
    };
  }

  #told(event: NodeEvent): void {
    this.counters.told(event);
    traceEvent(event);
    // Before that there is nobody to be looked at.
    if (event.type === "node_started") this.#startExport();
    if (event.type === "overlay_stopped") this.#overlays.delete(event.overlay);
    if (event.type !== "digests_refused") return;
    const { overlay, reason, count } = event;
    this.#statistics(overlay).refused(this.#clock.nowMs(), reason, count);
  }

  #startExport(): void {
    const { histograms } = this.counters;
    this.#stopExport = exportMetrics(histograms, () => this.families());
  }

  #stepped(step: TimerStep): void {
    this.counters.stepped(step);
    traceStep(step, this.#clock.nowMs());
  }

  #statistics(overlay: string): OverlayStatistics {
    return this.#overlays.getOrInsertComputed(
      overlay,
      () => new OverlayStatistics(),
    );
  }
}

/** A clock that notes how late its timers fire. */
function measuredClock(clock: Clock, { lag }: NodeCounters): Clock {
  return {
    nowMs: () => clock.nowMs(),
    setTimeout(fire, delayMs) {
      const dueAtMs = clock.nowMs() + delayMs;
      return clock.setTimeout(() => {
        lag.observe([], Math.max(0, clock.nowMs() - dueAtMs) / 1_000);
        fire();
      }, delayMs);
    },
    clearTimeout: (timer) => clock.clearTimeout(timer),
  };
}
