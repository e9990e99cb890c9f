/**
 * Glances at the nodes that are not shown, one after the other while somebody looks at the map: what their streams tell
 * first, which are closed then.
 *
 * @module
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { ActorRow, Frame, NodeFacts } from "../../frame.ts";
import { about, link, moment, node, past } from "../model.ts";
import { addressOf } from "../requests.ts";
import { nowSlow } from "../shell/ticks.ts";
import { type ClusterMap, type Glance, glanceOf, mapOf } from "./map.ts";
import { Talk } from "./talk.ts";

/** Pause between two glances, in ms. */
const pauseMs = 1_500;

/** For each byte that a glance took the next waits this long more, in ms: 20 kB/s, however large nodes are. */
const pauseMsPerByte = 0.05;

/** How long a node has to tell its facts, in ms. */
const glanceMsMax = 4_000;

/** How long a node is left alone that could not be looked at, in ms. */
const refusedMs = 30_000;

/** How long a node that parted is remembered, in ms, and how many are. */
const metMsMax = 5 * 60_000, metMax = 64;

const others: Signal<ReadonlyMap<string, Glance>> = signal(new Map());
const met: Signal<ReadonlyMap<string, number>> = signal(new Map());
const talk = new Talk();
const refused = new Map<string, number>();
let metBy = "";
let before: NodeFacts | undefined;

const shownNode = computed(() =>
  node.value ?? about.value?.title ?? "this node"
);

/** The cluster, at the moment that is shown. Of the past only that is known which the one node told. */
export const clusterMap: ReadonlySignal<ClusterMap> = computed(() => {
  const { actors, facts, atMs } = moment.value;
  const shown = shownNode.value;
  const isPast = past.value !== undefined;
  const glances = new Map(isPast ? [] : others.value);
  glances.set(shown, glanceOf(atMs, actors.values(), facts));
  return mapOf({
    shown,
    glances,
    lookable: isPast ? [] : about.value?.nodes.map(({ name }) => name) ?? [],
    met: isPast ? new Map() : met.value,
    nowMs: nowSlow.value,
  });
});

/** Messages a second from node to node, while what is live is shown. */
export function talkOf(from: string, to: string): number | undefined {
  return past.peek() ? undefined : talk.perSecond(from, to);
}

/** Remembers whom the node that is shown was connected to, for as long as the page is there. */
export function followConnections(): void {
  effect(() => {
    const { facts, atMs } = moment.value;
    if (past.value || !facts || facts === before) return;
    const shown = shownNode.peek();
    talk.note(shown, atMs, facts.connections);
    const isSame = metBy === shown;
    const known = new Map(isSame ? met.peek() : []);
    // Whoever is not told of any more was there until now.
    const were = isSame ? before?.connections ?? [] : [];
    for (const { node } of [...were, ...facts.connections]) {
      known.delete(node);
      known.set(node, atMs);
    }
    [metBy, before] = [shown, facts];
    for (const [name, ms] of known) {
      if (atMs - ms > metMsMax || known.size > metMax) known.delete(name);
    }
    met.value = known;
  });
}

/** Looks at the other nodes in turn, until what it returns is called. */
export function lookAround(): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  let turn = 0;
  const next = () => {
    const nodes =
      about.peek()?.nodes.filter(({ name }) =>
        name !== shownNode.peek() && !(refused.get(name)! > Date.now())
      ) ?? [];
    const other = nodes[turn++ % nodes.length];
    if (!other || link.peek() !== "live" || past.peek()) return rest(0);
    const name = other.isSelf ? undefined : other.name;
    leave = glance(addressOf("stream", name), (seen, bytes) => {
      if (isOver) return;
      note(other.name, seen);
      rest(bytes);
    });
  };
  const rest = (bytes: number) => {
    timer = setTimeout(next, pauseMs + bytes * pauseMsPerByte);
  };
  next();
  return () => {
    isOver = true;
    clearTimeout(timer);
    leave();
  };
}

function note(name: string, seen: Glance): void {
  if (seen.facts) talk.note(name, seen.atMs, seen.facts.connections);
  if (seen.refusal) refused.set(name, Date.now() + refusedMs);
  const there = new Set(about.peek()?.nodes.map(({ name }) => name));
  const kept = [...others.peek()].filter(([name]) => there.has(name));
  others.value = new Map(kept).set(name, seen);
}

/** Looks at one node; `tell` hears once what was seen. Returns how to look away. */
function glance(
  address: string,
  tell: (seen: Glance, bytes: number) => void,
): () => void {
  const stream = new EventSource(address);
  let rows: readonly ActorRow[] = [];
  let facts: NodeFacts | undefined;
  let atMs = 0, bytes = 0;
  const leave = () => {
    clearTimeout(timer);
    stream.close();
  };
  const end = (refusal?: string) => {
    leave();
    const seen = glanceOf(atMs, rows, facts);
    tell(refusal === undefined ? seen : { ...seen, refusal }, bytes);
  };
  const timer = setTimeout(
    () => end(atMs > 0 ? undefined : "It does not answer."),
    glanceMsMax,
  );
  stream.addEventListener("frame", ({ data }) => {
    const frame = JSON.parse(data) as Frame;
    bytes += data.length;
    ({ atMs, all: rows = rows, facts = facts } = frame);
    if (facts) end();
  });
  stream.addEventListener("bye", ({ data }) => end(JSON.parse(data).reason));
  stream.onerror = () => end("It cannot be looked at.");
  return leave;
}
