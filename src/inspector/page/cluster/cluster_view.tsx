/**
 * The nodes of the cluster, and what the one that is shown knows about others: overlays with their members, topologies
 * with their peers, and its connections, one at a time.
 *
 * @module
 */
import { computed, type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { NodeFacts } from "../../frame.ts";
import { link, moment } from "../model.ts";
import { countText, timeText } from "../words/durations.ts";
import { Connections } from "./connections.tsx";
import { staleAtMs } from "./facts_now.ts";
import { clusterMap } from "./glances.ts";
import { Nodes } from "./nodes.tsx";
import { Overlay } from "./overlay.tsx";
import { Topology } from "./topology.tsx";

/** One thing to look at. */
interface Subject {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly count: number;
  readonly content: () => JSX.Element;
}

/** Which is looked at. */
const chosen: Signal<string | undefined> = signal(undefined);

const subjects = computed((): readonly Subject[] => {
  const { facts } = moment.value;
  if (!facts) return [];
  const { nodes } = clusterMap.value;
  return [
    ...nodes.length < 2 ? [] : [{
      key: "nodes",
      kind: "",
      name: "Nodes",
      count: nodes.length,
      content: () => <Nodes />,
    }],
    ...subjectsOf(facts),
  ];
});

/** The cluster as this node sees it. */
export function ClusterView(): JSX.Element {
  const shown = subjects.value.find(({ key }) => key === chosen.value) ??
    subjects.value[0];
  if (!shown) return <Nothing />;
  return (
    <div class="cluster">
      <div class="cluster-subjects" role="group" aria-label="What to look at">
        {subjects.value.map(({ key, kind, name, count }) => (
          <button
            type="button"
            key={key}
            class="quiet"
            aria-pressed={key === shown.key}
            onClick={() => chosen.value = key}
          >
            {kind && <span class="hint">{kind}</span>}
            {name}
            <span class="subject-count">{countText(count)}</span>
          </button>
        ))}
        {staleAtMs.value !== undefined && (
          <span class="hint cluster-stale">
            as it was at {timeText(staleAtMs.value)}
          </span>
        )}
      </div>
      <div class="cluster-content" key={shown.key}>{shown.content()}</div>
    </div>
  );
}

function Nothing(): JSX.Element {
  const { actors, facts } = moment.value;
  const [title, sentence] = facts
    ? [
      "Nobody else yet",
      "This node is in no overlay, has no topology and no connection.",
    ]
    : actors.size === 0 && link.value !== "file"
    ? ["Nothing known yet", "It comes with the first news of the node."]
    : [
      "No cluster here",
      "Only nodes know of a cluster; this is a system of actors of another program.",
    ];
  return (
    <div class="empty">
      <strong>{title}</strong>
      <span>{sentence}</span>
    </div>
  );
}

function subjectsOf(
  { overlays, topologies, connections }: NodeFacts,
): readonly Subject[] {
  return [
    ...overlays.map((overlay) => ({
      key: `overlay ${overlay.name}`,
      kind: "overlay",
      name: overlay.name,
      count: overlay.memberCount ?? overlay.members.length,
      content: () => <Overlay overlay={overlay} />,
    })),
    ...topologies.map((topology) => ({
      key: `topology ${topology.name}`,
      kind: "topology",
      name: topology.name,
      count: topology.peerCount ?? topology.peers.length,
      content: () => <Topology topology={topology} />,
    })),
    ...connections.length === 0 ? [] : [{
      key: "connections",
      kind: "",
      name: "Connections",
      count: connections.length,
      content: () => <Connections connections={connections} />,
    }],
  ];
}
