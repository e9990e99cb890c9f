/**
 * What was seen, kept so that any moment of it can be seen again. It is the frames themselves, in segments that begin
 * with a whole moment, so that going somewhere means a few hundred frames at most; when there is too much of it, the
 * oldest segment goes.
 *
 * @module
 */
import type { ActorRow, Frame, LifecycleEntry, LogEntry } from "../../frame.ts";
import { apply, emptyMoment, type Moment } from "../world.ts";
import { Density } from "./density.ts";
import {
  factsBytesPerSecondMax,
  FactsHistory,
  type PastTraffic,
} from "./facts_history.ts";
import { LifecycleHistory } from "./lifecycle_history.ts";
import {
  bytesOf,
  countUntil,
  type Details,
  isFull,
  type Segment,
  type Told,
  withDetails,
} from "./segment.ts";

/** What is kept, in bytes of JSON: half an hour of a busy node, and little of a browser's memory. */
export const recordingBytesMax = 32 * 1_024 * 1_024;

/** Events before a moment that are told with it, live or past; the recording keeps more. */
export const eventsAroundMax = 2_000;

/** How long a transition that was taken is lit, live or past, in ms. */
export const litMs = 700;

/** What was at a moment of the past. */
export interface Past extends Moment {
  /** When the facts were told, which large ones are seldom. */
  readonly factsAtMs?: number;
  /** Events until then, oldest first, {@linkcode eventsAroundMax} at most. */
  readonly log: readonly LogEntry[];
  /** What supervision did until then, oldest first. */
  readonly lifecycle: readonly LifecycleEntry[];
  /** The latest that was told of an actor until then, by its id: only of those that somebody had selected. */
  readonly details: Details;
  /** Transitions that the selected actor had just taken. */
  readonly fired: readonly string[];
}

/** Where a moment was put together last, so that playing on costs only the frames between. */
interface Cursor {
  readonly segment: Segment;
  readonly length: number;
  readonly moment: Moment;
  readonly details: Details;
  readonly factsAtMs: number | undefined;
}

/** What is known before anything was told. */
const nothing: Pick<Cursor, "moment" | "details" | "factsAtMs"> = {
  moment: emptyMoment,
  details: new Map(),
  factsAtMs: undefined,
};

/** What was seen of one system. */
export class Recording {
  readonly #bytesMax: number;
  readonly #segments: Segment[] = [];
  readonly #lifecycle = new LifecycleHistory();
  readonly #density = new Density();
  readonly #facts: FactsHistory;
  #bytes = 0;
  #cursor: Cursor | undefined;

  /**
   * Nothing yet; it will keep `bytesMax` bytes of JSON, or one segment if that is more, and of facts about
   * `factsBytesPerSecond`.
   */
  constructor(
    bytesMax: number = recordingBytesMax,
    factsBytesPerSecond: number = factsBytesPerSecondMax,
  ) {
    this.#bytesMax = bytesMax;
    this.#facts = new FactsHistory(factsBytesPerSecond);
  }

  /** When the first frame was made that is kept, in ms since the Unix epoch; undefined while there is none. */
  get fromMs(): number | undefined {
    return this.#segments[0]?.told[0]?.atMs;
  }

  /** When the last frame was made. */
  get toMs(): number | undefined {
    return this.#segments.at(-1)?.told.at(-1)?.atMs;
  }

  /** When it was told what happened at a time, as far as it was: frames tell of what was before them. */
  toldAtMs(ms: number): number {
    for (const { told } of this.#segments) {
      const found = told.find(({ atMs }) => atMs >= ms);
      if (found) return found.atMs;
    }
    return ms;
  }

  /** What is kept, in bytes of JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Frames that are kept. */
  get frames(): number {
    return this.#segments.reduce((sum, { told }) => sum + told.length, 0);
  }

  /** What supervision did, as far back as the server remembered, oldest first. */
  get lifecycle(): readonly LifecycleEntry[] {
    return this.#lifecycle.entries;
  }

  /** Events in each of `bins` equal parts of the time from `fromMs` to `toMs`. */
  density(fromMs: number, toMs: number, bins: number): readonly number[] {
    return this.#density.bins(fromMs, toMs, bins);
  }

  /** Adds a frame. `length` is that of its JSON, for those who know it. */
  push(given: Frame, length: number = JSON.stringify(given).length): void {
    const atMs = Math.max(given.atMs, this.toMs ?? given.atMs);
    const { frame, bytes } = this.#facts.thin(given, length, atMs);
    const segment = this.#segmentFor(frame, atMs);
    segment.told.push({ atMs, frame });
    segment.bytes += bytes;
    this.#bytes += bytes;
    this.#lifecycle.add(frame.lifecycle);
    this.#density.add(atMs, (frame.log?.length ?? 0) + (frame.dropped ?? 0));
    this.#forget();
  }

