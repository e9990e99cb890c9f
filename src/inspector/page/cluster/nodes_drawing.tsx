/**
 * Nodes as circles, and what goes between them. A picture for the eye and the mouse: all it says stands in the list too,
 * which is for keys and for reading aloud.
 *
 * @module
 */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { look } from "../model.ts";
import { useSize } from "../timeline/use_size.ts";
import { countText, rateText } from "../words/durations.ts";
import { textStart } from "../words/short_text.ts";
import { talkOf } from "./glances.ts";
import { type ClusterMap, drawnOf } from "./map.ts";
import {
  type Lane,
  lanesOf,
  type PlacedNode,
  placedNodes,
  radiusFor,
} from "./nodes_layout.ts";
import { StateShape } from "./state_mark.tsx";

/** Nodes among whose lines there is room for words. */
const labelledMax = 5;

/** Letters of a name that there is room for. */
const lettersMax = 14;

/** Draws them. */
export function NodesDrawing(
  { map }: { readonly map: ClusterMap },
): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const { width, height } = useSize(svg, { width: 360, height: 230 });
  const drawn = drawnOf(map.nodes);
  const placed = placedNodes(drawn, width, height);
  const radius = radiusFor(drawn.length, height);
  const said = drawn.map(({ name, words }) => `${name} ${words}`).join(", ");
  return (
    <svg
      ref={svg}
      class="map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Cluster: ${said}`}
    >
      {lanesOf(map.links, placed, radius).map((lane) => (
        <LaneLine
          key={`${lane.from} ${lane.to}`}
          lane={lane}
          isLabelled={drawn.length <= labelledMax}
        />
      ))}
      {placed.map((one) => (
        <NodeMark key={one.node.name} placed={one} radius={radius} />
      ))}
    </svg>
  );
}

function LaneLine(
  { lane, isLabelled }: { readonly lane: Lane; readonly isLabelled: boolean },
): JSX.Element {
  const { from, to, start, end, label } = lane;
  const rate = talkOf(from, to);
  const text = rate === undefined ? "" : rateText(rate);
  return (
    <g class={`lane ${rate ? "flows" : ""}`}>
      <title>{`${from} → ${to}${text && `, ${text}`}`}</title>
      <path d={`M${start.x} ${start.y}L${end.x} ${end.y}`} />
      <circle cx={end.x} cy={end.y} r={2.5} />
      {isLabelled && rate
        ? <text x={label.x} y={label.y + 4}>{text}</text>
        : null}
    </g>
  );
}

function NodeMark(
  { placed, radius }: {
    readonly placed: PlacedNode;
    readonly radius: number;
  },
): JSX.Element {
  const { node, x, y, isBeside } = placed;
  const { name, state, words, actors, isShown, canLook } = node;
  const [short = name] = name.split("@");
  const corner = radius * 0.72;
  const goes = canLook && !isShown;
  return (
    <g
      class={`map-node state-${state} ${isShown ? "shown" : ""} ${
        goes ? "goes" : ""
      }`}
      transform={`translate(${x} ${y})`}
      onClick={() => goes && look(name)}
    >
      <title>{`${name}: ${words}${goes ? "\nShow its actors" : ""}`}</title>
      <circle r={radius} />
      {actors !== undefined && (
        <>
          <text class="map-count" y={radius > 20 ? 2 : 5}>
            {countText(actors)}
          </text>
          {radius > 20 && <text class="map-unit" y={14}>actors</text>}
        </>
      )}
      <g transform={`translate(${corner} ${-corner})`}>
        <circle class="halo" r={8} />
        <StateShape state={state} />
      </g>
      <g
        class={isBeside ? "beside" : ""}
        transform={isBeside
          ? `translate(${radius + 14} -2)`
          : `translate(0 ${radius + 15})`}
      >
        <text class="map-name">{textStart(short, lettersMax)}</text>
        <text y={13}>{words}</text>
      </g>
    </g>
  );
}
