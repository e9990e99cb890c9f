/**
 * What is looked up of a node at the moment somebody asks: who is there, what waits, what was dropped.
 *
 * @module
 */
import { dropsOf } from "../node_insides.ts";
import type { Node } from "../node_types.ts";
import {
  type AnyRef,
  childrenOf,
  mailboxDepth,
  membersOf,
  pathOf,
} from "../otp/mod.ts";
import type { Family, Sample } from "./registry.ts";

/** Actors looked at for one answer: far more than a tree has outside its crowds, which are only counted. */
const actorsMax = 4_096;

/** Numbers of this moment. */
export function sampledFamilies(node: Node, root: AnyRef): readonly Family[] {
  const actors = actorsUnder(root);
  const connections = countBy(node.nodes(), ({ direction }) => [direction]);
  return [
    gauge("rookery_actors", "Actors outside crowds.", [], [
      { labels: [], value: actors.length },
    ]),
    gauge(
      "rookery_crowd_members",
      "Actors in each crowd.",
      ["crowd"],
      crowds(actors),
    ),
    gauge(
      "rookery_peers",
      "Peers by what is believed of them.",
      ["topology", "state"],
      countBy(node.peers(), ({ topology, state }) => [topology, state]),
    ),
    gauge(
      "rookery_members",
      "Members of overlays by what is believed of them.",
      ["overlay", "state"],
      members(node),
    ),
    gauge(
      "rookery_connections",
      "Nodes that are connected, by who began.",
      ["direction"],
      connections,
    ),
    gauge(
      "rookery_mailbox_events",
      "Events that wait for an actor, where any do.",
      ["actor"],
      mailboxes(actors),
    ),
    {
      name: "rookery_dropped_total",
      help:
        "What waited too long, for nobody, or where there was no more room, and was dropped; of pools and sockets since they were last started.",
      type: "counter",
      labels: ["actor", "reason"],
      samples: [...drops(actors), ...dropsOutside(node)],
    },
    {
      name: "rookery_events_dropped_total",
      help: "Events that slow listeners of the node missed.",
      type: "counter",
      labels: [],
      samples: [{ labels: [], value: node.events.dropped }],
    },
  ];
}

function gauge(
  name: string,
  help: string,
  labels: readonly string[],
  samples: Iterable<Sample>,
): Family {
  return { name, help, type: "gauge", labels, samples };
}

function countBy<Item>(
  items: readonly Item[],
  labelsOf: (item: Item) => readonly string[],
): readonly Sample[] {
  const counts = new Map<
    string,
    { labels: readonly string[]; value: number }
  >();
  for (const item of items) {
    const labels = labelsOf(item);
    const key = labels.join("\0");
    const known = counts.get(key);
    if (known) known.value++;
    else counts.set(key, { labels, value: 1 });
  }
  return [...counts.values()];
}

function members({ overlays }: Node): readonly Sample[] {
  return overlays.names().flatMap((overlay) =>
    countBy(overlays.members(overlay), ({ state }) => [overlay, state])
  );
}

/** The actors under `root`, it included, without those in crowds. */
function actorsUnder(root: AnyRef): readonly AnyRef[] {
  const found: AnyRef[] = [root];
  for (let at = 0; at < found.length && found.length < actorsMax; at++) {
    const ref = found[at]!;
    if (!isCrowd(ref)) found.push(...childrenOf(ref));
  }
  return found;
}

interface Dropping {
  /** Of a pool: by why; of a socket's machine: datagrams. */
  readonly dropped?: Readonly<Record<string, number>> | number;
}

function isCrowd(ref: AnyRef): boolean {
  const { dropped } = (ref.getSnapshot() ?? {}) as Dropping;
  return typeof dropped === "object";
}

function crowds(actors: readonly AnyRef[]): readonly Sample[] {
  return actors.filter(isCrowd).map((ref) => ({
    labels: [pathOf(ref)],
    value: membersOf(ref).size,
  }));
}

function mailboxes(actors: readonly AnyRef[]): readonly Sample[] {
  return actors.map((ref) => ({
    labels: [pathOf(ref)],
    value: mailboxDepth(ref),
  })).filter(({ value }) => value > 0);
}

function dropsOutside(node: Node): readonly Sample[] {
  return dropsOf(node).map(({ place, reason, count: value }) => ({
    labels: [place, reason],
    value,
  }));
}

function drops(actors: readonly AnyRef[]): readonly Sample[] {
  return actors.flatMap((ref) => {
    const state = (ref.getSnapshot() ?? {}) as Dropping & {
      readonly context?: Dropping;
    };
    const dropped = state.dropped ?? state.context?.dropped;
    if (typeof dropped === "number") {
      return [{ labels: [pathOf(ref), "datagrams"], value: dropped }];
    }
    return Object.entries(dropped ?? {}).map(([reason, value]) => ({
      labels: [pathOf(ref), reason],
      value,
    }));
  });
}