  /** What was at a time, in ms since the Unix epoch; nothing is known before the first frame. */
  at(ms: number): Past {
    const { moment, details, factsAtMs } = this.#goTo(ms);
    return {
      ...moment,
      atMs: ms,
      ...(factsAtMs !== undefined && { factsAtMs }),
      log: this.log(-Infinity, ms, eventsAroundMax),
      lifecycle: this.#lifecycle.until(ms),
      details,
      fired: this.#told(ms - litMs, ms).flatMap(({ frame }) =>
        frame.fired ?? []
      ),
    };
  }

  /** The latest `max` events of the frames told after `fromMs` and until `toMs`, oldest first. */
  log(fromMs: number, toMs: number, max: number): readonly LogEntry[] {
    const chunks: (readonly LogEntry[])[] = [];
    let count = 0;
    for (const { atMs, frame } of this.#backwards(toMs)) {
      if (atMs <= fromMs || count >= max) break;
      if (!frame.log) continue;
      chunks.push(frame.log);
      count += frame.log.length;
    }
    return chunks.reverse().flat().slice(-max);
  }

  /** The traffic told after `fromMs` and until `toMs`, oldest first. */
  traffic(fromMs: number, toMs: number): readonly PastTraffic[] {
    return this.#facts.traffic(fromMs, toMs);
  }

  /** All that is kept as frames, the first of which says everything: what a recording is made of again. */
  *export(): Generator<Frame, void, void> {
    const [first] = this.#segments;
    if (!first) return;
    const { atMs, frame: opening } = first.told[0]!;
    const { facts } = first.moment;
    const whole = { atMs, all: inOrder(first.moment) };
    const told = this.#segments.flatMap(({ told }) => told);
    yield { ...(opening.all ? opening : whole), lifecycle: this.lifecycle };
    if (facts) yield { atMs: first.factsAtMs ?? atMs, facts };
    yield* first.details.values();
    for (const { frame } of opening.all ? told.slice(1) : told) yield frame;
  }

  #segmentFor(frame: Frame, atMs: number): Segment {
    const last = this.#segments.at(-1);
    if (last && !isFull(last)) return last;
    const { moment, details, factsAtMs } = last ? this.#goTo(atMs) : nothing;
    // A frame that says everything needs nothing before it.
    const before = frame.all ? emptyMoment : moment;
    const momentBytes = bytesOf(before);
    const segment = {
      moment: before,
      details,
      factsAtMs,
      momentBytes,
      told: [],
      bytes: 0,
    };
    this.#segments.push(segment);
    this.#bytes += momentBytes;
    return segment;
  }

  #forget(): void {
    while (this.#bytes > this.#bytesMax && this.#segments.length > 1) {
      const { momentBytes, bytes } = this.#segments.shift()!;
      this.#bytes -= momentBytes + bytes;
      this.#density.forgetBefore(this.fromMs!);
      this.#facts.forgetBefore(this.fromMs!);
    }
  }

  #goTo(ms: number): typeof nothing {
    const segment = this.#segments.findLast(({ told }) =>
      told.length > 0 && told[0]!.atMs <= ms
    );
    if (!segment) return nothing;
    const length = countUntil(segment.told, ms);
    const known = this.#cursor;
    const start = known?.segment === segment && known.length <= length
      ? known
      : { ...segment, length: 0 };
    const between = segment.told.slice(start.length, length);
    const moment = between.reduce(
      (moment, { frame }) => apply(moment, frame),
      start.moment,
    );
    const details = withDetails(start.details, between);
    const factsAtMs = between.findLast(({ frame }) => frame.facts)?.frame
      .atMs ?? start.factsAtMs;
    this.#cursor = { segment, length, moment, details, factsAtMs };
    return this.#cursor;
  }

  #told(fromMs: number, toMs: number): Told[] {
    const found: Told[] = [];
    for (const told of this.#backwards(toMs)) {
      if (told.atMs <= fromMs) break;
      found.push(told);
    }
    return found.reverse();
  }

  *#backwards(fromMs: number): Generator<Told, void, void> {
    for (const { told } of this.#segments.toReversed()) {
      for (let i = countUntil(told, fromMs) - 1; i >= 0; i--) yield told[i]!;
    }
  }
}

/** The actors of a moment, parents before their children and siblings in their order. */
export function inOrder({ actors, children }: Moment): readonly ActorRow[] {
  const ids = [...children.get(undefined) ?? []].reverse();
  const rows: ActorRow[] = [];
  while (ids.length > 0) {
    const id = ids.pop()!;
    const row = actors.get(id);
    if (row) rows.push(row);
    for (const child of [...children.get(id) ?? []].reverse()) ids.push(child);
  }
  return rows;
}
