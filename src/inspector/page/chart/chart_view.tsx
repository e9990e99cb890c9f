/**
 * The selected actor as a drawing: its statechart with the active states lit, or, if it is no machine, a card that says
 * what it is.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ChartNode } from "../../chart.ts";
import type { ActorRow } from "../../frame.ts";
import { chartOf, node, selectedPath, selectedRow } from "../model.ts";
import { ActorCard } from "./actor_card.tsx";
import { Chart } from "./chart.tsx";
import type { Drawing } from "./drawing.ts";
import { drawingOf, warmUp } from "./drawings.ts";
import { StateList } from "./state_list.tsx";

/** What there is of an actor's chart. */
type Found =
  | { readonly state: "asked" }
  | { readonly state: "missing" }
  | { readonly state: "undrawn"; readonly chart: ChartNode }
  | {
    readonly state: "drawn";
    readonly chart: ChartNode;
    readonly drawing: Drawing;
  };

/** The chart of whoever is selected. */
export function ChartView(): JSX.Element {
  useEffect(warmUp, []);
  const row = selectedRow.value;
  if (!row) return <NobodyThere />;
  if (row.chart === undefined) return <ActorCard row={row} />;
  // Another node may have another chart of that key.
  const place = `${node.value ?? ""} ${row.chart}`;
  return <MachineView key={place} row={row} chartKey={row.chart} />;
}

function NobodyThere(): JSX.Element {
  return (
    <div class="empty">
      <strong>
        {selectedPath.value === undefined
          ? "Select an actor"
          : `${selectedPath.value} is not there now`}
      </strong>
      <span>
        {selectedPath.value === undefined
          ? "Its statechart is drawn here, with the states lit that it is in."
          : "It is shown as soon as it is started again."}
      </span>
    </div>
  );
}

function MachineView(
  { row, chartKey }: { readonly row: ActorRow; readonly chartKey: string },
): JSX.Element {
  const [attempt, setAttempt] = useState(0);
  const found = useFound(chartKey, attempt);
  const retry = () => setAttempt(attempt + 1);
  switch (found.state) {
    case "asked":
      return <p class="empty" aria-busy="true">Drawing its chart…</p>;
    case "missing":
      return (
        <div class="empty">
          <strong>Its chart could not be had</strong>
          <button type="button" onClick={retry}>Ask again</button>
        </div>
      );
    case "undrawn":
      return (
        <div class="chart-undrawn">
          <p>
            This chart could not be laid out.{" "}
            <button type="button" class="link" onClick={retry}>
              Try again
            </button>
          </p>
          <StateList chart={found.chart} value={row.value} />
        </div>
      );
    case "drawn":
      return <Chart row={row} chart={found.chart} drawing={found.drawing} />;
  }
}

function useFound(key: string, attempt: number): Found {
  const [found, setFound] = useState<Found>({ state: "asked" });
  useEffect(() => {
    let isCurrent = true;
    const tell = (news: Found) => isCurrent && setFound(news);
    const find = async () => {
      const chart = await chartOf(key);
      if (!chart) return tell({ state: "missing" });
      try {
        tell({ state: "drawn", chart, drawing: await drawingOf(chart) });
      } catch {
        tell({ state: "undrawn", chart });
      }
    };
    find();
    return () => isCurrent = false;
  }, [key, attempt]);
  return found;
}
