/**
 * The nodes of a cluster and who is connected to whom, put together from what the node that is shown tells and from
 * glances at the others.
 *
 * @module
 */
import type { ActorRow, NodeFacts } from "../../frame.ts";
import { agoText, countText } from "../words/durations.ts";
import { isTroubled } from "../words/tone.ts";

/** Nodes that are drawn; all of them are listed. */
export const drawnMax = 16;

/** How long a crash is told of, in ms. */
const crashToldMs = 60_000;

/** What was seen of a node at one time. */
export interface Glance {
  /** When, in ms since the Unix epoch, on its own clock. */
  readonly atMs: number;
  /** How many actors it has. */
  readonly actors: number;
  /** How many of them somebody should look at. */
  readonly troubled: number;
  /** When one of them crashed last. */
  readonly crashedAtMs?: number;
  /** What it told of the cluster. */
  readonly facts?: NodeFacts;
  /** Why it could not be looked at. */
  readonly refusal?: string;
}

/** What is known of the cluster. */
export interface Sights {
  /** The node that is shown. */
  readonly shown: string;
  /** What was seen of nodes, that one among them. */
  readonly glances: ReadonlyMap<string, Glance>;
  /** Nodes that can be looked at. */
  readonly lookable: readonly string[];
  /** When the node that is shown was connected last to those that it was connected to, in ms since the Unix epoch. */
  readonly met: ReadonlyMap<string, number>;
  /** The time on its clock. */
  readonly nowMs: number;
}

/** A node. */
export interface MapNode {
  /** `name@host`. */
  readonly name: string;
  /** Whether its actors are what the page shows. */
  readonly isShown: boolean;
  /** Whether its actors can be shown. */
  readonly canLook: boolean;
  /** How it fares, as marks have it. */
  readonly state: "reachable" | "quarantine" | "unreachable" | "silent";
  /** How it fares, in words. */
  readonly words: string;
  /** How many actors it has, where it was looked at. */
  readonly actors?: number;
  /** Overlays that it is in. */
  readonly overlays: readonly string[];
}

/** A connection. */
export interface MapLink {
  readonly from: string;
  readonly to: string;
}

/** Who there is, by name, and who is connected to whom. */
export interface ClusterMap {
  readonly nodes: readonly MapNode[];
  readonly links: readonly MapLink[];
}

/** What is seen of a node by its actors and its facts. */
export function glanceOf(
  atMs: number,
  rows: Iterable<ActorRow>,
  facts: NodeFacts | undefined,
): Glance {
  let actors = 0, troubled = 0, crashedAtMs = 0;
  for (const row of rows) {
    actors++;
    if (isTroubled(row)) troubled++;
    crashedAtMs = Math.max(crashedAtMs, row.crash?.atMs ?? 0);
  }
  return { atMs, actors, troubled, crashedAtMs, ...facts && { facts } };
}

/** The map. */
export function mapOf(sights: Sights): ClusterMap {
  const { shown, glances, lookable, met } = sights;
  const told = [...glances].map(([name, { facts }]) => ({ name, facts }));
  const own = glances.get(shown)?.facts;
  const links = new Map<string, MapLink>();
  for (const { name, facts } of told) {
    for (const { node } of facts?.connections ?? []) {
      // Whom we part from is believed gone, though others have not noticed yet.
      const isGone = [name, node].some((one) =>
        met.has(one) && !isConnected(own, one)
      );
      if (isGone) continue;
      const [from, to] = name < node ? [name, node] : [node, name];
      links.set(`${from}\n${to}`, { from, to });
    }
  }
  const names = new Set([
    ...[shown, ...lookable, ...met.keys()],
    ...peersOf(own).map(({ node }) => node),
    ...[...links.values()].flatMap(({ from, to }) => [from, to]),
  ]);
  return {
    nodes: [...names].sort().map((name) => nodeOf(name, sights)),
    links: [...links.values()],
  };
}

/** Nodes to draw: where they are too many the one that is shown, then those that one worries about. */
export function drawnOf(nodes: readonly MapNode[]): readonly MapNode[] {
  if (nodes.length <= drawnMax) return nodes;
  const worth = ({ isShown, state }: MapNode) =>
    isShown ? 0 : state === "reachable" ? 2 : 1;
  return nodes.toSorted((a, b) => worth(a) - worth(b)).slice(0, drawnMax)
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

function nodeOf(name: string, sights: Sights): MapNode {
  const { shown, glances, lookable } = sights;
  const glance = glances.get(name);
  const fare = fareOf(name, sights);
  // What was seen of whoever parted is not so any more.
  const isSeen = glance !== undefined && glance.refusal === undefined &&
    fare.state !== "unreachable";
  return {
    name,
    isShown: name === shown,
    canLook: lookable.includes(name),
    ...fare,
    ...isSeen && { actors: glance.actors },
    overlays: glance?.facts?.overlays.map(({ name }) => name) ?? [],
  };
}

function fareOf(
  name: string,
  { shown, glances, met, nowMs }: Sights,
): Pick<MapNode, "state" | "words"> {
  const own = glances.get(shown)?.facts;
  const metAtMs = met.get(name);
  const isHere = name === shown || isConnected(own, name);
  if (!isHere && metAtMs !== undefined) {
    const words = `parted ${agoText(nowMs - metAtMs)}`;
    return { state: "unreachable", words };
  }
  const peer = peersOf(own).find(({ node }) => node === name);
  if (!isHere && peer) {
    return peer.state === "silent"
      ? { state: "silent", words: "silent" }
      : { state: "silent", words: "heard, not connected" };
  }
  const glance = glances.get(name);
  if (!glance) return { state: "reachable", words: "connected" };
  const { refusal, troubled, crashedAtMs = 0, atMs } = glance;
  if (refusal !== undefined) {
    return { state: "reachable", words: "cannot be looked into" };
  }
  if (troubled > 0) {
    return { state: "quarantine", words: `${countText(troubled)} troubled` };
  }
  const crashedMs = atMs - crashedAtMs;
  // Tenths of a second would only flicker.
  const ago = agoText(crashedMs).replace(/\.\d/, "");
  return {
    state: "reachable",
    words: crashedMs < crashToldMs ? `crash ${ago}` : "all well",
  };
}

function isConnected(facts: NodeFacts | undefined, name: string): boolean {
  return facts?.connections.some(({ node }) => node === name) ?? false;
}

function peersOf(facts: NodeFacts | undefined) {
  return facts?.topologies.flatMap(({ peers }) => peers) ?? [];
}
