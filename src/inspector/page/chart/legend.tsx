/**
 * What the signs of a drawing mean.
 *
 * @module
 */
import type { JSX } from "preact";
import { Icon } from "../shell/icons.tsx";

/** Signs by what they mean, each drawn as in a chart within 34 by 20 px. */
const signs: Readonly<Record<string, JSX.Element>> = {
  "a state that is active": (
    <g class="chart-state active">
      <rect class="box" x="2" y="5" width="26" height="13" rx="4" />
      <g class="sign">
        <circle cx="25" cy="6" r="5" />
        <path d="M23,6l1.5,1.7l2.8,-3.4" />
      </g>
    </g>
  ),
  "a transition that was taken just now": (
    <g class="chart-arrow fired">
      <path class="line" d="M2,10H24" />
      <path class="head" d="M32,10L24,14L24,6Z" />
    </g>
  ),
  "where a state begins": (
    <g class="chart-mark beginning">
      <circle cx="16" cy="10" r="5" />
    </g>
  ),
  "from any state in its box": (
    <g class="chart-mark anywhere">
      <circle cx="16" cy="10" r="5" />
    </g>
  ),
  "a final state": (
    <g class="chart-state final">
      <rect class="box" x="2" y="2" width="30" height="16" rx="5" />
      <rect class="inner" x="5" y="5" width="24" height="10" rx="3" />
    </g>
  ),
  "a region: all regions of a state are active at once": (
    <g class="chart-state region">
      <rect class="box" x="2" y="2" width="30" height="16" rx="5" />
    </g>
  ),
  "where it was last; H* also within that": (
    <g class="chart-state history">
      <circle class="box" cx="17" cy="10" r="9" />
      <text class="text-name" x="17" y="14.5" text-anchor="middle">H</text>
    </g>
  ),
  "the event that it takes": (
    <g class="chart-label">
      <text class="text-trigger" x="2" y="14">go</text>
    </g>
  ),
  "only if that holds; otherwise the next of the same event is tried": (
    <g class="chart-label">
      <text class="text-guard" x="2" y="14">[if]</text>
    </g>
  ),
  "what is done": (
    <g class="chart-label">
      <text class="text-action" x="2" y="14">/ do</text>
    </g>
  ),
  "the state is left and entered again": (
    <g class="chart-label">
      <text class="text-word" x="10" y="14">↻</text>
    </g>
  ),
};

/** The legend, over a corner of the chart. */
export function Legend(
  { close }: { readonly close: () => void },
): JSX.Element {
  return (
    <section class="chart-legend" aria-label="What the signs mean">
      <button
        type="button"
        class="quiet"
        aria-label="Close"
        onClick={close}
      >
        <Icon name="close" />
      </button>
      <dl>
        {Object.entries(signs).map(([meaning, sign]) => (
          <div key={meaning}>
            <dt>
              <svg class="drawing" width="34" height="20" aria-hidden="true">
                {sign}
              </svg>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        Drag or arrow keys move it, the wheel or + and − zoom, 0 shows all of
        it. Enter goes to the states, where arrows go from one to the next, and
        Esc leads back.
      </p>
    </section>
  );
}
