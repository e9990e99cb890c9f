/**
 * A topology: whom it heard, and when.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { TopologyFacts } from "../../frame.ts";
import { moment, select, selected } from "../model.ts";
import { agoText, countOf, countText } from "../words/durations.ts";
import { FactTable, NameCell, StateCell } from "./fact_table.tsx";
import { factsNow } from "./facts_now.ts";
import { actorOf } from "./places.ts";
import { search } from "./search.ts";

const words: Signal<string> = signal("");

/** How long after it was heard a peer's bar is empty, in ms: a few heartbeats. */
const freshMs = 10_000;

type Peer = TopologyFacts["peers"][number];

/** One topology. */
export function Topology(
  { topology }: { readonly topology: TopologyFacts },
): JSX.Element {
  const { name, peers } = topology;
  const connected = new Set(
    moment.value.facts?.connections.map(({ node }) => node),
  );
  const { shown, more } = search(
    peers,
    words.value,
    ({ node, address, state }) => `${node} ${address} ${state}`,
  );
  const silent = peers.filter(({ state }) => state === "silent").length;
  return (
    <div class="topology">
      <div class="fact-head">
        <span>
          {countOf(peers.length, "peer")}{" "}
          heard{silent > 0 && `, ${countText(silent)} of them silent now`}
        </span>
        <input
          type="search"
          placeholder="Look for a peer"
          aria-label="Only peers with these words in their name, address or state"
          value={words.value}
          onInput={({ currentTarget }) => words.value = currentTarget.value}
        />
      </div>
      <FactTable
        label="Peers"
        columns={["Peer", "State", "Heard", "Address", "Connected"]}
        rows={shown.map((peer) => (
          <PeerRow
            key={peer.node}
            peer={peer}
            isConnected={connected.has(peer.node)}
            id={actorOf(moment.value, {
              kind: "peer",
              topology: name,
              node: peer.node,
            })}
          />
        ))}
        more={more}
        {...peers.length === 0 && { none: "Nobody was heard yet." }}
      />
    </div>
  );
}

function PeerRow(
  { peer, isConnected, id }: {
    readonly peer: Peer;
    readonly isConnected: boolean;
    readonly id: string | undefined;
  },
): JSX.Element {
  const { node, address, state, heardAtMs } = peer;
  const ageMs = Math.max(0, factsNow.value - heardAtMs);
  const freshness = Math.max(0, 1 - ageMs / freshMs);
  return (
    <tr class={id !== undefined && id === selected.value ? "selected" : ""}>
      <NameCell
        name={node}
        go={id === undefined ? undefined : () =>
          select(id)}
      />
      <StateCell state={state} />
      <td class="number">
        <span class="freshness" aria-hidden="true">
          <span style={{ width: `${freshness * 100}%` }} />
        </span>
        {agoText(ageMs)}
      </td>
      <td class="mono">{address}</td>
      <td>{isConnected ? "✓ yes" : <span class="hint">no</span>}</td>
    </tr>
  );
}
