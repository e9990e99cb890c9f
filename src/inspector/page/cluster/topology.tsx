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
import { factsNow } from "./facts_now.ts";
import { actorOf } from "./places.ts";
import { search } from "./search.ts";
import { StateMark } from "./state_mark.tsx";

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
      <div class="fact-table" role="region" aria-label="Peers" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Peer</th>
              <th scope="col">State</th>
              <th scope="col">Heard</th>
              <th scope="col">Address</th>
              <th scope="col">Connected</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((peer) => (
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
          </tbody>
        </table>
        {shown.length === 0 && (
          <p class="hint">
            {peers.length === 0 ? "Nobody was heard yet." : "Nobody like that."}
          </p>
        )}
        {more > 0 && (
          <p class="hint">{countText(more)} more: look for them by name.</p>
        )}
      </div>
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
      <td class="mono">
        {id === undefined ? node : (
          <button
            type="button"
            class="link"
            onClick={() => select(id)}
          >
            {node}
          </button>
        )}
      </td>
      <td>
        <span class={`state-text state-${state}`}>
          <StateMark state={state} />
          {state}
        </span>
      </td>
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
