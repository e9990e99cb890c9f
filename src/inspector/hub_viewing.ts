/**
 * One viewer of a hub: what it has not been told yet. That is a set of names and never a queue of frames, so that a viewer that
 * takes its time costs no more than one that does not: its next frame says how things are by then.
 *
 * @module
 */
import { logEntriesMax, type LogPart } from "./event_log.ts";
import type { ViewerWish } from "./frame.ts";
import type { Viewing } from "./source.ts";
import type { Changes, Watch } from "./watch.ts";

/** Rows that a viewer may have missed; of one that missed more, all are told anew. */
export const missedRowsMax = 20_000;

/** Transitions of the selected actor that wait to be told: more than a chart has that can be read. */
export const firedMax = 500;

/** What a viewing needs of its hub. */
export interface Viewed {
  /** What it looks at. */
  readonly watch: Watch;
  /** The time, in ms since the Unix epoch. */
  readonly nowMs: () => number;
  /** What supervision did after that sequence number, as JSON entries separated by commas. */
  readonly lifecycleSince: (sequence: number) => string;
  /** The sequence number of the latest of these. */
  readonly lifecycleCount: () => number;
  /** Facts as JSON; empty where there are none. */
  readonly facts: () => string;
  /** Hears that it wishes something else, or looks no more. */
  readonly changed: (viewing: HubViewing) => void;
}

/** A viewer of a hub. */
export class HubViewing implements Viewing {
  readonly #viewed: Viewed;
  /** Ids of rows to tell; all rows if there is no such list. */
  #rows: Set<string> | undefined;
  readonly #gone = new Set<string>();
  readonly #fired = new Set<string>();
  #log: LogPart[] = [];
  #dropped = 0;
  #toldSequence = 0;
  #toldDetail = "";
  #toldFacts = "";
  #wish: Required<ViewerWish> = { selected: null, log: true, facts: true };
  #waiting: ((frame: string | undefined) => void) | undefined;
  #isFresh = true;
  #isClosed = false;

  /** Has been told nothing. */
  constructor(viewed: Viewed) {
    this.#viewed = viewed;
  }

  /** What it wishes. */
  get wishes(): Required<ViewerWish> {
    return this.#wish;
  }

  /** Whether it looks no more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Names and entries that wait to be told: bounded, however long nobody asks. */
  get waiting(): number {
    const log = this.#log.reduce((sum, { count }) => sum + count, 0);
    return (this.#rows?.size ?? 0) + this.#gone.size + this.#fired.size + log;
  }

  wish(wish: ViewerWish): void {
    if (wish.selected !== undefined && wish.selected !== this.#wish.selected) {
      this.#fired.clear();
      this.#toldDetail = "";
    }
    this.#wish = { ...this.#wish, ...wish };
    if (!this.#wish.log) this.#forgetLog();
    this.#viewed.changed(this);
  }

  next(): Promise<string | undefined> {
    if (this.#waiting) throw new Error("The frame before was not awaited");
    if (this.#isClosed) return Promise.resolve(undefined);
    if (this.#isFresh && this.#viewed.watch.roster.isComplete) {
      return Promise.resolve(this.#frame());
    }
    return new Promise((resolve) => void (this.#waiting = resolve));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting?.(undefined);
    this.#waiting = undefined;
    this.#viewed.changed(this);
  }

  /** Hears of a flush, and tells if it is waited for and there is something to tell. */
  hear({ changed, gone, log }: Changes): void {
    this.#note(changed, gone);
    if (this.#wish.log) this.#noteLog(log);
    const { fired = [] } = this.#selected() ?? {};
    for (const id of fired) {
      if (this.#fired.size < firedMax) this.#fired.add(id);
    }
    if (!this.#waiting) return;
    const frame = this.#frame();
    if (frame === undefined) return;
    this.#waiting(frame);
    this.#waiting = undefined;
  }

  #note(changed: readonly string[], gone: readonly string[]): void {
    if (!this.#rows) return;
    for (const id of changed) this.#rows.add(id);
    for (const id of gone) {
      this.#rows.delete(id);
      this.#gone.add(id);
    }
    if (this.#rows.size + this.#gone.size <= missedRowsMax) return;
    this.#rows = undefined;
    this.#gone.clear();
  }

  /** Keeps the latest entries, as many as one frame tells. */
  #noteLog(part: LogPart): void {
    this.#dropped += part.dropped;
    if (part.count === 0) return;
    this.#log.push(part);
    let count = this.#log.reduce((sum, { count }) => sum + count, 0);
    while (count > logEntriesMax) {
      const oldest = this.#log.shift()!;
      count -= oldest.count;
      this.#dropped += oldest.count;
    }
  }

  #forgetLog(): void {
    this.#log = [];
    this.#dropped = 0;
  }

  #selected() {
    const { selected } = this.#wish;
    return selected === null
      ? undefined
      : this.#viewed.watch.selected(selected);
  }

  /** All that was not told; nothing if there is nothing. */
  #frame(): string | undefined {
    this.#isFresh = false;
    const parts = [
      ...this.#rowParts(),
      ...this.#logParts(),
      ...this.#lifecycleParts(),
      ...this.#selectionParts(),
      ...this.#factParts(),
    ];
    if (parts.length === 0) return undefined;
    const atMs = Math.round(this.#viewed.nowMs());
    return `{${[`"atMs":${atMs}`, ...parts].join(",")}}`;
  }

  *#rowParts(): Generator<string, void, void> {
    const { roster } = this.#viewed.watch;
    if (!this.#rows) {
      this.#rows = new Set();
      return yield `"all":[${[...roster.allTexts()].join(",")}]`;
    }
    if (this.#rows.size > 0) {
      yield `"rows":[${[...roster.texts(this.#rows)].join(",")}]`;
      this.#rows.clear();
    }
    if (this.#gone.size > 0) {
      yield `"gone":${JSON.stringify([...this.#gone])}`;
      this.#gone.clear();
    }
  }

  *#logParts(): Generator<string, void, void> {
    if (this.#log.length > 0) {
      yield `"log":[${this.#log.map(({ text }) => text).join(",")}]`;
    }
    if (this.#dropped > 0) yield `"dropped":${this.#dropped}`;
    this.#forgetLog();
  }

  *#lifecycleParts(): Generator<string, void, void> {
    const { lifecycleCount, lifecycleSince } = this.#viewed;
    const count = lifecycleCount();
    if (count === this.#toldSequence) return;
    yield `"lifecycle":[${lifecycleSince(this.#toldSequence)}]`;
    this.#toldSequence = count;
  }

  *#selectionParts(): Generator<string, void, void> {
    const { text = "" } = this.#selected() ?? {};
    if (text !== "" && text !== this.#toldDetail) {
      yield `"detail":${text}`;
      this.#toldDetail = text;
    }
    if (this.#fired.size > 0) {
      yield `"fired":${JSON.stringify([...this.#fired])}`;
      this.#fired.clear();
    }
  }

  *#factParts(): Generator<string, void, void> {
    const text = this.#wish.facts ? this.#viewed.facts() : "";
    if (text === "" || text === this.#toldFacts) return;
    yield `"facts":${text}`;
    this.#toldFacts = text;
  }
}
