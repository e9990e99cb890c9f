/**
 * The nodes of the cluster: a map of them, and what is known of each as a list, from which one goes to another's tree.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { look, past } from "../model.ts";
import { countText, rateText } from "../words/durations.ts";
import { FactTable, NameCell, StateCell } from "./fact_table.tsx";
import { clusterMap, lookAround, talkOf } from "./glances.ts";
import { type ClusterMap, drawnMax, type MapNode } from "./map.ts";
import { NodesDrawing } from "./nodes_drawing.tsx";
import { rowsMax } from "./search.ts";

/** All nodes that are known of. */
export function Nodes(): JSX.Element {
  useEffect(lookAround, []);
  const map = clusterMap.value;
  const { nodes } = map;
  return (
    <div class="overlay nodes">
      <div class="overlay-picture">
        <NodesDrawing map={map} />
      </div>
      <div class="overlay-facts">
        <p class="hint nodes-hint">
          {past.value
            ? "What the node that is shown knew at this moment."
            : "Lines are connections, with messages a second each way. A node leads to its actors."}
          {nodes.length > drawnMax && ` ${drawnMax} nodes are drawn.`}
        </p>
        <FactTable
          label="Nodes"
          columns={["Node", "State", "Actors", "Overlays", "Sends"]}
          rows={nodes.slice(0, rowsMax).map((one) => (
            <NodeRow key={one.name} one={one} map={map} />
          ))}
          more={Math.max(0, nodes.length - rowsMax)}
        />
      </div>
    </div>
  );
}

function NodeRow(
  { one, map }: { readonly one: MapNode; readonly map: ClusterMap },
): JSX.Element {
  const { name, isShown, canLook, state, words, actors, overlays } = one;
  return (
    <tr
      class={isShown ? "selected" : ""}
      aria-current={isShown ? "true" : undefined}
      title={name}
    >
      <NameCell
        name={name}
        go={canLook && !isShown ? () => look(name) : undefined}
      />
      <StateCell state={state} words={words} />
      <td class="number">{actors === undefined ? "" : countText(actors)}</td>
      <td>{overlays.join(", ")}</td>
      <td class="number">{sendsText(name, map)}</td>
    </tr>
  );
}

/** Messages a second to all others. */
function sendsText(name: string, { links }: ClusterMap): string {
  const rates = links.flatMap(({ from, to }) => {
    if (from !== name && to !== name) return [];
    return talkOf(name, from === name ? to : from) ?? [];
  });
  if (rates.length === 0) return "";
  return rateText(rates.reduce((sum, rate) => sum + rate, 0));
}
