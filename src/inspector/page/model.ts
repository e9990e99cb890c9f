/**
 * What the page knows, as signals that its parts read: what is shown (live, or as it was at a time in the past), who is
 * selected, and what can be done. `connection.ts` fills it; nothing here waits for anything but the server's answers.
 *
 * @module
 */
import {
  batch,
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { ChartNode } from "../chart.ts";
import type {
  ActorDetail,
  ActorRow,
  Frame,
  LifecycleEntry,
  LogEntry,
} from "../frame.ts";
import type { ActionOutcome, ActorAction } from "../source.ts";
import type { About } from "./about.ts";
import { askForAction, askForChart } from "./requests.ts";
import { Names } from "./names.ts";
import { Rates } from "./rates.ts";
import { apply, emptyMoment, idAt, type Moment, pathIn } from "./world.ts";

export type { About } from "./about.ts";
export type { Moment } from "./world.ts";

/** How the page and the server are connected; `file`: a recording is open, which needs no server. */
export type Link = "connecting" | "live" | "lost" | "login" | "file";

/** A moment in the past, with what was known then. */
export interface Past extends Moment {
  /** Events until then, oldest first. */
  readonly log: readonly LogEntry[];
  /** What supervision did until then, oldest first. */
  readonly lifecycle: readonly LifecycleEntry[];
  /** The actor that was selected then. */
  readonly detail?: ActorDetail;
}

/** Events that are kept; the recorder keeps more. */
export const logMax = 2_000;

/** Lifecycle entries that are kept, which is what the server remembers. */
export const lifecycleMax = 2_048;

/** How long a transition that was taken is lit, in ms. */
export const flashMs = 700;

/** What the server says about itself, once it has. */
export const about: Signal<About | undefined> = signal(undefined);

/** How page and server are connected. */
export const link: Signal<Link> = signal("connecting");

/** Whose tree is shown; undefined for the server's own. */
export const node: Signal<string | undefined> = signal(undefined);

/** What is live, whatever is shown. */
export const live: Signal<Moment> = signal(emptyMoment);

/** The moment in the past that is shown; undefined while what is live is. */
export const past: Signal<Past | undefined> = signal(undefined);

const liveLog: Signal<readonly LogEntry[]> = signal([]);
const liveLifecycle: Signal<readonly LifecycleEntry[]> = signal([]);
const liveDetail: Signal<ActorDetail | undefined> = signal(undefined);
const selectedId: Signal<string | undefined> = signal(undefined);
const selectedPath: Signal<string | undefined> = signal(undefined);
const liveRates: Signal<ReadonlyMap<string, number>> = signal(new Map());
const noRates: ReadonlyMap<string, number> = new Map();

/** What is shown. */
export const moment: ReadonlySignal<Moment> = computed(() =>
  past.value ?? live.value
);

/** Id of the selected actor. It follows an actor that is started again, whose path stays. */
export const selected: ReadonlySignal<string | undefined> = selectedId;

/** The selected actor's row, if it is there at the moment that is shown. */
export const selectedRow: ReadonlySignal<ActorRow | undefined> = computed(() =>
  selectedId.value === undefined
    ? undefined
    : moment.value.actors.get(selectedId.value)
);

/** All about the selected actor, as far as it was told. */
export const detail: ReadonlySignal<ActorDetail | undefined> = computed(() => {
  const known = past.value ? past.value.detail : liveDetail.value;
  return known?.id === selectedId.value ? known : undefined;
});

/** Transitions of the selected actor that were taken just now. */
export const fired: Signal<readonly string[]> = signal([]);

/** The last events, oldest first. */
export const log: ReadonlySignal<readonly LogEntry[]> = computed(() =>
  past.value ? past.value.log : liveLog.value
);

/** How many events were not told since they were too many. */
export const dropped: Signal<number> = signal(0);

/** What supervision did, oldest first. */
export const lifecycle: ReadonlySignal<readonly LifecycleEntry[]> = computed(
  () => past.value ? past.value.lifecycle : liveLifecycle.value,
);

/** Events a second, by actor's id; of what is live. */
export const rates: ReadonlySignal<ReadonlyMap<string, number>> = computed(
  () => past.value ? noRates : liveRates.value,
);

/** By how many ms the server's clock is ahead of ours. */
export const aheadMs: Signal<number> = signal(0);

/** The time on the server's clock, or the past that is shown, in ms since the Unix epoch. */
export function nowMs(): number {
  return past.peek()?.atMs ?? Date.now() + aheadMs.peek();
}

const names = new Names();
const sampled = new Rates();
const charts = new Map<string, Promise<ChartNode | undefined>>();
const listeners = new Set<(frame: Frame) => void>();
let tellWish: (selected: string | null) => void = () => {};
let flash: ReturnType<typeof setTimeout> | undefined;

/** Selects an actor of what is shown, or none. */
export function select(id: string | undefined): void {
  const path = id === undefined ? undefined : pathOf(id);
  batch(() => {
    selectedPath.value = path;
    changeSelected(id);
  });
}

/** Selects who is at that path, as soon as somebody is. */
export function selectPath(path: string): void {
  batch(() => {
    selectedPath.value = path;
    changeSelected(idAt(moment.value, path));
  });
}

/** The selected actor's path; it stays while the actor is being started again. */
export const selectedAt: ReadonlySignal<string | undefined> = selectedPath;

/** Shows another node's tree; undefined for the server's own. */
export function look(name: string | undefined): void {
  const isSelf = about.value?.nodes.some((other) =>
    other.isSelf && other.name === name
  );
  node.value = isSelf ? undefined : name;
}

/** Has something done to an actor; what comes of it, whatever goes wrong. */
export function act(action: ActorAction): Promise<ActionOutcome> {
  return askForAction(node.value, action);
}

/** The chart of that key; undefined where there is none or it cannot be had now. */
export function chartOf(key: string): Promise<ChartNode | undefined> {
  const place = chartPlace(key);
  const known = charts.get(place);
  if (known) return known;
  const asked = askForChart(node.value, key);
  charts.set(place, asked);
  // What could not be had is asked for again the next time.
  asked.then((chart) => {
    if (!chart && charts.get(place) === asked) charts.delete(place);
  });
  return asked;
}

/** Makes a chart known that came from elsewhere, such as a file. */
export function learnChart(key: string, chart: ChartNode): void {
  charts.set(chartPlace(key), Promise.resolve(chart));
}

/** An actor's name, also when it is gone; its id if it was never heard of. */
export function nameOf(id: string): string {
  return moment.peek().actors.get(id)?.name ?? names.get(id)?.name ?? id;
}

/** An actor's path, also when it is gone; its id if it was never heard of. */
export function pathOf(id: string): string {
  const now = moment.peek();
  if (now.actors.has(id)) return pathIn(now, id);
  return names.get(id)?.path ?? id;
}

/** Calls `listener` with every frame that comes; the answer ends it. */
export function onFrame(listener: (frame: Frame) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes in a frame of the server's. */
export function receive(frame: Frame): void {
  batch(() => {
    live.value = apply(live.peek(), frame);
    names.learn(live.peek(), frame.all ?? frame.rows ?? []);
    aheadMs.value = frame.atMs - Date.now();
    if (frame.log) liveLog.value = joined(liveLog.peek(), frame.log, logMax);
    if (frame.dropped) dropped.value += frame.dropped;
    if (frame.lifecycle) {
      const { lifecycle } = frame;
      liveLifecycle.value = joined(
        liveLifecycle.peek(),
        lifecycle,
        lifecycleMax,
      );
    }
    if (frame.detail) liveDetail.value = frame.detail;
    if (frame.fired && !past.peek()) light(frame.fired);
    if (frame.all || frame.rows || frame.gone) followSelected();
  });
  for (const listener of listeners) listener(frame);
}

/** Forgets what is live, before another stream begins. The selection stays, by its path. */
export function begin(): void {
  batch(() => {
    live.value = emptyMoment;
    liveLog.value = [];
    liveLifecycle.value = [];
    liveDetail.value = undefined;
    liveRates.value = new Map();
    // Ids begin anew with the system; the path finds the actor again.
    selectedId.value = undefined;
    fired.value = [];
    dropped.value = 0;
    charts.clear();
    sampled.clear();
    names.clear();
  });
}

/** Counts events anew; best once a second. */
export function countRates(): void {
  const { actors, atMs } = live.peek();
  if (atMs > 0) liveRates.value = sampled.sample(actors, Date.now());
}

/** Says who hears which actor is selected. */
export function tellSelection(tell: (selected: string | null) => void): void {
  tellWish = tell;
}

function changeSelected(id: string | undefined): void {
  if (id === selectedId.peek()) return;
  selectedId.value = id;
  fired.value = [];
  tellWish(id ?? null);
}

function followSelected(): void {
  const path = selectedPath.peek();
  const id = selectedId.peek();
  if (path === undefined || past.peek()) return;
  if (id !== undefined && live.peek().actors.has(id)) return;
  changeSelected(idAt(live.peek(), path));
}

function light(transitions: readonly string[]): void {
  fired.value = transitions;
  clearTimeout(flash);
  flash = setTimeout(() => fired.value = [], flashMs);
}

function chartPlace(key: string): string {
  return `${node.value ?? ""}\n${key}`;
}

function joined<T>(
  before: readonly T[],
  more: readonly T[],
  max: number,
): readonly T[] {
  return [...before, ...more].slice(-max);
}
