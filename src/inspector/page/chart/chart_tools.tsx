/**
 * What can be done about a drawing: zoom, fit, look up its signs, take it along.
 *
 * @module
 */
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { ExportMenu } from "./export_menu.tsx";
import type { Exported } from "./export_svg.tsx";
import { fit, type Sight, zoom, zoomStep } from "./viewport.tsx";

/** Pictures of 16 px, as paths. */
const pictures = {
  out: "M3.5 8h9",
  in: "M3.5 8h9M8 3.5v9",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  legend: "M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 11.8v.6",
} as const;

/** The buttons. */
export function ChartTools(
  { sight, exported, chartKey, hasLegend }: {
    readonly sight: Sight;
    readonly exported: Exported;
    readonly chartKey: string;
    readonly hasLegend: Signal<boolean>;
  },
): JSX.Element {
  const { drawing } = exported;
  const percent = Math.round(sight.view.value.scale * 100);
  return (
    <div class="chart-tools" role="group" aria-label="View of the chart">
      <Tool
        name="Smaller (-)"
        picture="out"
        act={() => zoom(sight, drawing, 1 / zoomStep)}
      />
      <span
        class="chart-scale"
        aria-label={`Scale: ${percent} percent`}
        role="img"
      >
        {percent} %
      </span>
      <Tool
        name="Larger (+)"
        picture="in"
        act={() => zoom(sight, drawing, zoomStep)}
      />
      <Tool
        name="Show all of it (0)"
        picture="fit"
        act={() => fit(sight, drawing)}
      />
      <Tool
        name="What the signs mean"
        picture="legend"
        isPressed={hasLegend.value}
        act={() => hasLegend.value = !hasLegend.value}
      />
      <ExportMenu exported={exported} chartKey={chartKey} />
    </div>
  );
}

function Tool(
  { name, picture, act, isPressed }: {
    readonly name: string;
    readonly picture: keyof typeof pictures;
    readonly act: () => void;
    readonly isPressed?: boolean;
  },
): JSX.Element {
  return (
    <button
      type="button"
      class="quiet"
      title={name}
      aria-label={name}
      aria-pressed={isPressed}
      onClick={act}
    >
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d={pictures[picture]} />
      </svg>
    </button>
  );
}
