/**
 * What stands below the chart, one at a time.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./icons.tsx";
import { isTall, type Tab, tab } from "./places.ts";

/** What can be shown. */
export interface TabContent {
  readonly id: Tab;
  readonly label: string;
  readonly content: () => ComponentChildren;
}

/** Tabs, after the pattern of WAI-ARIA: arrow keys go from one to the next. */
export function Tabs(
  { tabs }: { readonly tabs: readonly TabContent[] },
): JSX.Element {
  const shown = tabs.find(({ id }) => id === tab.value) ?? tabs[0]!;
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.indexOf(shown);
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length]!;
    tab.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section class="activity pane" aria-label="Activity">
      <div class="tabs-bar">
        <div
          class="tabs"
          role="tablist"
          aria-label="Activity"
          onKeyDown={onKeyDown}
        >
          {tabs.map(({ id, label }) => (
            <button
              type="button"
              key={id}
              id={`tab-${id}`}
              role="tab"
              class="tab"
              aria-selected={id === shown.id}
              aria-controls="tab-panel"
              tabIndex={id === shown.id ? 0 : -1}
              onClick={() => tab.value = id}
            >
              <Icon name={id} />
              {label}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="quiet tall-button"
          aria-pressed={isTall.value}
          aria-label="In place of the chart"
          title={isTall.value
            ? "Show the chart again"
            : "Take the place of the chart"}
          onClick={() => isTall.value = !isTall.value}
        >
          <Icon name={isTall.value ? "lower" : "taller"} />
        </button>
      </div>
      <div
        key={shown.id}
        id="tab-panel"
        class="tab-panel"
        role="tabpanel"
        aria-labelledby={`tab-${shown.id}`}
      >
        {shown.content()}
      </div>
    </section>
  );
}
