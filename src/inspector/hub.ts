/**
 * Shows a system of actors of this process to any number of viewers.
 *
 * While nobody looks it does nothing. While somebody does, what happens marks actors as changed, and ten times a second each
 * changed row is written once, for all viewers.
 *
 * @module
 */
import {
  type AnyRef,
  childrenOf,
  type Lifecycle,
  lifecycle,
  logicOf,
  rootOf,
} from "../otp/mod.ts";
import type { Clock } from "../ports/world.ts";
import { causesOf } from "../protocol/reason.ts";
import { actOn, type ActorDeeds } from "./actor_deeds.ts";
import type { ChartNode } from "./chart.ts";
import { Charts } from "./charts.ts";
import type { NodeFacts } from "./frame.ts";
import { HubViewing } from "./hub_viewing.ts";
import { entryOf } from "./lifecycle_entry.ts";
import type { ActionOutcome, ActorAction, InspectorSource } from "./source.ts";
import { Watch } from "./watch.ts";
import type { RowTrouble } from "./watched_actor.ts";

/** Pause between two frames, in ms: what a person sees as at once. */
export const flushMs = 100;

/** Pause between two looks at the facts, in ms. */
export const factsMs = 1_000;

/** What a hub needs besides actors. */
export interface HubOptions {
  /** Time since the Unix epoch, and timers; used only while somebody looks. */
  readonly clock: Clock;
  /** What may be done to actors; nothing unless it is said. */
  readonly deeds?: ActorDeeds;
  /** What the node is in the middle of; asked once a second at most, while somebody looks. */
  readonly facts?: () => NodeFacts;
}

/** Shows one system of actors. */
export class Hub implements InspectorSource {
  readonly #options: HubOptions;
  readonly #root: AnyRef;
  readonly #lifecycle: Lifecycle;
  /** What the Unix epoch's time is ahead of the lifecycle's, in ms. */
  readonly #epochMs: number;
  readonly #charts = new Charts();
  readonly #viewings = new Set<HubViewing>();
  readonly #forget: () => void;
  #isClosed = false;
  #watch: Watch | undefined;
  #timer: unknown;
  #facts = { text: "", atMs: -Infinity };
  #told = { after: 0, upTo: 0, text: "" };

  /** Looks at the whole system that `ref` belongs to. */
  constructor(ref: AnyRef, options: HubOptions) {
    this.#options = options;
    this.#root = rootOf(ref);
    this.#lifecycle = lifecycle(ref);
    this.#epochMs = options.clock.nowMs() - this.#lifecycle.nowMs();
    this.#forget = this.#lifecycle.subscribe((event, ref) =>
      this.#watch?.hear(event, ref)
    );
  }

  /** How many look. */
  get viewers(): number {
    return this.#viewings.size;
  }

  /** How many actors are watched: all while somebody looks, and otherwise none. */
  get watched(): number {
    return this.#watch?.roster.size ?? 0;
  }

  open(): HubViewing {
    this.#watch ??= this.#begin();
    const { clock } = this.#options;
    const viewing = new HubViewing({
      watch: this.#watch,
      nowMs: () => clock.nowMs(),
      lifecycleSince: (sequence) => this.#lifecycleSince(sequence),
      lifecycleCount: () => this.#lifecycle.count,
      facts: () => this.#factsText(),
      changed: (viewing) => this.#hearWish(viewing),
    });
    this.#viewings.add(viewing);
    this.#watch.wantsLog = true;
    // Whoever still comes is let go like the others.
    if (this.#isClosed) viewing.close();
    return viewing;
  }

  chart(key: string): ChartNode | undefined {
    // Machines that nobody has watched yet have no key.
    if (!this.#watch) this.#nameCharts(this.#root);
    return this.#charts.get(key);
  }

  act(action: ActorAction): ActionOutcome {
    return actOn(this.#root, action, this.#options.deeds ?? {});
  }

  /** Lets all viewers go, and hears nothing any more. */
  close(): void {
    this.#isClosed = true;
    for (const viewing of this.#viewings) viewing.close();
    this.#forget();
  }

  #begin(): Watch {
    const { clock } = this.#options;
    const watch = new Watch({
      root: this.#root,
      clock,
      charts: this.#charts,
      troubleOf: (path) => this.#troubleOf(path),
    });
    this.#discover(watch);
    return watch;
  }

  /** Looks at all actors there are, a few at a time, and then begins to make frames. */
  #discover(watch: Watch): void {
    if (watch.roster.discover()) return this.#makeFrames(watch);
    const { clock } = this.#options;
    this.#timer = clock.setTimeout(() => this.#discover(watch), 0);
  }

  #end(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#options.clock.clearTimeout(this.#timer);
    this.#facts = { text: "", atMs: -Infinity };
    this.#told = { after: 0, upTo: 0, text: "" };
  }

  #makeFrames(watch: Watch): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimeout(() => this.#makeFrames(watch), flushMs);
    const changes = watch.flush();
    for (const viewing of this.#viewings) viewing.hear(changes);
  }

  #hearWish(viewing: HubViewing): void {
    if (viewing.isClosed) this.#viewings.delete(viewing);
    if (this.#viewings.size === 0) return this.#end();
    const wishes = [...this.#viewings].map(({ wishes }) => wishes);
    const selected = wishes.flatMap(({ selected }) => selected ?? []);
    this.#watch!.select(new Set(selected));
    this.#watch!.wantsLog = wishes.some(({ log }) => log);
  }

  #nameCharts(ref: AnyRef): void {
    this.#charts.keyOf(logicOf(ref));
    for (const child of childrenOf(ref)) this.#nameCharts(child);
  }

  #troubleOf(path: string): RowTrouble {
    const { restarts, lastCrash } = this.#lifecycle.troubleOf(path);
    if (!lastCrash) return { restarts };
    const atMs = Math.round(lastCrash.atMs + this.#epochMs);
    return { restarts, crash: { atMs, causes: causesOf(lastCrash.error) } };
  }

  /** Viewers that keep up ask for the same. */
  #lifecycleSince(after: number): string {
    const upTo = this.#lifecycle.count;
    if (this.#told.after !== after || this.#told.upTo !== upTo) {
      const text = this.#lifecycle.recent()
        .filter(({ sequence }) => sequence > after)
        .map((event) => JSON.stringify(entryOf(event, this.#epochMs)))
        .join(",");
      this.#told = { after, upTo, text };
    }
    return this.#told.text;
  }

  #factsText(): string {
    const { facts, clock } = this.#options;
    const atMs = clock.nowMs();
    if (!facts || atMs < this.#facts.atMs + factsMs) return this.#facts.text;
    try {
      this.#facts = { text: JSON.stringify(facts()), atMs };
    } catch {
      // What the host cannot tell now it may tell in a second; there is nobody here to crash.
      this.#facts = { text: this.#facts.text, atMs };
    }
    return this.#facts.text;
  }
}
