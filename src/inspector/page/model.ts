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
import type { About } from "../about.ts";
import type { ChartNode } from "../chart.ts";
import type {
  ActorDetail,
  ActorRow,
  Frame,
  LifecycleEntry,
  LogEntry,
} from "../frame.ts";
import type { ActionOutcome, ActorAction } from "../source.ts";
import { Names } from "./names.ts";
import { Rates } from "./rates.ts";
import { askForAction, askForChart } from "./requests.ts";
import { playhead, recording } from "./timeline/playhead.ts";
import { eventsAroundMax, litMs, type Past } from "./timeline/recording.ts";
import { apply, emptyMoment, idAt, type Moment, pathIn } from "./world.ts";

export type { About } from "../about.ts";
export type { Moment } from "./world.ts";

/** How the page and the server are connected; `file`: a recording is open, which needs no server. */
export type Link = "connecting" | "live" | "lost" | "login" | "file";

/** Lifecycle entries that are kept, which is what the server remembers. */
const lifecycleMax = 2_048;

/** What the server says about itself, once it has. */
export const about: Signal<About | undefined> = signal(undefined);

/** How page and server are connected. */
export const link: Signal<Link> = signal("connecting");

/** Whose tree is shown; undefined for the server's own. */
export const node: Signal<string | undefined> = signal(undefined);

/** The moment in the past that is shown; undefined while what is live is. A file has nothing but its past. */
export const past: ReadonlySignal<Past | undefined> = computed(() => {
  const shown = recording.value;
  const atMs = playhead.value ??
    (link.value === "file" ? shown.toMs : undefined);
  return atMs === undefined ? undefined : shown.at(atMs);
});

const live: Signal<Moment> = signal(emptyMoment);
const liveLog: Signal<readonly LogEntry[]> = signal([]);
const liveLifecycle: Signal<readonly LifecycleEntry[]> = signal([]);
const liveDetail: Signal<ActorDetail | undefined> = signal(undefined);
const liveFired: Signal<readonly string[]> = signal([]);
const liveRates: Signal<ReadonlyMap<string, number>> = signal(new Map());
const noRates: ReadonlyMap<string, number> = new Map();

/** The incarnation that was selected; while it is not there, whoever is at its path is. */
const pinned: Signal<string | undefined> = signal(undefined);
const pinnedPath: Signal<string | undefined> = signal(undefined);

/** What is shown. */
export const moment: ReadonlySignal<Moment> = computed(() =>
  past.value ?? live.value
);

/** The selected actor's path; it stays while the actor is being started again. */
export const selectedPath: ReadonlySignal<string | undefined> = pinnedPath;

/** Id of the selected actor, if it is there. It follows an actor that is started again, whose path stays. */
export const selected: ReadonlySignal<string | undefined> = computed(() => {
  const id = pinned.value;
  if (id !== undefined && moment.value.actors.has(id)) return id;
  const path = pinnedPath.value;
  return path === undefined ? undefined : idAt(moment.value, path);
});

/** The selected actor's row. */
export const selectedRow: ReadonlySignal<ActorRow | undefined> = computed(() =>
  moment.value.actors.get(selected.value ?? "")
);

/** All about the selected actor, as far as it was told. */
export const detail: ReadonlySignal<ActorDetail | undefined> = computed(() => {
  const id = selected.value ?? "";
  if (past.value) return past.value.details.get(id)?.detail;
  return liveDetail.value?.id === id ? liveDetail.value : undefined;
});

/** Transitions of the selected actor that were taken just now. */
export const fired: ReadonlySignal<readonly string[]> = computed(() => {
  if (!past.value) return liveFired.value;
  // They are told of one actor at a time: the one whose detail was told last.
  const told = [...past.value.details.keys()].at(-1);
  return told === selected.value ? past.value.fired : [];
});

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

const names = new Names();
const counts = new Rates();
const charts = new Map<string, Promise<ChartNode | undefined>>();
let aheadMs = 0;
let flash: ReturnType<typeof setTimeout> | undefined;

/** The time on the server's clock, or of the moment in the past that is shown, in ms since the Unix epoch. */
export function nowMs(): number {
  return past.value?.atMs ?? Date.now() + aheadMs;
}

/** Selects an actor, or none. */
export function select(id: string | undefined): void {
  batch(() => {
    pinnedPath.value = id === undefined ? undefined : pathOf(id);
    pinned.value = id;
    liveFired.value = [];
  });
}

/** Selects who is at that path, as soon as somebody is. */
export function selectPath(path: string): void {
  batch(() => {
    pinnedPath.value = path;
    pinned.value = undefined;
    liveFired.value = [];
  });
}

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

/** Learns the names of actors who are in a moment, for when they are gone. */
export function learnNames(within: Moment, rows: readonly ActorRow[]): void {
  names.learn(within, rows);
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

/** Takes in a frame of the server's. */
export function receive(frame: Frame): void {
  const { all, rows, log = [], lifecycle = [] } = frame;
  aheadMs = frame.atMs - Date.now();
  batch(() => {
    live.value = apply(live.peek(), frame);
    names.learn(live.peek(), all ?? rows ?? []);
    append(liveLog, log, eventsAroundMax);
    append(liveLifecycle, lifecycle, lifecycleMax);
    dropped.value += frame.dropped ?? 0;
    if (frame.detail) liveDetail.value = frame.detail;
    if (frame.fired) light(frame.fired);
  });
}

/** Forgets what is live, before another stream begins. The selection stays, by its path. */
export function begin(): void {
  batch(() => {
    live.value = emptyMoment;
    liveLog.value = [];
    liveLifecycle.value = [];
    liveDetail.value = undefined;
    liveFired.value = [];
    liveRates.value = noRates;
    dropped.value = 0;
    // Ids begin anew with the system, and may mean somebody else.
    pinned.value = undefined;
  });
  charts.clear();
  counts.clear();
  names.clear();
}

/** Counts events anew; best once a second. */
export function countRates(): void {
  const { actors } = live.peek();
  if (actors.size > 0) liveRates.value = counts.sample(actors, Date.now());
}

function light(transitions: readonly string[]): void {
  liveFired.value = transitions;
  clearTimeout(flash);
  flash = setTimeout(() => liveFired.value = [], litMs);
}

function chartPlace(key: string): string {
  return `${node.value ?? ""}\n${key}`;
}

function append<T>(
  to: Signal<readonly T[]>,
  more: readonly T[],
  max: number,
): void {
  if (more.length > 0) to.value = [...to.peek(), ...more].slice(-max);
}
