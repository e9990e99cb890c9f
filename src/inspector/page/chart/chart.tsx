/**
 * The statechart of a machine in its pane, with what is told and done about it above and below.
 *
 * @module
 */
import { computed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ChartNode } from "../../chart.ts";
import type { ActorRow } from "../../frame.ts";
import { fired, log, nameOf, selected } from "../model.ts";
import { eventText } from "../words/event_text.ts";
import { stateOf } from "../words/state_text.ts";
import { ChartTools } from "./chart_tools.tsx";
import type { Drawing } from "./drawing.ts";
import { DrawingParts } from "./drawing_svg.tsx";
import { domId } from "./drawn_state.tsx";
import { activeIn, Kin } from "./kin.ts";
import { Legend } from "./legend.tsx";
import { ActiveStates } from "./state_list.tsx";
import { stateAfter } from "./state_keys.ts";
import { reveal, useSight, Viewport } from "./viewport.tsx";

/** What is shown. */
export interface ChartProps {
  readonly row: ActorRow;
  readonly chart: ChartNode;
  readonly drawing: Drawing;
}

/** The latest event that the selected actor received, as far as events are kept. */
const latest = computed(() =>
  log.value.findLast(({ to }) => to === selected.value)
);

/** The chart. */
export function Chart({ row, chart, drawing }: ChartProps): JSX.Element {
  const sight = useSight();
  const current = useSignal<string | undefined>(undefined);
  const hasLegend = useSignal(false);
  const kin = useMemo(() => new Kin(chart), [chart]);
  // One that crashed or was stopped is in none of its states; one that is done is in its last.
  const isInStates = row.status === "active" || row.status === "done";
  const states = isInStates ? activeIn(chart, row.value) : [];
  const active = new Set(states.map(({ id }) => id));
  const first = current.value ?? states.at(-1)?.id ?? chart.id;

  const onKey = (event: KeyboardEvent): boolean => {
    const isAtState =
      (event.target as Element).closest(".chart-state") !== null;
    const to = stateAfter(drawing, first, event.key, isAtState);
    if (to === undefined) return false;
    const viewport = event.currentTarget as HTMLElement;
    const place = to === null ? viewport : document.getElementById(domId(to));
    place?.focus();
    return true;
  };

  // A row changes with each event, and the drawing only with what is lit.
  const parts = useMemo(() => (
    <DrawingParts
      drawing={drawing}
      kin={kin}
      active={active}
      fired={new Set(fired.value)}
      current={first}
      onState={(state, isByKeyboard) => {
        current.value = state.node.id;
        if (isByKeyboard) reveal(sight, state);
      }}
    />
  ), [drawing, [...active].join("\n"), fired.value, first]);

  return (
    <div class="chart">
      <header class="chart-caption">
        <h2>{chart.key}</h2>
        <span class="chart-value" title="The states that it is in">
          {stateOf(row)}
        </span>
        <Latest />
        <ChartTools
          sight={sight}
          exported={{ drawing, kin, active }}
          chartKey={row.chart!}
          hasLegend={hasLegend}
        />
      </header>
      <Viewport
        sight={sight}
        drawing={drawing}
        start={drawing.states.findLast(({ node }) => active.has(node.id)) ??
          drawing.states[0]!}
        label={`Statechart of ${row.name}. Arrow keys move it, plus and minus zoom, 0 shows all of it, Enter goes to its states.`}
        onKey={onKey}
      >
        {parts}
      </Viewport>
      <ActiveStates name={row.name} states={states} />
      {hasLegend.value && <Legend close={() => hasLegend.value = false} />}
    </div>
  );
}

/** The event that came last. */
function Latest(): JSX.Element | null {
  const entry = latest.value;
  if (!entry) return null;
  const { number, type, from, to } = entry;
  return (
    <p
      class="chart-latest"
      key={number}
      title="The event that it received last"
    >
      <span class="unseen">It received last</span>
      <strong>{eventText(type)}</strong>
      {from !== undefined && from !== to && (
        <>
          {" "}
          <span class="hint">from</span> {nameOf(from)}
        </>
      )}
    </p>
  );
}
